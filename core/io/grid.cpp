#include "core/io/grid.hpp"

#include <fmt/format.h>

#include <algorithm>

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

bool has_volume(const Grid& g) {
  return std::any_of(g.parts.begin(), g.parts.end(),
                     [](const Part& part) { return part.vertices == 0; });
}

std::string describe_parts(const Grid& g) {
  Index surface = 0, whole = 0, voxels = 0;
  for (const auto& part : g.parts) {
    const auto n = static_cast<Index>(part.at.size());
    whole += part.vertices;
    (part.vertices > 0 ? surface : voxels) += n;
  }
  std::string text;
  if (whole > 0)
    text = surface == whole ? fmt::format("{} vertices", whole)
                            : fmt::format("{} of {} vertices", surface, whole);
  if (voxels > 0) text += fmt::format("{}{} voxels", text.empty() ? "" : " and ", voxels);
  return text;
}

std::string affine_difference(const Grid& a, const Grid& b) {
  if ((a.affine - b.affine).cwiseAbs().maxCoeff() <= kTolerance) return "";
  return fmt::format("the same size, but affine {} against {}", matrix_text(a.affine),
                     matrix_text(b.affine));
}

}  // namespace

Index Grid::voxels() const {
  if (parts.empty()) return dims[0] * dims[1] * dims[2];
  Index n = 0;
  for (const auto& part : parts) n += static_cast<Index>(part.at.size());
  return n;
}

std::pair<const Part*, Index> place_of(const Grid& grid, Index value) {
  for (const auto& part : grid.parts) {
    const auto n = static_cast<Index>(part.at.size());
    if (value < n) return {&part, part.at[static_cast<std::size_t>(value)]};
    value -= n;
  }
  return {nullptr, value};
}

std::string describe(const Grid& g) {
  if (!g.parts.empty()) return describe_parts(g);
  const auto size = [&](int axis) { return g.affine.block<3, 1>(0, axis).norm(); };
  return fmt::format("{} x {} x {} voxels of {:.4g} x {:.4g} x {:.4g} mm", g.dims[0], g.dims[1],
                     g.dims[2], size(0), size(1), size(2));
}

std::string difference(const Grid& a, const Grid& b) {
  if (a.parts != b.parts) {
    const std::string one = describe(a), other = describe(b);
    return one != other ? fmt::format("{} against {}", one, other)
                        : fmt::format("{}, but not the same ones", one);
  }
  if (!a.parts.empty() && !has_volume(a)) return "";
  if (a.dims != b.dims) return fmt::format("{} against {}", describe(a), describe(b));
  return affine_difference(a, b);
}

}  // namespace encore::io
