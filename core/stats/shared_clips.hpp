// core/stats/shared_clips.hpp: would a group's result hold with other clips, where all subjects
// hear the same ones?
//
// Subjects who hear the same clips are alike by chance as well: what a feature happens to share
// with these clips, it shares in every brain. A test over subjects takes that for an effect. Here
// every draw gives the same order of clips to all subjects, and the mean over subjects is taken
// anew. Clips that carry over into one another move together, as stretches. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// One subject's region: ClipCross by the number of voxels.
struct ClipTable {
  std::vector<std::int32_t> clips;  // ascending
  std::vector<Index> rows;          // of each clip
  base::MatrixF r;                  // clips x clips; its trace is the mean r
  // Clips that stay together, each list in their order; a clip in no list stands alone. Counted
  // only where all subjects who heard a clip have it in the same list, and heard all of the list.
  std::vector<std::vector<std::int32_t>> stretches = {};
};

// One-sided p of a mean r above 0: (1 + draws whose mean over subjects is at least as high) / (1 +
// draws). Stretches of as many clips, and as long ones, in each subject, that all subjects heard
// change places, in all subjects at once; others stay. Subjects of whom no two clips are common
// heard different music, and each has orders of its own. NaN for no subject, or where no clip can
// move.
double shared_clips_p(const std::vector<ClipTable>& subjects, int draws, std::uint64_t seed);

// Two-sided p of a mean difference of r of two models, `a` less `b`, subject by subject:
// stretches of clips, with all who heard them, change sign (sign_flip). NaN for fewer than two.
double shared_clips_p(const std::vector<ClipTable>& a, const std::vector<ClipTable>& b, int draws,
                      std::uint64_t seed);

}  // namespace encore::stats
