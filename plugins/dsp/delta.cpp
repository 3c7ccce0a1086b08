#include "plugins/dsp/delta.hpp"

#include <algorithm>

namespace encore::dsp {

Matrix delta(const Matrix& x, int order, Index width) {
  const Index frames = x.rows();
  width = std::min(width, frames % 2 == 1 ? frames : frames - 1);
  Matrix out = Matrix::Zero(frames, x.cols());
  if (width < 3) return out;

  // Least squares with a polynomial of the derivative's own order: its highest coefficient is a
  // dot product with the orthogonal polynomial, and the derivative is constant in the window.
  const Index half = width / 2;
  Vector kernel = Vector::LinSpaced(width, -static_cast<double>(half), static_cast<double>(half));
  if (order == 2) {
    kernel = kernel.array().square().matrix().eval();
    kernel.array() -= kernel.mean();
    kernel *= 2;
    kernel /= kernel.squaredNorm() / 4;
  } else {
    kernel /= kernel.squaredNorm();
  }
  for (Index t = 0; t < frames; ++t) {
    const Index centre = std::clamp(t, half, frames - 1 - half);
    out.row(t) = kernel.transpose() * x.middleRows(centre - half, width);
  }
  return out;
}

}  // namespace encore::dsp
