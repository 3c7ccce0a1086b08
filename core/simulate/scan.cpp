#include "core/simulate/scan.hpp"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <cmath>
#include <numbers>

#include "core/base/file.hpp"
#include "core/base/random.hpp"
#include "core/base/stop.hpp"
#include "core/io/nifti.hpp"

namespace encore::simulate {
namespace {

constexpr std::array<double, 3> kDrift = {2.0, 1.0, 0.2};  // in units of the signal

base::MatrixF draw_drift(Index voxels, std::uint64_t seed) {
  base::Random random(seed);
  base::MatrixF out(static_cast<Index>(kDrift.size()), voxels);
  for (Index v = 0; v < voxels; ++v)
    for (std::size_t d = 0; d < kDrift.size(); ++d)
      out(static_cast<Index>(d), v) = static_cast<float>(kDrift[d] * random.normal());
  return out;
}

// Position of each voxel in mm, from the middle of the brain.
Eigen::Matrix<float, 3, Eigen::Dynamic> positions(const Brain& brain) {
  Eigen::Matrix<float, 3, Eigen::Dynamic> out(3, static_cast<Index>(brain.voxels.size()));
  const Index nx = brain.grid.dims[0], ny = brain.grid.dims[1];
  for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
    const Index at = brain.voxels[v];
    const Eigen::Vector4d index(static_cast<double>(at % nx), static_cast<double>(at / nx % ny),
                                static_cast<double>(at / (nx * ny)), 1);
    out.col(static_cast<Index>(v)) = (brain.grid.affine * index).head<3>().cast<float>();
  }
  return out;
}

std::string motion_text(const base::MatrixD& motion) {
  std::string out = "trans_x\ttrans_y\ttrans_z\trot_x\trot_y\trot_z\n";
  for (Index t = 0; t < motion.rows(); ++t)
    for (Index c = 0; c < 6; ++c)
      out += fmt::format("{:.6f}{}", motion(t, c), c == 5 ? '\n' : '\t');
  return out;
}

}  // namespace

Noise::Noise(Index voxels, double phi, std::uint64_t seed)
    : state_(voxels), phi_(phi), seed_(seed) {}

const base::VectorF& Noise::next() {
  base::Random random(base::seed_for(seed_, fmt::format("volume/{}", volume_)));
  const auto keep = static_cast<float>(volume_ == 0 ? 0 : phi_);
  const auto fresh = static_cast<float>(volume_ == 0 ? 1 : std::sqrt(1 - phi_ * phi_));
  if (volume_ == 0) state_.setZero();
  for (float& x : state_) x = keep * x + fresh * static_cast<float>(random.normal());
  ++volume_;
  return state_;
}

base::MatrixD drift_courses(Index volumes) {
  base::MatrixD out(volumes, static_cast<Index>(kDrift.size()));
  for (Index t = 0; t < volumes; ++t) {
    const double x = (static_cast<double>(t) + 0.5) / static_cast<double>(volumes);
    out(t, 0) = x - 0.5;
    out(t, 1) = std::cos(std::numbers::pi * x);
    out(t, 2) = std::cos(3 * std::numbers::pi * x);
  }
  return out;
}

base::MatrixD motion(Index volumes, std::uint64_t seed) {
  base::Random random(seed);
  base::MatrixD out = base::MatrixD::Zero(volumes, 6);
  for (Index t = 1; t < volumes; ++t)
    for (Index c = 0; c < 6; ++c) {
      const double scale = c < 3 ? 1 : 1.0 / 60;  // a radian moves the surface 60 mm
      const double jerk = random.uniform() < 0.003 ? 0.05 * random.normal() : 0;
      out(t, c) = 0.98 * out(t - 1, c) + scale * (0.006 * random.normal() + jerk);
    }
  return out;
}

base::VectorF signal(const Subject& subject, const Bold& bold, Index volume) {
  std::array<base::VectorF, delays_s.size()> now;
  for (std::size_t d = 0; d < now.size(); ++d) now[d] = bold[d].row(volume).cast<float>();
  base::VectorF out = base::VectorF::Zero(subject.mean.size());
  for (Index v = 0; v < out.size(); ++v)
    if (subject.explainable_variance[v] > 0)
      out[v] = now[subject.delay[static_cast<std::size_t>(v)]].dot(subject.weights.col(v));
  return out;
}

void scan(const std::filesystem::path& image, const std::filesystem::path& motion_table,
          const Run& run, const Brain& brain, const Subject& subject, const Bold& bold,
          std::uint64_t seed) {
  const auto n = static_cast<Index>(brain.voxels.size());
  const auto seed_of = [&](const char* what) {
    return base::seed_for(seed, run.stem + "/" + what);
  };
  const base::MatrixF amount = draw_drift(n, seed_of("drift"));
  const base::MatrixF courses = drift_courses(run.volumes).cast<float>();
  const base::MatrixD moves = motion(run.volumes, seed_of("motion"));
  const auto where = positions(brain);
  base::VectorF volume = base::VectorF::Zero(brain.grid.voxels());  // air is dark
  Noise noise(n, kAutocorrelation, seed_of("noise"));

  base::write_text(motion_table, motion_text(moves));
  io::NiftiWriter writer(image, brain.grid, run.volumes, run.tr_s, io::NiftiWriter::Type::int16,
                         "SIMULATED by encore simulate");
  for (Index t = 0; t < run.volumes; ++t) {
    base::check_stop();
    const base::VectorF& e = noise.next();
    const base::VectorF s = signal(subject, bold, t);
    const Eigen::Vector3f shift = moves.row(t).head<3>().cast<float>();
    const Eigen::Vector3f turn = moves.row(t).tail<3>().cast<float>();
    for (Index v = 0; v < n; ++v) {
      const float share = subject.explainable_variance[v];
      const float x = std::sqrt(share) * s[v] + std::sqrt(1 - share) * e[v] +
                      amount.col(v).dot(courses.row(t).transpose());
      const Eigen::Vector3f moved = shift + turn.cross(where.col(v));
      volume[brain.voxels[static_cast<std::size_t>(v)]] =
          subject.mean[v] * (1 + static_cast<float>(kSignalChange) * x) -
          subject.gradient.col(v).dot(moved);
    }
    writer.add(volume);
  }
  writer.finish();
}

}  // namespace encore::simulate
