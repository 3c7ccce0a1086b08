#include "plugins/dsp/dct.hpp"

#include <cmath>
#include <numbers>

namespace encore::dsp {

Matrix dct_basis(Index n, Index keep) {
  Matrix basis(n, keep);
  const auto size = static_cast<double>(n);
  for (Index k = 0; k < keep; ++k) {
    const double scale = std::sqrt((k == 0 ? 1 : 2) / size);
    for (Index i = 0; i < n; ++i)
      basis(i, k) = scale * std::cos(std::numbers::pi * static_cast<double>(k) *
                                     (static_cast<double>(i) + 0.5) / size);
  }
  return basis;
}

}  // namespace encore::dsp
