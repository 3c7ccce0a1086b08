// A model that one run fits and keeps, applied to the rows of another data set.
#include <Eigen/Cholesky>
#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/random.hpp"
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;
using base::Index;
using base::MatrixD;
using base::MatrixF;
using base::VectorD;

constexpr Index kNewRows = 90;

std::string recipe_of(const std::string& file, const std::string& encode,
                      const std::string& delays = "[0, 1]") {
  return "schema: encore.recipe/1\nname: fits\nseed: 1\n"
         "data:\n  source: {kind: arrays, path: " +
         file +
         "}\n"
         "features:\n"
         "  music: {use: encore.array, with: {dataset: music}}\n"
         "  text: {use: encore.array, with: {dataset: text}}\n"
         "align: {mode: fir, delays_tr: " +
         delays +
         ", standardise: zscore}\n"
         "encode:\n  models: {joint: [music, text]}\n"
         "  regression: {use: encore.ridge, with: {alphas: {logspace: [-1, 3, 5]}}}\n" +
         encode;
}

// Delayed copies within runs of `length` rows, zero before the first.
MatrixD delayed(const MatrixD& x, Index length) {
  MatrixD out(x.rows(), 2 * x.cols());
  out.leftCols(x.cols()) = x;
  for (Index i = 0; i < x.rows(); ++i)
    if (i % length == 0) out.row(i).tail(x.cols()).setZero();
    else out.row(i).tail(x.cols()) = x.row(i - 1);
  return out;
}

// Music then text, each with its delays.
MatrixD design(const io::H5File& file, Index first, Index rows, Index length) {
  const MatrixD music = file.read_d("/features/music"), text = file.read_d("/features/text");
  MatrixD out(rows, 2 * (music.cols() + text.cols()));
  out << delayed(music.middleRows(first, rows), length),
      delayed(text.middleRows(first, rows), length);
  return out;
}

// Ridge written out, with the penalties that the run chose, on the training rows of lab A.
struct Direct {
  explicit Direct(const Place& place) {
    const ArraysLab lab;
    const io::H5File file(place / "lab.h5", io::H5File::Mode::read);
    const io::H5File results(place / "first" / "results.h5", io::H5File::Mode::read);
    const Index train = Index{lab.training_runs} * lab.rows_a_run;
    MatrixD x = design(file, 0, train, lab.rows_a_run);
    const MatrixD y = file.read_d("/subjects/sub-001/responses").topRows(train);
    const MatrixD alpha = results.read_d("/encode/sub-001/joint/alpha");
    mean = x.colwise().mean();
    x.rowwise() -= mean.transpose();
    scale = (x.colwise().squaredNorm() / static_cast<double>(train)).cwiseSqrt().cwiseInverse();
    x = x * scale.asDiagonal();
    intercept = y.colwise().mean();
    weights.resize(x.cols(), y.cols());
    for (Index v = 0; v < y.cols(); ++v) {
      MatrixD gram = x.transpose() * x;
      gram.diagonal().array() += alpha(0, v);
      weights.col(v) = gram.llt().solve(x.transpose() * (y.col(v).array() - intercept(v)).matrix());
    }
  }
  MatrixD predict(const MatrixD& x) const {
    const MatrixD scaled = (x.rowwise() - mean.transpose()) * scale.asDiagonal();
    return (scaled * weights).rowwise() + intercept.transpose();
  }
  VectorD mean, scale, intercept;
  MatrixD weights;
};

void write_rows(const fs::path& path, const MatrixD& music, const MatrixD& text,
                const MatrixD& responses) {
  io::H5File file(path, io::H5File::Mode::create);
  file.set_attribute("/", "schema", std::string("encore.arrays/1"));
  file.write("/subjects/sub-001/responses", MatrixF(responses.cast<float>()));
  file.write_ints("/samples/run",
                  std::vector<std::int64_t>(static_cast<std::size_t>(music.rows()), 1));
  file.write_ints("/samples/split",
                  std::vector<std::int64_t>(static_cast<std::size_t>(music.rows()), 1));
  file.write("/features/music", MatrixF(music.cast<float>()));
  file.write("/features/text", MatrixF(text.cast<float>()));
  file.close();
}

MatrixD draws(base::Random& random, Index rows, Index cols, double mean = 0) {
  MatrixD m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = mean + random.normal();
  return m;
}

class Fitted : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    place = std::make_unique<Place>();
    ArraysLab().write(*place);
    first =
        place->run(place->write("first.yaml", recipe_of("lab.h5", "  keep: [joint]\n")), "first");
  }
  static void TearDownTestSuite() { place.reset(); }
  void SetUp() override { ASSERT_CODE(first, 0); }

  // A data set of test rows only, which the model of lab A predicts in part.
  static void write_new(const std::string& name, Index dims = 6, Index voxels = 60) {
    base::Random random(9);
    const MatrixD music = draws(random, kNewRows, dims, 0.4), text = draws(random, kNewRows, dims);
    write_rows(*place / name, music, text, draws(random, kNewRows, voxels));
    if (dims != 6 || voxels != 60) return;
    const io::H5File file(*place / name, io::H5File::Mode::read);
    const MatrixD y = Direct(*place).predict(design(file, 0, kNewRows, kNewRows)) +
                      2 * draws(random, kNewRows, voxels, 0.3);
    write_rows(*place / (name + ".y"), music, text, y);
    fs::rename(*place / (name + ".y"), *place / name);
  }
  static Ended apply(const std::string& file, const std::string& out, const Words& more = {},
                     const std::string& run = "first", const std::string& delays = "[0, 1]") {
    const auto recipe =
        place->write(out + ".yaml", recipe_of(file, "  fitted: {run: " + run + "}\n", delays));
    return place->run(recipe, out, more);
  }

  static std::unique_ptr<Place> place;
  static Ended first;
};
std::unique_ptr<Place> Fitted::place;
Ended Fitted::first;

TEST_F(Fitted, PredictsOtherRowsAsADirectComputation) {
  write_new("new.h5");
  ASSERT_CODE(apply("new.h5", "applied"), 0);
  const io::H5File data(*place / "new.h5", io::H5File::Mode::read);
  const io::H5File found(*place / "applied" / "results.h5", io::H5File::Mode::read);
  const MatrixD y = data.read_d("/subjects/sub-001/responses");
  const MatrixD p = Direct(*place).predict(design(data, 0, kNewRows, kNewRows));
  const VectorD r = found.read_d("/encode/sub-001/joint/pearson_r").col(0);
  const VectorD r2 = found.read_d("/encode/sub-001/joint/r2").col(0);
  const VectorD parts = found.read_d("/encode/sub-001/joint/bands/music/r2_split").col(0) +
                        found.read_d("/encode/sub-001/joint/bands/text/r2_split").col(0);
  for (Index v = 0; v < y.cols(); ++v) {
    const VectorD a = y.col(v).array() - y.col(v).mean(), b = p.col(v).array() - p.col(v).mean();
    EXPECT_NEAR(r(v), a.dot(b) / (a.norm() * b.norm()), 1e-5);
    EXPECT_NEAR(r2(v), 1 - (y.col(v) - p.col(v)).squaredNorm() / a.squaredNorm(), 1e-5);
  }
  EXPECT_LT((parts - r2).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_GT(r.head(40).mean(), 0.4) << "the new rows follow the model in part";
}

// The coefficients of each column, feature by feature and delay by delay, as solved directly.
TEST_F(Fitted, LeavesItsCoefficients) {
  const io::H5File file(*place / "first/models/sub-001/joint/weights.h5", io::H5File::Mode::read);
  const Direct direct(*place);
  const MatrixD weights = file.read_d("/weights");
  ASSERT_EQ(weights.rows(), direct.weights.rows());
  EXPECT_LT((weights - direct.weights).norm(), 1e-6 * direct.weights.norm());
  EXPECT_LT((file.read_d("/intercept").col(0) - direct.intercept).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LT((file.read_d("/mean").col(0) - direct.mean).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_LT((file.read_d("/scale").col(0) - direct.scale).cwiseAbs().maxCoeff(), 1e-6);
  EXPECT_EQ(file.read_texts("/columns").size(), 24U);
  for (const char* name : {"/weights", "/intercept", "/mean", "/scale"}) {
    EXPECT_TRUE(file.text_attribute(name, "unit").has_value()) << name;
    EXPECT_GT(file.text_attribute(name, "definition").value_or("").size(), 10U) << name;
  }
}

TEST_F(Fitted, GivesTheScoresOfTheRunThatFittedIt) {
  ASSERT_CODE(apply("lab.h5", "again"), 0);
  const auto a = numbers(*place / "first" / "results.h5");
  const auto b = numbers(*place / "again" / "results.h5");
  EXPECT_LT(largest_difference(a, b), 1e-5);
}

TEST_F(Fitted, AnotherNumberOfVoxelsIsTold) {
  write_new("wide.h5", 6, 61);
  const auto ended = apply("wide.h5", "wide");
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "fitted to 60 voxels, but sub-001 has 61 here");
  EXPECT_SAYS(ended.err, "wide.yaml:");
}

TEST_F(Fitted, OtherColumnsAreTold) {
  write_new("thin.h5", 5);
  const auto ended = apply("thin.h5", "thin");
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.err, "the features have 20 columns, the fitted model 24");
}

TEST_F(Fitted, OtherDelaysAreTold) {
  const auto ended = apply("lab.h5", "late", {}, "first", "[0, 2]");
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "align.delays_tr.1: 1 -> 2");
}

TEST_F(Fitted, WhatIsNotThereIsTold) {
  const auto folder = apply("lab.h5", "nowhere", {}, "no/such/run");
  EXPECT_CODE(folder, 2);
  EXPECT_SAYS(folder.err, "encode.fitted: there is no folder");
  EXPECT_SAYS(folder.err, "no/such/run");
  fs::create_directories(*place / "other/models/sub-001");
  fs::rename(*place / "first/models/sub-001/joint", *place / "other/models/sub-001/both");
  const auto model = apply("lab.h5", "unnamed", {}, "other");
  fs::rename(*place / "other/models/sub-001/both", *place / "first/models/sub-001/joint");
  EXPECT_CODE(model, 2);
  EXPECT_SAYS(model.err, "of sub-001 it keeps both");
}

// One byte of a file of the same size; each is read through a copy of the model.
TEST_F(Fitted, OverwrittenBytesAreTold) {
  const auto whole = *place / "first/models/sub-001/joint";
  int files = 0;
  for (const auto& entry : fs::directory_iterator(whole)) {
    const auto name = entry.path().filename().string();
    if (name == "model.json" || name == "weights.h5") continue;  // which applying does not read
    const std::string run = "damaged" + std::to_string(files++);
    const auto copy = *place / run / "models/sub-001/joint";
    fs::create_directories(copy.parent_path());
    fs::copy(whole, copy, fs::copy_options::recursive);
    auto bytes = read(copy / name);
    bytes[bytes.size() - bytes.size() / 4] ^= 0x20;
    std::ofstream(copy / name, std::ios::binary) << bytes;
    const auto ended = apply("lab.h5", run + "-out", {"--force"}, run);
    EXPECT_CODE(ended, 1);
    EXPECT_SAYS(ended.err, name + " is damaged: its SHA-256 is not the one of model.json");
    EXPECT_SAYS(ended.err, "run the recipe that keeps the model again");
  }
  EXPECT_EQ(files, 3);
}

TEST_F(Fitted, AnotherVersionOrADamagedFileIsTold) {
  const auto copy = *place / "copied/models/sub-001/joint";
  fs::create_directories(copy.parent_path());
  fs::copy(*place / "first/models/sub-001/joint", copy, fs::copy_options::recursive);
  auto json = nlohmann::json::parse(read(copy / "model.json"));
  json["about"]["fit"]["regression"]["version"] = "0.0.1";
  std::ofstream(copy / "model.json") << json.dump();
  const auto version = apply("lab.h5", "version", {}, "copied");
  EXPECT_CODE(version, 2);
  EXPECT_SAYS(version.err, "regression.version: \"0.0.1\" -> ");
  fs::resize_file(copy / "model-0000000.bin", 100);
  const auto cut = apply("lab.h5", "cut", {}, "copied");
  EXPECT_CODE(cut, 2);
  EXPECT_SAYS(cut.err, "model-0000000.bin is missing or not whole");
}

TEST(Kept, IsAddedToScoresThatAreThere) {
  const Place place;
  ArraysLab().write(place);
  const std::string stats = "stats:\n  significance: {draws: 50, block_tr: 5}\n";
  const auto plain = place.write("plain.yaml", recipe_of("lab.h5", stats));
  ASSERT_CODE(place.run(plain, "out"), 0);
  EXPECT_FALSE(fs::exists(place / "out/models"));
  const auto kept = place.write("kept.yaml", recipe_of("lab.h5", "  keep: [joint]\n" + stats));
  const auto plan = place.plan(kept, "out", {"--json"});
  ASSERT_CODE(plan, 0);
  for (const auto& task : nlohmann::json::parse(plan.out)) {
    if (task.at("id") != "encode/sub-001/joint") continue;
    EXPECT_EQ(task.at("reason"), "its fit was not kept");
    EXPECT_GE(task.at("disk_bytes").get<int>(), 24 * 60 * 12);
  }
  ASSERT_CODE(place.run(kept, "out"), 0);
  EXPECT_EQ(tasks_that_are(place / "out", "done"), Words{"encode/sub-001/joint"});
  EXPECT_TRUE(fs::exists(place / "out/models/sub-001/joint/model.json"));
  EXPECT_GT(fs::file_size(place / "out/models/sub-001/joint/model-0000000.bin"), 24U * 60 * 8);
  // The run's folder stands on its own.
  fs::remove_all(place.store());
  const auto again = place.write("again.yaml", recipe_of("lab.h5", "  fitted: {run: out}\n"));
  ASSERT_CODE(place.run(again, "again"), 0);
}

// Images: the mask belongs to the model, and a data set of test runs only is enough.
TEST(FittedToImages, NeedsTheSameMaskAndNoTrainingRuns) {
  const TinyPlace place;
  const auto recipe_with = [](const std::string& train, const std::string& encode) {
    return "schema: encore.recipe/1\nname: images\nseed: 1\n"
           "data:\n  source: {kind: bids, path: \"${paths.lab}\"}\n"
           "  stimuli: {folder: \"${paths.lab}/stimuli\"}\n"
           "  atlas: {image: \"${paths.lab}/atlas.nii.gz\", labels: \"${paths.lab}/atlas.tsv\"}\n"
           "  split: {train: {task: " +
           train +
           "}, test: {task: Test}}\n"
           "features:\n  mel: {use: encore.mel, with: {n_mels: 16}}\n  chroma: {use: "
           "encore.chroma}\n"
           "encode:\n  models: {joint: [mel, chroma]}\n" +
           encode;
  };
  const auto first = place.write("first.yaml", recipe_with("Training", "  keep: [joint]\n"));
  ASSERT_CODE(place.run(first, "first"), 0);
  EXPECT_TRUE(fs::exists(
      place / "first/maps/sub-001/sub-001_desc-jointchroma_stat-r2split_statmap.nii.gz"));
  const auto second =
      place.write("second.yaml", recipe_with("Nothing", "  fitted: {run: first}\n"));
  ASSERT_CODE(place.run(second, "second"), 0);
  EXPECT_LT(largest_difference(numbers(place / "first" / "results.h5"),
                               numbers(place / "second" / "results.h5")),
            1e-4);
  const auto other = place.run(second, "other", {"--set", "data.mask.roi=[A1]"});
  EXPECT_CODE(other, 1);
  EXPECT_SAYS(other.err, "made with another mask");
}

}  // namespace
}  // namespace encore::test
