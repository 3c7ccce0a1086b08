// core/stats/orders.hpp: random orders of test rows that keep neighbours together.
//
//   Orders orders = block_orders(runs_of(plan.test), 10, 1000, seed);
//   VectorD p = p_values(orders, y, prediction);   // permutation.hpp
//
// Rows of a test set are not exchangeable: neighbours are alike. Stretches of rows nearly are. A
// draw puts a stretch of the prediction beside each stretch of the responses; which stretches there
// are, and which may stand where, is what the functions below differ in.
//
// Plain values; share one between voxels, models and threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

struct Orders {
  struct Place {
    Index start, length;  // rows of the responses
  };

  Index rows = 0;
  int draws = 0;
  std::vector<Place> places;  // in the order of rows; they cover all rows
  // The prediction as draws read it: its rows, and those of a run once more where reading goes on
  // at the run's start.
  std::vector<std::uint32_t> layout;
  // (1 + draws) x places: the first row of the layout that stands in each place. As observed first.
  std::vector<std::uint32_t> starts;
  // How many different orders there are, infinity when beyond 1e300: 1 over this is about the
  // smallest p that means something.
  double possible = 1;
  Index fixed = 0;  // rows that stay where they are in every draw

  const std::uint32_t* observed() const { return starts.data(); }
  const std::uint32_t* draw(int d) const {
    return starts.data() + (1 + static_cast<std::size_t>(d)) * places.size();
  }
};

// All three throw base::Error when there are fewer than two orders.

// Each segment (a run) is cut into blocks of `block_rows` rows from its start; what is left at its
// end is a shorter block. Blocks change places with blocks of the same length only, in any segment;
// a block whose length is unique stays where it is. All such orders form a group, so the test is
// exact when blocks are exchangeable. `segment`: a label for each row; a new label begins a block.
Orders block_orders(const std::vector<std::int32_t>& segment, Index block_rows, int draws,
                    std::uint64_t seed);

// Clips change places with all their presentations at once: the first presentation of one clip goes
// where the first of another was, and so on. Only clips with as many presentations, of the same
// lengths, change places; a clip like no other and rows of no clip (negative) stay where they are.
// These orders form a group. `presentation`: a label for each row that changes where a presentation
// ends.
Orders clip_orders(const std::vector<std::int32_t>& clip,
                   const std::vector<std::int32_t>& presentation, int draws, std::uint64_t seed);

// The prediction of each segment is moved on by a multiple of `step` rows, as if its end were
// joined to its start; every segment by a draw of its own. With `least` 0 a segment may stay, and
// the orders form a group: the test is exact where series are stationary on a circle. Else shifts
// are `least` to the segment's length less `least`, and a segment too short for any stays. Where
// there are no more than `draws` such orders, each of them but the observed one is a draw.
Orders shift_orders(const std::vector<std::int32_t>& segment, Index least, int draws,
                    std::uint64_t seed, Index step = 1);

// The places alone, and no draws.
Orders stretches_of(const std::vector<std::int32_t>& segment, Index most_rows);

// The number of each row's place: a unit of resampling where rows have no clip.
std::vector<std::int32_t> place_labels(const Orders& orders);

}  // namespace encore::stats
