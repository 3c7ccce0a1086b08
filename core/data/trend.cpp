#include "core/data/trend.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace encore::data {
namespace {

// Takes one value out of a sorted window and puts another in; only what lies between them moves.
void replace(std::vector<float>& sorted, float leaves, float enters) {
  const auto gone = std::lower_bound(sorted.begin(), sorted.end(), leaves);
  if (enters > leaves) {
    const auto place = std::lower_bound(gone + 1, sorted.end(), enters);
    *std::move(gone + 1, place, gone) = enters;
  } else {
    const auto place = std::upper_bound(sorted.begin(), gone, enters);
    std::move_backward(place, gone, gone + 1);
    *place = enters;
  }
}

}  // namespace

Index mirrored(Index i, Index n) {
  i %= 2 * n;
  if (i < 0) i += 2 * n;
  return i < n ? i : 2 * n - 1 - i;
}

base::MatrixD polynomial_basis(Index n, int order) {
  base::MatrixD basis(n, order + 1);
  const base::VectorD x =
      n > 1 ? base::VectorD(base::VectorD::LinSpaced(n, -1, 1)) : base::VectorD::Zero(n);
  basis.col(0).setOnes();
  if (order > 0) basis.col(1) = x;
  for (int k = 2; k <= order; ++k)
    basis.col(k) = ((2.0 * k - 1) * x.array() * basis.col(k - 1).array() -
                    (k - 1.0) * basis.col(k - 2).array()) /
                   k;
  return basis;
}

base::MatrixD cosine_basis(Index n, double tr_s, double cutoff_s) {
  const double periods = 2 * static_cast<double>(n) * tr_s / cutoff_s;
  const auto k_max = std::min<Index>(n - 1, static_cast<Index>(std::floor(periods + 1e-9)));
  base::MatrixD basis(n, std::max<Index>(0, k_max) + 1);
  basis.col(0).setOnes();
  for (Index k = 1; k < basis.cols(); ++k)
    for (Index t = 0; t < n; ++t)
      basis(t, k) = std::cos(std::numbers::pi * static_cast<double>(k) *
                             (static_cast<double>(t) + 0.5) / static_cast<double>(n));
  return basis;
}

base::MatrixD orthonormal(const base::MatrixD& columns) {
  base::MatrixD scaled = columns;
  for (Index c = 0; c < scaled.cols(); ++c) {
    const double size = scaled.col(c).norm();
    if (size > 0) scaled.col(c) /= size;
  }
  Eigen::ColPivHouseholderQR<base::MatrixD> qr(scaled);
  qr.setThreshold(1e-8);
  return qr.householderQ() * base::MatrixD::Identity(columns.rows(), qr.rank());
}

Index odd_window(double window_s, double tr_s) {
  const auto n = std::max<Index>(1, std::llround(window_s / tr_s));
  return n % 2 == 0 ? n + 1 : n;
}

void running_median(std::span<const float> in, Index window, std::span<float> out) {
  const auto n = static_cast<Index>(in.size());
  const Index half = window / 2;
  const auto value = [&](Index i) { return in[static_cast<std::size_t>(mirrored(i, n))]; };
  std::vector<float> sorted;
  for (Index i = -half; i <= half; ++i) sorted.push_back(value(i));
  std::sort(sorted.begin(), sorted.end());
  for (Index t = 0; t < n; ++t) {
    if (t > 0) replace(sorted, value(t - 1 - half), value(t + half));
    out[static_cast<std::size_t>(t)] = sorted[static_cast<std::size_t>(half)];
  }
}

}  // namespace encore::data
