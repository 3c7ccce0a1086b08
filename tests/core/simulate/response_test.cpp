// The haemodynamic response, the noise, and the ceiling that a data set states.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "core/base/random.hpp"
#include "core/io/nifti.hpp"
#include "core/io/table.hpp"
#include "core/simulate/hrf.hpp"
#include "core/simulate/scan.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::simulate {
namespace {

// Distribution function of a gamma density of whole shape: 1 - e^-t sum of t^k / k!, k < shape.
double gamma_distribution(double t, int shape) {
  double term = 1, sum = 1;
  for (int k = 1; k < shape; ++k) sum += term *= t / k;
  return t <= 0 ? 0 : 1 - std::exp(-t) * sum;
}

TEST(Hrf, HasItsClosedForm) {
  EXPECT_EQ(haemodynamic_response(-1), 0);
  EXPECT_NEAR(
      haemodynamic_response(5),
      std::pow(5, 5) * std::exp(-5) / 120 - std::pow(5, 15) * std::exp(-5) / 1307674368e3 / 6,
      1e-12);
  EXPECT_GT(haemodynamic_response(5), haemodynamic_response(4.8));
  EXPECT_GT(haemodynamic_response(5), haemodynamic_response(5.2));
  EXPECT_LT(haemodynamic_response(15), 0);
}

TEST(Hrf, AStepGivesTheIntegralOfTheResponse) {
  const base::MatrixD step = base::MatrixD::Ones(600, 1);
  const std::vector<double> moments = {0, 3, 6, 12, 31, 59};
  for (const double delay : {0.0, 1.0}) {
    const auto out = convolve(step, 0.1, moments, delay);
    for (std::size_t m = 0; m < moments.size(); ++m) {
      const double t = moments[m] - delay;
      EXPECT_NEAR(out(static_cast<Index>(m), 0),
                  gamma_distribution(t, 6) - gamma_distribution(t, 16) / 6, 3e-4)
          << moments[m];
    }
  }
}

TEST(Noise, HasItsVarianceAndAutocorrelation) {
  const Index voxels = 400, volumes = 500;
  Noise noise(voxels, 0.3, 11);
  base::MatrixF x(volumes, voxels);
  for (Index t = 0; t < volumes; ++t) x.row(t) = noise.next();
  const double n = static_cast<double>(voxels);
  EXPECT_NEAR(x.squaredNorm() / (n * static_cast<double>(volumes)), 1, 0.02);
  EXPECT_NEAR(x.row(0).squaredNorm() / n, 1, 0.25) << "stationary from the first volume";
  for (const Index lag : {1, 2, 3}) {
    const double c = x.topRows(volumes - lag).cwiseProduct(x.bottomRows(volumes - lag)).sum();
    EXPECT_NEAR(c / (n * static_cast<double>(volumes - lag)), std::pow(0.3, lag), 0.015) << lag;
  }
  Noise again(voxels, 0.3, 11);
  EXPECT_EQ(base::VectorF(x.row(0)), again.next());
}

// Drivers after the haemodynamic response: smooth random courses, the same in every repeat.
Bold repeated_bold(Index rows, int repeats) {
  Bold out;
  for (std::size_t d = 0; d < out.size(); ++d) {
    base::Random random(17 + d);
    base::MatrixD one(rows, kind_start.back());
    for (Index c = 0; c < one.cols(); ++c) {
      double x = random.normal();
      for (Index t = 0; t < rows; ++t) one(t, c) = x = 0.6 * x + 0.8 * random.normal();
    }
    out[d] = one.replicate(repeats, 1);
    out[d].rowwise() -= out[d].colwise().mean().eval();
  }
  return out;
}

// Least squares on a constant, the known drift courses and the recorded motion.
base::MatrixD cleaned(const base::MatrixD& y, const io::Table& motion) {
  base::MatrixD x(y.rows(), 10);
  x.col(0).setOnes();
  x.middleCols(1, 3) = drift_courses(y.rows());
  for (Index t = 0; t < y.rows(); ++t)
    for (std::size_t c = 0; c < 6; ++c)
      x(t, 4 + static_cast<Index>(c)) = *motion.real(static_cast<std::size_t>(t), c);
  const base::MatrixD gram = x.transpose() * x;
  return y - x * gram.ldlt().solve(x.transpose() * y);
}

TEST(Ceiling, IsWhatTheRepeatsOfAScanShow) {
  constexpr Index kRows = 150;
  constexpr int kRepeats = 4;
  Preset preset;
  preset.dims = {18, 21, 15};
  preset.brain_voxels = preset.cortex_voxels = 1500;
  const Brain brain = make_brain(preset);
  const Bold bold = repeated_bold(kRows, kRepeats);
  Covariances covariance;
  for (std::size_t d = 0; d < bold.size(); ++d)
    covariance[d] = bold[d].transpose() * bold[d] / static_cast<double>(bold[d].rows());
  const Subject subject = make_subject("sub-001", brain, covariance, 3);
  simulate::Run run;
  run.stem = "sub-001_task-Test_run-01";
  run.tr_s = 1.5;
  run.volumes = kRows * kRepeats;
  const test::Folder folder;
  scan(folder / "bold.nii.gz", folder / "motion.tsv", run, brain, subject, bold, 3);

  io::NiftiReader reader(folder / "bold.nii.gz");
  EXPECT_EQ(reader.header().type, "int16");
  EXPECT_EQ(reader.header().tr_s, 1.5);
  base::MatrixF y(run.volumes, static_cast<Index>(brain.voxels.size()));
  std::vector<float> volume(brain.voxels.size());
  for (Index t = 0; t < run.volumes; ++t) {
    ASSERT_TRUE(reader.next(brain.voxels, volume.data()));
    y.row(t) = Eigen::Map<const Eigen::RowVectorXf>(volume.data(), y.cols());
  }
  const base::MatrixD clean = cleaned(y.cast<double>(), io::read_table(folder / "motion.tsv"));
  // Share of signal by analysis of variance: covariance between repeats over total variance.
  base::VectorD estimated(clean.cols());
  for (Index v = 0; v < clean.cols(); ++v) {
    const Eigen::Map<const base::MatrixD> r(clean.col(v).data(), kRows, kRepeats);
    const base::MatrixD c = (r.transpose() * r) / static_cast<double>(kRows);
    estimated[v] = (c.sum() - c.trace()) / (kRepeats - 1) / c.trace();
  }
  for (std::size_t region = 0; region < regions().size(); ++region) {
    double stated = 0, found = 0, n = 0;
    for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
      if (brain.region[v] != static_cast<int>(region)) continue;
      stated += subject.explainable_variance[static_cast<Index>(v)];
      found += estimated[static_cast<Index>(v)];
      ++n;
    }
    ASSERT_GT(n, 50);
    EXPECT_NEAR(stated / n, regions()[region].explainable_variance, 0.03) << regions()[region].name;
    EXPECT_NEAR(found / n, stated / n, 0.02) << regions()[region].name;
  }
}

TEST(Subject, KindsHaveTheirShareOfTheSignal) {
  Preset preset;
  const Brain brain = make_brain(preset);
  Covariances covariance;
  covariance.fill(base::MatrixD::Identity(kind_start.back(), kind_start.back()));
  const Subject subject = make_subject("sub-001", brain, covariance, 1);
  for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
    const auto weights = subject.weights.col(static_cast<Index>(v));
    const int region = brain.region[v];
    if (region < 0 || regions()[static_cast<std::size_t>(region)].explainable_variance == 0) {
      EXPECT_EQ(weights.squaredNorm(), 0);
      EXPECT_EQ(subject.explainable_variance[static_cast<Index>(v)], 0);
      continue;
    }
    for (std::size_t k = 0; k < kind_count; ++k)
      EXPECT_NEAR(weights.segment(kind_start[k], kind_start[k + 1] - kind_start[k]).squaredNorm(),
                  regions()[static_cast<std::size_t>(region)].mix[k], 1e-4);
  }
}

}  // namespace
}  // namespace encore::simulate
