// The same arrays through Encore and through SciPy or nilearn. ENCORE_TEST_PYTHON names a Python
// that has them; without it these tests say "skipped".
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/base/random.hpp"
#include "core/data/prepare.hpp"
#include "core/stats/ceiling.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/gaussian.hpp"
#include "core/stats/score.hpp"
#include "tests/core/stats/series.hpp"
#include "tests/e2e/arrays_lab.hpp"

namespace encore::test {
namespace {

using base::Index;

class CrossCheck : public testing::Test {
 protected:
  void SetUp() override {
    const char* python = std::getenv("ENCORE_TEST_PYTHON");
    if (python == nullptr) GTEST_SKIP() << "skipped: ENCORE_TEST_PYTHON names no Python";
    python_ = python;
  }
  void put(const std::string& name, const base::MatrixF& values) const {
    write_npy(folder_ / (name + ".npy"), values);
  }
  // Runs one check of check.py, which compares what was put.
  void expect_same(const std::string& check) const {
    const auto command = "'" + python_ + "' '" + ENCORE_SOURCE_DIR "/tests/cross_check/check.py' " +
                         check + " '" + folder_.path().string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }

  Folder folder_;
  std::string python_;
};

TEST_F(CrossCheck, CorrelationAndR2) {
  base::Random random(1);
  const auto y = stats::test::autoregressive(300, 40, 0.6, random);
  const base::MatrixF p = 0.5f * y + stats::test::noise(300, 40, random);
  const auto s = stats::score(y, p);
  put("y", y);
  put("p", p);
  put("r", s.pearson_r.cast<float>());
  put("r2", s.r2.cast<float>());
  put("gaussian", stats::gaussian_p(s.pearson_r, 300).cast<float>());
  expect_same("scores");
}

TEST_F(CrossCheck, FalseDiscoveryRate) {
  base::Random random(2);
  base::VectorD p(5000);
  for (Index i = 0; i < p.size(); ++i)
    p(i) = static_cast<double>(static_cast<float>(std::pow(random.uniform(), i % 4 == 0 ? 6 : 1)));
  put("pvalues", p.cast<float>());
  put("bh", stats::benjamini_hochberg(p).cast<float>());
  put("by", stats::benjamini_yekutieli(p).cast<float>());
  expect_same("fdr");
}

// Trend and confounds in one step, z-scored: nilearn.signal.clean.
TEST_F(CrossCheck, DetrendAndConfounds) {
  base::Random random(3);
  const Index volumes = 200;
  base::MatrixF x = stats::test::autoregressive(volumes, 30, 0.7, random);
  for (Index t = 0; t < volumes; ++t)
    x.row(t).array() +=
        100.0f + 0.02f * static_cast<float>(t) + 2 * std::sin(0.02f * static_cast<float>(t));
  const base::MatrixF confounds = stats::test::autoregressive(volumes, 4, 0.9, random);
  put("x", x);
  put("confounds", confounds);
  recipe::Prepare linear, cosine;
  cosine.detrend.kind = recipe::Detrend::Kind::cosine;
  cosine.detrend.cutoff_s = 128;
  put("linear", data::prepare_run(x, 2, base::MatrixD(volumes, 0), linear));
  put("linear_confounds", data::prepare_run(x, 2, confounds.cast<double>(), linear));
  put("cosine_confounds", data::prepare_run(x, 2, confounds.cast<double>(), cosine));
  expect_same("detrend");
}

}  // namespace
}  // namespace encore::test
