#include "plugins/dsp/tiles.hpp"

#include <algorithm>
#include <cmath>

namespace encore::dsp {

Tiles::Tiles(double duration_s, double step_s)
    : duration_s_(duration_s),
      step_s_(step_s),
      count_(std::max<Index>(1, std::llround(duration_s / step_s))) {}

std::pair<double, double> Tiles::span(Index i) const {
  return {static_cast<double>(i) * step_s_,
          i + 1 == count_ ? duration_s_ : static_cast<double>(i + 1) * step_s_};
}

Index Tiles::at(double seconds) const {
  return std::clamp(static_cast<Index>(std::floor(seconds / step_s_)), Index{0}, count_ - 1);
}

}  // namespace encore::dsp
