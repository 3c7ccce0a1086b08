// core/align/timeline.hpp: what sounds when in a run.
#pragma once

#include <cstddef>
#include <vector>

#include "core/data/dataset.hpp"

namespace encore::align {

// A stretch of a run in which one clip plays, or none.
struct Segment {
  static constexpr std::ptrdiff_t silence = -1;
  double start_s = 0, end_s = 0;
  double onset_s = 0;  // when the clip began: time in the clip is time in the run minus this
  std::ptrdiff_t clip = silence;
};

// Segments that cover the run from 0 to volumes * TR without gap or overlap. A clip ends where the
// next one begins; a gap of less than half a TR is given to the clip before it, since recordings
// and sound cards are never exact.
std::vector<Segment> timeline(const data::Run& run);

}  // namespace encore::align
