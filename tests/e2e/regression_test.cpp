// What a recipe says of its regression: where penalties are found again, what is refused, one run.
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;
using base::Index;
using base::MatrixD;

// Bands in another order than that of the alphabet.
std::string recipe_of(const std::string& regression, const std::string& more = "") {
  return "schema: encore.recipe/1\nname: fits\nseed: 1\n"
         "data:\n  source: {kind: arrays, path: lab.h5}\n"
         "features:\n"
         "  text: {use: encore.array, with: {dataset: text}}\n"
         "  music: {use: encore.array, with: {dataset: music}}\n"
         "encode:\n  models: {joint: [text, music]}\n"
         "  regression: " +
         regression + "\n" + more;
}

struct Lab : Place {
  explicit Lab(int runs = 4) {
    ArraysLab lab;
    lab.training_runs = runs;
    lab.write(*this);
  }
  Ended fit(const std::string& regression, const Words& words = {}, const std::string& more = "") {
    return run(write("recipe.yaml", recipe_of(regression, more)), "out", words);
  }
  Ended check(const std::string& regression, const std::string& more = "") {
    const auto recipe = write("recipe.yaml", recipe_of(regression, more));
    return run_encore({"check", recipe.string()}, settings());
  }
  io::H5File results() const {
    return io::H5File(*this / "out" / "results.h5", io::H5File::Mode::read);
  }
};

TEST(Penalties, StandUnderTheNamesOfTheirBands) {
  Lab lab;
  ASSERT_CODE(lab.fit("{use: encore.banded-ridge, with: {alphas: [1, 100], band_weights: [3, 1]}}"),
              0);
  const auto file = lab.results();
  const std::string joint = "/encode/sub-001/joint";
  EXPECT_EQ(file.text_attribute(joint + "/alpha", "bands"), "text,music");
  const MatrixD alpha = file.read_d(joint + "/alpha");
  const MatrixD text = file.read_d(joint + "/bands/text/alpha");
  const MatrixD music = file.read_d(joint + "/bands/music/alpha");
  ASSERT_EQ(alpha.rows(), 2);
  for (Index v = 0; v < alpha.cols(); ++v) {
    EXPECT_EQ(text(v, 0), alpha(0, v));
    EXPECT_EQ(music(v, 0), alpha(1, v));
    EXPECT_NEAR(music(v, 0), 3 * text(v, 0), 1e-3) << "weights 3/4 and 1/4";
  }
  EXPECT_EQ(file.text_attribute(joint + "/bands/music/alpha", "unit"), "1");
  EXPECT_SAYS(file.text_attribute(joint + "/bands/music/alpha", "definition").value_or(""),
              "of this band");
}

TEST(Penalties, AtAnEndOfTheGridAreMarked) {
  Lab lab;
  ASSERT_CODE(lab.fit("{use: encore.ridge, with: {alphas: {logspace: [0, 6, 7]}}}"), 0);
  const auto file = lab.results();
  const MatrixD alpha = file.read_d("/encode/sub-001/joint/alpha");
  const MatrixD edge = file.read_d("/encode/sub-001/joint/edge");
  ASSERT_EQ(edge.rows(), alpha.cols());
  Index ends = 0;
  for (Index v = 0; v < edge.rows(); ++v) {
    const bool is_end = alpha(0, v) == 1 || alpha(0, v) == 1e6;
    EXPECT_EQ(edge(v, 0), is_end ? 1 : 0) << v;
    ends += is_end;
  }
  EXPECT_GT(ends, 0);
  EXPECT_LT(ends, edge.rows());
  EXPECT_GT(file.text_attribute("/encode/sub-001/joint/edge", "definition").value_or("").size(),
            10U);
}

TEST(OneTrainingRun, IsEnoughWhereNothingIsLeftOut) {
  Lab lab(1);
  const auto ended = lab.fit("{use: encore.pls, with: {components: 3}}");
  ASSERT_CODE(ended, 0);
  EXPECT_GT(score(read_tsv(lab / "out/scores.tsv"), "joint", "A1", "pearson_r_mean"), 0.3);
}

TEST(OneTrainingRun, IsRefusedByCheckAtTheLineThatLeavesRunsOut) {
  Lab lab(1);
  const auto plain = lab.check("{use: encore.ridge}");
  EXPECT_CODE(plain, 2);
  EXPECT_SAYS(plain.err, "recipe.yaml:10:");
  EXPECT_SAYS(plain.err, "needs at least two training runs; there is one");
  EXPECT_SAYS(plain.err, "/samples/run");
  const auto with_cv = lab.check("{use: encore.ridge}", "  cv: {kind: leave-one-run-out}\n");
  EXPECT_CODE(with_cv, 2);
  EXPECT_SAYS(with_cv.err, "recipe.yaml:12:");
}

TEST(Parameters, ThatFitNoModelAreRefusedByCheck) {
  Lab lab;
  const auto band = [](const std::string& weights) {
    return "{use: encore.banded-ridge, with: {band_weights: " + weights + "}}";
  };
  const auto odd = lab.check(band("[1, 0, 1]"));
  EXPECT_CODE(odd, 2);
  EXPECT_SAYS(odd.err, "recipe.yaml:11:");
  EXPECT_SAYS(odd.err, "no whole draws of 2 bands");
  const auto zero = lab.check(band("[0, 0]"));
  EXPECT_CODE(zero, 2);
  EXPECT_SAYS(zero.err, "not all 0");
  const auto kernel =
      lab.check("{use: encore.kernel-ridge, with: {kernel: polynomial, degree: 10, gamma: 1e30}}");
  EXPECT_CODE(kernel, 2);
  EXPECT_SAYS(kernel.err, "recipe.yaml:11:");
  EXPECT_SAYS(kernel.err, "the kernel overflows");
  EXPECT_SAYS(kernel.err, "gamma");
  EXPECT_CODE(lab.check(band("[1, 0, 0, 1]")), 0);
}

TEST(AppliedModels, AreNotToldToWidenTheGrid) {
  Lab lab;
  const std::string ridge = "{use: encore.ridge, with: {alphas: [1e-3, 1e-2]}}";
  const auto first =
      lab.run(lab.write("first.yaml", recipe_of(ridge, "  keep: [joint]\n")), "first");
  ASSERT_CODE(first, 0);
  EXPECT_SAYS(first.err, "widen `alphas`");
  const auto applied = lab.fit(ridge, {}, "  fitted: {run: first}\n");
  ASSERT_CODE(applied, 0);
  EXPECT_EQ(applied.err.find("widen"), std::string::npos) << applied.err;
}

}  // namespace
}  // namespace encore::test
