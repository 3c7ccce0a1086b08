// plugins/linear/inspect.hpp: what ridge plugins hand out alike: bands, and the choice of
// penalties.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "encore/call.hpp"
#include "encore/regression.hpp"
#include "model.hpp"
#include "stored.hpp"

namespace linear {

// bands + 1 column offsets.
std::vector<std::int32_t> band_starts(const encore::Design& design);

// Throws encore::Error (shape) when there is no such band.
ColumnRange band_range(const std::vector<std::int32_t>& starts, std::uint32_t band);

// What some columns add to the prediction of a stored linear model.
MatrixD share_of(const StoredModel& model, encore::View x, ColumnRange range);

// Makes "alpha" (bands x targets), "cv_score" or "edge" (1 x targets); false for other names.
bool inspect_chosen(const encore::Call& call, std::string_view name, const Chosen& chosen,
                    std::size_t bands);

}  // namespace linear
