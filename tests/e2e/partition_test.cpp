// Unique and common parts of a joint model's R2: planted sizes come back out of the program.
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/random.hpp"
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

using base::Index;
using base::MatrixD;
using base::MatrixF;

constexpr int kRuns = 4, kRowsARun = 100;
constexpr Index kTrain = kRuns * kRowsARun, kTest = 300, kVoxels = 30;

// Orthogonal columns of mean 0 and variance 1.
MatrixD orthogonal(base::Random& random, Index rows, Index cols) {
  MatrixD m(rows, cols);
  for (auto& v : m.reshaped()) v = random.normal();
  m.rowwise() -= m.colwise().mean().eval();
  const Eigen::HouseholderQR<MatrixD> qr(m);
  const MatrixD q = qr.householderQ() * MatrixD::Identity(rows, cols);
  return q * std::sqrt(static_cast<double>(rows));
}

// Spaces `music` = {common, own of music} and `text` = {common, own of text}. Every voxel is
// common + 0.8 music's own + 0.6 text's own + noise of variance 1: of the variance of 3, a third is
// common, 0.64 / 3 only of music and 0.36 / 3 only of text.
void write_lab(const Place& place) {
  base::Random random(5);
  MatrixD sources(kTrain + kTest, 3), noise(kTrain + kTest, kVoxels);
  sources << orthogonal(random, kTrain, 3), orthogonal(random, kTest, 3);
  for (auto& v : noise.reshaped()) v = random.normal();
  const Eigen::Vector3d weights(1, 0.8, 0.6);
  const MatrixD y = (sources * weights).replicate(1, kVoxels) + noise;
  MatrixD music(sources.rows(), 2), text(sources.rows(), 2);
  music << sources.col(0), sources.col(1);
  text << sources.col(2), sources.col(0);
  std::vector<std::int64_t> run, split;
  for (Index i = 0; i < sources.rows(); ++i) {
    run.push_back(1 + i / kRowsARun);
    split.push_back(i < kTrain ? 0 : 1);
  }
  io::H5File file(place / "lab.h5", io::H5File::Mode::create);
  file.set_attribute("/", "schema", std::string("encore.arrays/1"));
  file.write("/subjects/sub-001/responses", MatrixF(y.cast<float>()));
  file.write_ints("/samples/run", run);
  file.write_ints("/samples/split", split);
  file.write("/features/music", MatrixF(music.cast<float>()));
  file.write("/features/text", MatrixF(text.cast<float>()));
  file.close();
}

std::string recipe_of(const std::string& models, const std::string& partition) {
  return "schema: encore.recipe/1\nname: parts\nseed: 1\n"
         "data:\n  source: {kind: arrays, path: lab.h5}\n"
         "features:\n"
         "  music: {use: encore.array, with: {dataset: music}}\n"
         "  text: {use: encore.array, with: {dataset: text}}\n"
         "encode:\n  models: " +
         models + "\n" +
         "  regression: {use: encore.ridge, with: {alphas: {logspace: [-2, 3, 6]}}}\n" +
         (partition.empty() ? "" : "  partition: " + partition + "\n") +
         "stats:\n  compare: {draws: 100}\n";
}

class Parts : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    write_lab(*place);
    recipe = place->write("parts.yaml", recipe_of("{text: [text], joint: [music, text]}",
                                                  "{models: [joint], method: commonality}"));
    done = place->run(recipe, "out");
  }
  static void TearDownTestSuite() { place.reset(); }
  void SetUp() override { ASSERT_CODE(done, 0); }

  static std::unique_ptr<Place> place;
  static std::filesystem::path recipe;
  static Ended done;
};
std::unique_ptr<Place> Parts::place;
std::filesystem::path Parts::recipe;
Ended Parts::done;

TEST_F(Parts, AreOfThePlantedSize) {
  const io::H5File file(*place / "out" / "results.h5", io::H5File::Mode::read);
  const auto mean = [&](const std::string& name) {
    return file.read_d("/encode/sub-001/joint/" + name).mean();
  };
  EXPECT_NEAR(mean("r2"), 2.0 / 3, 0.02);
  EXPECT_NEAR(mean("partition/music"), 0.64 / 3, 0.02);
  EXPECT_NEAR(mean("partition/text"), 0.36 / 3, 0.02);
  EXPECT_NEAR(mean("partition/music&text"), 1.0 / 3, 0.02);
  EXPECT_EQ(mean("bands/music/r2_unique"), mean("partition/music"));
  EXPECT_EQ(mean("bands/text/r2_unique"), mean("partition/text"));
}

TEST_F(Parts, AddUpInEveryVoxel) {
  const io::H5File file(*place / "out" / "results.h5", io::H5File::Mode::read);
  const std::string joint = "/encode/sub-001/joint/";
  base::VectorD sum = base::VectorD::Zero(kVoxels);
  for (const auto& region : file.list(joint + "partition"))
    sum += file.read_d(joint + "partition/" + region).col(0);
  EXPECT_LT((sum - file.read_d(joint + "r2").col(0)).cwiseAbs().maxCoeff(), 1e-12);
  // A model of the recipe is one of the nested ones.
  const base::VectorD unique = file.read_d(joint + "bands/music/r2_unique").col(0);
  const base::VectorD text = file.read_d("/encode/sub-001/text/r2").col(0);
  EXPECT_LT((unique - (file.read_d(joint + "r2").col(0) - text)).cwiseAbs().maxCoeff(), 1e-12);
}

TEST_F(Parts, NestedModelsDoNotCompete) {
  const auto scores = read_tsv(*place / "out" / "scores.tsv");
  for (const auto& row : scores) {
    EXPECT_EQ(row.at("model").find('['), std::string::npos) << row.at("model");
    EXPECT_FALSE(row.at("stage") == "encode" && row.at("model") == "music");
  }
  EXPECT_NEAR(score(scores, "joint/music&text", "whole-brain", "r2_common_mean"), 1.0 / 3, 0.02);
  EXPECT_NEAR(score(scores, "joint/music", "whole-brain", "r2_unique_mean"), 0.64 / 3, 0.02);
  EXPECT_FALSE(io::H5File(*place / "out" / "results.h5", io::H5File::Mode::read)
                   .has("/encode/sub-001/[music]"));
  EXPECT_SAYS(done.out, "only music");
  EXPECT_SAYS(done.out, "music&text");
  const auto done_tasks = tasks_that_are(*place / "out", "done");
  const auto count = [&](const std::string& id) {
    return std::count(done_tasks.begin(), done_tasks.end(), id);
  };
  EXPECT_EQ(count("encode/sub-001/[music]"), 1);
  EXPECT_EQ(count("encode/sub-001/[text]"), 0) << "text is a model of the recipe";
}

TEST_F(Parts, NothingIsFittedTwice) {
  const auto again = place->run(recipe, "out", {"--json"});
  ASSERT_CODE(again, 0);
  EXPECT_TRUE(tasks_that_are(*place / "out", "done").empty());
  EXPECT_SAYS(again.out, "r2_common_mean");
  // Named later, the nested model is in the store already; so is what was asked for alone.
  const auto more = place->write(
      "more.yaml", recipe_of("{music: [music], joint: [music, text]}", "{models: [joint]}"));
  ASSERT_CODE(place->run(more, "out2", {"--only", "model=joint"}), 0);
  EXPECT_TRUE(tasks_that_are(*place / "out2", "done").empty());
  const io::H5File file(*place / "out2" / "results.h5", io::H5File::Mode::read);
  EXPECT_TRUE(file.has("/encode/sub-001/joint/bands/text/r2_unique"));
  EXPECT_FALSE(file.has("/encode/sub-001/joint/partition"));
  EXPECT_FALSE(file.has("/encode/sub-001/music")) << "it was not asked for";
}

// A kernel of whole rows has no shares of bands; the model itself has its results.
TEST(WithoutShares, AJointModelIsFittedAndNotSplit) {
  const Place place;
  write_lab(place);
  const auto recipe = place.write("recipe.yaml", recipe_of("{both: [music, text]}", ""));
  const auto done = place.run(
      recipe, "out",
      {"--set", "encode.regression={use: encore.kernel-ridge, with: {kernel: rbf, alphas: [1]}}"});
  EXPECT_CODE(done, 0);
  EXPECT_SAYS(done.err, "no r2_split");
  EXPECT_GT(score(read_tsv(place / "out" / "scores.tsv"), "both", "whole-brain", "pearson_r_mean",
                  "sub-001"),
            0.3);
}

// Twenty draws give p of 1/21 at best. All voxels have it, but Benjamini and Yekutieli's factor for
// 30 voxels is 4.
TEST(Undecided, VoxelsThatMoreDrawsCouldDecideAreTold) {
  const Place place;
  write_lab(place);
  const auto recipe = place.write("recipe.yaml", recipe_of("{both: [music, text]}", ""));
  const auto done =
      place.run(recipe, "out", {"--set", "stats.significance={draws: 20, correct: by}"});
  EXPECT_CODE(done, 0);
  EXPECT_SAYS(done.err, "sub-001 both 30; take more stats.significance.draws");
}

}  // namespace
}  // namespace encore::test
