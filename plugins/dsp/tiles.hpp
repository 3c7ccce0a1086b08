// plugins/dsp/tiles.hpp: a clip cut into rows of about equal length.
#pragma once

#include <utility>

#include "plugins/dsp/types.hpp"

namespace encore::dsp {

// round(duration / step) rows, at least one. Row i spans [i * step, (i + 1) * step); the last one
// ends with the clip, so a clip that is 10 ms short or long still has the same number of rows.
class Tiles {
 public:
  Tiles(double duration_s, double step_s);
  Index count() const { return count_; }
  std::pair<double, double> span(Index i) const;
  double middle(Index i) const { return (span(i).first + span(i).second) / 2; }
  // The row of a moment; moments outside of the clip belong to the nearest row.
  Index at(double seconds) const;

 private:
  double duration_s_, step_s_;
  Index count_;
};

}  // namespace encore::dsp
