// core/stats/stretches.hpp: neighbouring clips taken together, as one unit that moves or is drawn.
//
//   Stretches s = join_clips(runs, clips, presentations, 5);
//   Orders orders = clip_orders(s.unit, s.presentation, 1000, seed);
//   ClipBootstrap bootstrap(s.unit, 1000, seed);
//
// The haemodynamic response of a clip reaches into the next one, so that single clips are not
// exchangeable; stretches of them nearly are. Plain values. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// Labels of each row.
struct Stretches {
  std::vector<std::int32_t> unit;          // negative where the row belongs to no clip
  std::vector<std::int32_t> presentation;  // changes where a presentation of a unit begins
  Index units = 0;
  Index full = 0;       // units of as many clips as were to be joined
  Index stretches = 0;  // presentations of all units
};

// Up to `together` clips that follow one another, within one run, in every presentation, from each
// run's start; a stretch that ends with its run, or before a clip that comes elsewhere, is shorter.
// `run`, `clip` (negative: none), `presentation` (changes where a presentation begins): of each
// row. Throws base::Error where they differ in length.
Stretches join_clips(const std::vector<std::int32_t>& run, const std::vector<std::int32_t>& clip,
                     const std::vector<std::int32_t>& presentation, Index together);

// The clips of each unit, in the order of their first rows. Rows without a clip are left out.
std::vector<std::vector<std::int32_t>> members(const std::vector<std::int32_t>& unit,
                                               const std::vector<std::int32_t>& clip);

// Rows of a clip where every row belongs to a clip and all presentations are equally long, so that
// clips begin at whole multiples of it in each run.
std::optional<Index> common_length(const std::vector<std::int32_t>& clip,
                                   const std::vector<std::int32_t>& presentation);

}  // namespace encore::stats
