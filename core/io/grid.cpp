#include "core/io/grid.hpp"

#include <fmt/format.h>

namespace encore::io {
namespace {

constexpr double kTolerance = 1e-3;

std::string matrix_text(const Eigen::Matrix4d& m) {
  std::string text;
  for (int r = 0; r < 3; ++r)
    text += fmt::format("{}[{:.5g} {:.5g} {:.5g} {:.5g}]", r > 0 ? " " : "", m(r, 0), m(r, 1),
                        m(r, 2), m(r, 3));
  return text;
}

}  // namespace

std::string describe(const Grid& g) {
  const auto size = [&](int axis) { return g.affine.block<3, 1>(0, axis).norm(); };
  return fmt::format("{} x {} x {} voxels of {:.4g} x {:.4g} x {:.4g} mm", g.dims[0], g.dims[1],
                     g.dims[2], size(0), size(1), size(2));
}

std::string difference(const Grid& a, const Grid& b) {
  if (a.dims != b.dims) return fmt::format("{} against {}", describe(a), describe(b));
  if ((a.affine - b.affine).cwiseAbs().maxCoeff() <= kTolerance) return "";
  return fmt::format("the same size, but affine {} against {}", matrix_text(a.affine),
                     matrix_text(b.affine));
}

}  // namespace encore::io
