// plugins/onnx/pooling.hpp: from the frames or tokens of a network to one row.
#pragma once

#include <string_view>
#include <vector>

#include "plugins/onnx/log_mel.hpp"

namespace encore::onnx {

enum class Pooling { mean, max, first, last, none };

// Of the word in a recipe or a model.yaml: mean, max, first or cls, last; none for any other.
Pooling pooling_of(std::string_view word);

// One row out of the rows that `use` marks (all when it is empty); of the first row when it marks
// none. Means are summed in float64. Pooling::none is not for here.
dsp::VectorF pooled(const Eigen::Ref<const RowMatrix>& rows, const std::vector<bool>& use,
                    Pooling how);

// Length 1, unless it is zero.
void normalize_l2(Eigen::Ref<dsp::VectorF> row);

}  // namespace encore::onnx
