// Model folders from the command line and in a recipe.
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"
#include "tests/plugins/onnx/model_place.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

// Folders that tools/export_onnx.py made of small networks of transformers, with the library's own
// outputs: tests/data/models.
std::vector<fs::path> models_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec))
    if (fs::exists(entry.path() / "model.yaml")) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<fs::path> exported() {
  return models_in(fs::path(ENCORE_SOURCE_DIR) / "tests/data/models");
}

Ended check(const fs::path& folder, const Settings& settings) {
  return run_encore({"models", "check", folder.string()}, settings);
}

TEST(Models, EveryFamilyAgreesWithTheLibraryItIsFrom) {
  const Place place;
  const auto folders = exported();
  EXPECT_GE(folders.size(), 9u);
  for (const auto& folder : folders) {
    const auto ended = check(folder, place.settings());
    EXPECT_EQ(ended.exit, 0) << folder << "\n" << ended.out << ended.err;
    EXPECT_SAYS(ended.out, "agree with the reference");
  }
}

// Trained networks, exported by tools/export_onnx.py with references of their own, are too large to
// be kept here: all-MiniLM-L6-v2 with the 540 captions of the study, for one (docs/models.md).
TEST(Models, TrainedNetworksAgreeWhereTheyAre) {
  const char* given = std::getenv("ENCORE_TEST_MODELS");
  const auto folders =
      models_in(given != nullptr ? fs::path(given) : fs::path(ENCORE_SOURCE_DIR) / "../models");
  if (folders.empty()) GTEST_SKIP() << "skipped: no model folders (ENCORE_TEST_MODELS)";
  const Place place;
  for (const auto& folder : folders) {
    const auto ended = check(folder, place.settings());
    EXPECT_EQ(ended.exit, 0) << folder << "\n" << ended.out << ended.err;
  }
}

TEST(Models, ADifferenceIsAFailure) {
  const auto folders = exported();
  ASSERT_FALSE(folders.empty());
  const Place place;
  fs::copy(folders[0], place / "model", fs::copy_options::recursive);
  std::string yaml = base::read_text(place / "model" / "model.yaml");
  const auto at = yaml.find("tolerance:");
  ASSERT_NE(at, std::string::npos);
  yaml.replace(at, yaml.find('\n', at) - at, "tolerance: 1.0e-12");
  place.write("model/model.yaml", yaml);
  const auto ended = check(place / "model", place.settings());
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.out, "DIFFERS");
}

// The text of a model.yaml without the lines from `from` up to `to`.
std::string without(std::string yaml, const std::string& from, const std::string& to) {
  const auto begin = yaml.find(from);
  return yaml.erase(begin, yaml.find(to, begin) - begin);
}

TEST(Models, WhatHasNoReferenceIsNoAgreement) {
  const auto folder = fs::path(ENCORE_SOURCE_DIR) / "tests/data/models/tiny-clap";
  const Place place;
  fs::copy(folder, place / "model", fs::copy_options::recursive);
  const std::string yaml = base::read_text(folder / "model.yaml");
  const auto checked = [&](const std::string& text) {
    place.write("model/model.yaml", text);
    return check(place / "model", place.settings());
  };
  // A tower without a reference.
  const auto silent = checked(without(yaml, "  text:\n    file: reference_text", "  tolerance:"));
  EXPECT_CODE(silent, 1);
  EXPECT_SAYS(silent.out, "NOT COMPARED: model.yaml has no reference.text");
  EXPECT_SAYS(silent.out, "0 of 10 outputs differ from the reference, 5 not compared");
  EXPECT_FALSE(contains(silent.out, "outputs agree")) << silent.out;
  // The reference of another output only.
  std::string arrays = base::read_text(folder / "reference_audio.npz");
  for (std::size_t at = 0; (at = arrays.find("hidden_states.1.npy", at)) != std::string::npos;)
    arrays.replace(at, 6, "Hidden");
  place.write("model/reference_audio.npz", arrays);
  const auto less = checked(replaced(yaml, base::sha256_file(folder / "reference_audio.npz"),
                                     base::sha256_file(place / "model" / "reference_audio.npz")));
  EXPECT_CODE(less, 1);
  EXPECT_SAYS(less.out, "NOT COMPARED: reference_audio.npz holds no 'hidden_states.1'");
  EXPECT_SAYS(less.out, "0 of 10 outputs differ from the reference, 1 not compared");
  place.write("model/reference_audio.npz", base::read_text(folder / "reference_audio.npz"));
  // A name that the network does not have.
  const auto renamed = checked(replaced(yaml, "name: hidden_states.0", "name: hidden_states.77"));
  EXPECT_CODE(renamed, 2);
  EXPECT_SAYS(renamed.err, "has no output 'hidden_states.77'");
  const auto loose = checked(replaced(yaml, "tolerance: 0.0001", "tolerance: 0.5"));
  EXPECT_CODE(loose, 2);
  EXPECT_SAYS(loose.err, "'reference.tolerance' is more than 0.01");
}

// tiny-bert without some of what its reference needs.
TEST(Models, ReferencesThatSayNothingAreRefused) {
  const auto folder = fs::path(ENCORE_SOURCE_DIR) / "tests/data/models/tiny-bert";
  const Place place;
  fs::copy(folder, place / "model", fs::copy_options::recursive);
  const auto said = [&](const std::string& yaml) {
    place.write("model/model.yaml", yaml);
    const auto ended = check(place / "model", place.settings());
    EXPECT_CODE(ended, 2);
    return ended.err;
  };
  const std::string yaml = base::read_text(folder / "model.yaml");
  EXPECT_SAYS(said(replaced(yaml, "pooling: mean", "pooling: none")),
              "'pooling' must be mean, cls or last");
  const auto captions = place / "model" / "reference_text.tsv";
  const std::string whole = base::sha256_file(captions);
  place.write("model/reference_text.tsv", "id\ttext\n");
  EXPECT_SAYS(said(replaced(yaml, whole, base::sha256_file(captions))),
              "there is nothing to compare");
}

TEST(Models, WhatIsNoModelFolderIsSaid) {
  const Place place;
  const auto nothing = check(place / "nothing", place.settings());
  EXPECT_CODE(nothing, 2);
  EXPECT_SAYS(nothing.err, "is no model folder: it holds no model.yaml");
  ModelPlace model;
  model.write(kMonoAudio, "mono.onnx");
  const auto silent = check(model.folder(), place.settings());
  EXPECT_CODE(silent, 2);
  EXPECT_SAYS(silent.err, "holds no reference outputs");
}

TEST(Models, AreListedWithRoleAndLicence) {
  const Place place;
  ModelPlace model;
  model.write(kMonoAudio, "mono.onnx");
  const auto ended =
      run_encore({"models", "list", model.folder().parent_path().string()}, place.settings());
  EXPECT_CODE(ended, 0);
  EXPECT_SAYS(ended.out, "tiny");
  EXPECT_SAYS(ended.out, "music");
  EXPECT_SAYS(ended.out, "MIT");
}

TEST(Models, BrokenFoldersAreListedWithTheirReason) {
  const Place place;
  ModelPlace model;
  model.write(kMonoAudio, "mono.onnx");
  const auto root = model.folder().parent_path();
  for (const char* name : {"a", "z"}) fs::create_directory(root / name);
  base::write_text(root / "a" / "model.yaml", "schema: [encore");
  base::write_text(root / "z" / "model.yaml", "schema: encore.model/1\nname: z\nrole: music\n");
  const auto list = [&](const fs::path& folder) {
    return run_encore({"models", "list", folder.string()}, place.settings());
  };
  const auto ended = list(root);
  EXPECT_CODE(ended, 1);
  EXPECT_SAYS(ended.out, "tiny");
  EXPECT_SAYS(ended.out, "BROKEN: ");
  EXPECT_SAYS(ended.out, "has no 'license'");
  const auto nowhere = list(root / "nowhere");
  EXPECT_CODE(nowhere, 2);
  EXPECT_SAYS(nowhere.err, "there is no folder ");
  const auto help = run_encore({"models", "list", "--help"}, place.settings());
  EXPECT_SAYS(help.out, "directly below");
}

TEST(Models, PublicOnesAreListedByTheDescriptionOfAPlugin) {
  const Place place;
  const auto audio = run_encore({"plugins", "describe", "encore.onnx-audio"}, place.settings());
  EXPECT_CODE(audio, 0);
  EXPECT_SAYS(audio.out,
              "music-text\n  LAION-CLAP music, laion/larger_clap_music\n      Apache-2.0");
  EXPECT_SAYS(audio.out, "export_onnx.py facebook/w2v-bert-2.0 DIR\n");
  const auto text = run_encore({"plugins", "describe", "encore.onnx-text"}, place.settings());
  EXPECT_CODE(text, 0);
  EXPECT_SAYS(text.out, "\ntext\n  all-MiniLM-L6-v2\n");
  const auto list = run_encore({"plugins", "list"}, place.settings());
  EXPECT_SAYS(list.out, "Embeddings of captions by any text network in ONNX");
  EXPECT_FALSE(contains(list.out, "MiniLM")) << "a line for each plugin";
}

class ModelRecipe : public testing::Test {
 protected:
  void SetUp() override { model.write(kMonoAudio, "mono.onnx"); }
  // The tiny recipe with a network instead of noise.
  fs::path recipe(const std::string& with = "layers: [0]") {
    std::string text = replaced(kTinyRecipe, "noise: {use: encore.noise, with: {dims: 8}}",
                                "net: {use: encore.onnx-audio, with: " + model.with(with) + "}");
    return place.write("recipe.yaml", replaced(text, "noise: [noise]", "net: [net]"));
  }
  Ended run(const fs::path& file) { return place.run(file, "out", {"--only", "model=net"}); }
  TinyPlace place;
  ModelPlace model;
};

TEST_F(ModelRecipe, ANetworkIsAFeatureKeyedByItsContent) {
  EXPECT_CODE(run(recipe()), 0);
  EXPECT_EQ(states(place / "out").at("features/net"), "done");
  const std::string lock = read(place / "out" / "recipe.lock.yaml");
  EXPECT_SAYS(lock, "features.net model");
  EXPECT_SAYS(lock,
              "features:\n  net:\n    model: \"tiny\"\n    model_family: \"mean\"\n    "
              "model_license: \"MIT\"\n");
  // A batch is no other feature; another model.yaml is.
  EXPECT_CODE(run(recipe("layers: [0], batch: 2")), 0);
  EXPECT_EQ(states(place / "out").at("features/net"), "cached");
  model.describe(replaced(kMonoAudio, "pooling: mean", "pooling: max"));
  EXPECT_CODE(run(recipe()), 0);
  EXPECT_EQ(states(place / "out").at("features/net"), "done");
}

// The laboratory's recordings have 22050 Hz: more than the 1 kHz of this network, less than the
// 24 kHz of MERT's.
TEST_F(ModelRecipe, RecordingsOfALowerRateThanTheNetworksAreWarnedOfOnce) {
  const auto enough = run(recipe());
  EXPECT_CODE(enough, 0);
  EXPECT_FALSE(contains(enough.err, "sampling rate")) << enough.err;
  const std::string mono = model.with("layers: [0]");
  const std::string mert = ENCORE_SOURCE_DIR "/tests/data/models/tiny-mert";
  const auto text = replaced(read(recipe()), mono, "{model: '" + mert + "', window_s: 1.5}");
  const auto low = run(place.write("recipe.yaml", text));
  EXPECT_CODE(low, 0);
  const auto expect_said_once = [](const std::string& err, const std::string& feature) {
    EXPECT_SAYS(err, "recipe.yaml:13");
    EXPECT_SAYS(err, feature +
                         ": 35 of 35 clips are recorded at a lower sampling rate than the 24000 Hz "
                         "that encore.onnx-audio reads; the first, ");
    EXPECT_SAYS(err, "has 22050 Hz: its band above 11025 Hz is empty");
    EXPECT_EQ(err.find("sampling rate"), err.rfind("sampling rate")) << err;
  };
  expect_said_once(low.err, "feature net");
  EXPECT_SAYS(read(place / "out" / "log.txt"), "35 of 35 clips are recorded at a lower");
  // From the store as well, before any work, and once for all layers of a network.
  expect_said_once(run(place / "recipe.yaml").err, "feature net");
  expect_said_once(run_encore({"check", (place / "recipe.yaml").string()}, place.settings()).err,
                   "feature net");
  place.write("recipe.yaml", replaced(text, "window_s: 1.5}", "window_s: 1.5}, layers: [0, 1]"));
  expect_said_once(run_encore({"check", (place / "recipe.yaml").string()}, place.settings()).err,
                   "feature net-0 and another");
}

TEST_F(ModelRecipe, CheckFindsWhatIsWrongWithTheFolder) {
  const auto checked = [&](const std::string& with) {
    return run_encore({"check", recipe(with).string()}, place.settings());
  };
  EXPECT_CODE(checked("layers: [0]"), 0);
  const auto layer = checked("layers: [9]");
  EXPECT_CODE(layer, 2);
  EXPECT_SAYS(layer.err, "recipe.yaml:13:");
  EXPECT_SAYS(layer.err, "it has 0, 1, 2, pooled");
  base::write_text(model.folder() / "mono.onnx", "cut short");
  const auto changed = checked("layers: [0]");
  EXPECT_CODE(changed, 2);
  EXPECT_SAYS(changed.err, "mono.onnx: is not the file that model.yaml names");
  fs::remove_all(model.folder());
  const auto missing = checked("layers: [0]");
  EXPECT_CODE(missing, 2);
  EXPECT_SAYS(missing.err, "recipe.yaml:13:");
  EXPECT_SAYS(missing.err, "'model' names the model folder " + model.folder().string() +
                               ", which does not exist");
  EXPECT_SAYS(missing.err, "list public models by role, with licence and how to get them");
}

// One of the 35 clips is computed before the others, for the plan; all captions are cut but one.
TEST_F(ModelRecipe, CutCaptionsAreCountedOnce) {
  std::string captions = read(tiny_lab() / "captions.csv");
  std::string longer;
  for (int i = 0; i < 60; ++i) longer += " slow";
  std::string text = captions.substr(0, captions.find('\n') + 1);
  std::size_t clips = 0;
  for (auto at = text.size(); at < captions.size(); at = captions.find('\n', at) + 1, ++clips)
    text += captions.substr(at, captions.find(',', at) + 1 - at) + (clips == 0 ? "slow" : longer) +
            "\n";
  place.write("captions.csv", text);
  std::string yaml = replaced(
      read(recipe()), "use: encore.onnx-audio, with: " + model.with("layers: [0]"),
      "use: encore.onnx-text, with: {model: '" ENCORE_SOURCE_DIR "/tests/data/models/tiny-bert'}");
  yaml = replaced(yaml, "stimuli\"}", "stimuli\", captions: captions.csv}");
  const auto ended = run(place.write("recipe.yaml", yaml));
  EXPECT_CODE(ended, 0);
  EXPECT_SAYS(ended.err,
              "is longer than the 48 tokens that the network reads; the rest of it is left "
              "out (" +
                  std::to_string(clips - 1) + " clips, the first is ");
  EXPECT_EQ(ended.err.find("is longer than"), ended.err.rfind("is longer than")) << ended.err;
}

// From where and under which licence, once for all layers and features of a folder.
TEST_F(ModelRecipe, AMissingFolderSaysWhichPublicModelItMeans) {
  const auto mert = (model.folder().parent_path() / "mert").string();
  const std::string text = replaced(read(recipe()), model.with("layers: [0]"),
                                    "{model: '" + mert + "', layers: [0, 1, 2]}");
  place.write(
      "recipe.yaml",
      replaced(text, "features:\n",
               "features:\n  more: {use: encore.onnx-audio, with: {model: '" + mert + "'}}\n"));
  const auto checked = run_encore({"check", (place / "recipe.yaml").string()}, place.settings());
  EXPECT_CODE(checked, 2);
  EXPECT_SAYS(checked.err, "'model' names the model folder " + mert + ", which does not exist");
  EXPECT_SAYS(
      checked.err,
      "\n  MERT, m-a-p/MERT-v1-330M: CC BY-NC 4.0 (c); export_onnx.py m-a-p/MERT-v1-330M DIR");
  EXPECT_FALSE(contains(checked.err, "HuBERT")) << checked.err;
  EXPECT_EQ(checked.err.find("does not exist"), checked.err.rfind("does not exist")) << checked.err;
}

}  // namespace
}  // namespace encore::test
