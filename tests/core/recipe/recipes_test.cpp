// Recipes as data: every file of tests/recipes/bad gives the messages that its comments name, on
// their lines and no others; every file of tests/recipes/good loads.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/random.hpp"
#include "core/recipe/files.hpp"
#include "core/recipe/load.hpp"
#include "core/recipe/requires.hpp"
#include "core/recipe/show.hpp"

namespace encore::recipe {
namespace {
namespace fs = std::filesystem;

const fs::path kRecipes = fs::path(ENCORE_SOURCE_DIR) / "tests" / "recipes";

const plugin::Catalog& catalog() {
  static const plugin::Catalog all =
      plugin::Catalog::scan({fs::path(ENCORE_BINARY_DIR) / "lib/encore/plugins"},
                            fs::path(ENCORE_BINARY_DIR) / "bin/encore");
  return all;
}

Machine machine() { return load_machine(kRecipes / "machine.yaml"); }

std::vector<fs::path> files(const char* folder) {
  std::vector<fs::path> out;
  for (const auto& f : fs::directory_iterator(kRecipes / folder)) out.push_back(f);
  std::sort(out.begin(), out.end());
  return out;
}

// Line number -> text after "# error: ".
std::multimap<int, std::string> expected(const fs::path& file) {
  constexpr std::string_view mark = "# error: ";
  std::multimap<int, std::string> out;
  std::ifstream in(file);
  std::string line;
  for (int n = 1; std::getline(in, line); ++n)
    if (const auto at = line.find(mark); at != std::string::npos)
      out.emplace(n, line.substr(at + mark.size()));
  return out;
}

// What is wrong with a file, empty when it loads.
std::vector<base::Diagnostic> mistakes(const fs::path& file) {
  try {
    load(file, catalog(), machine());
  } catch (const base::DiagnosedError& e) {
    std::vector<base::Diagnostic> errors;
    for (const auto& d : e.list())
      if (d.severity == base::Diagnostic::Severity::error) errors.push_back(d);
    return errors;
  }
  return {};
}

bool says(const base::Diagnostic& d, const std::string& text) {
  return (d.message + " | " + d.hint).find(text) != std::string::npos;
}

class BadRecipe : public testing::TestWithParam<fs::path> {};

TEST_P(BadRecipe, SaysWhatItsCommentsName) {
  const auto wanted = expected(GetParam());
  const auto errors = mistakes(GetParam());
  ASSERT_FALSE(wanted.empty()) << "no # error: comment";
  for (const auto& [line, text] : wanted) {
    const bool found = std::any_of(errors.begin(), errors.end(), [&, n = line, &t = text](auto& d) {
      return d.at.line == n && says(d, t);
    });
    EXPECT_TRUE(found) << "line " << line << " should say: " << text;
  }
  for (const auto& d : errors)
    EXPECT_TRUE(wanted.contains(d.at.line)) << "unexpected: " << base::render(d);
}

std::string name_of(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Files, BadRecipe, testing::ValuesIn(files("bad")), name_of);

class GoodRecipe : public testing::TestWithParam<fs::path> {};

TEST_P(GoodRecipe, LoadsAndShows) {
  for (const auto& d : mistakes(GetParam())) ADD_FAILURE() << base::render(d);
  const auto loaded = load(GetParam(), catalog(), machine());
  EXPECT_FALSE(loaded.recipe.encode.models.empty());
  EXPECT_NE(show(loaded).find("encode.regression.use: " + loaded.recipe.encode.regression.plugin),
            std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Files, GoodRecipe, testing::ValuesIn(files("good")), name_of);

// Recipes that are shipped; groups of regions are no recipes.
std::vector<fs::path> shipped() {
  std::vector<fs::path> out;
  for (const auto& f : fs::recursive_directory_iterator(fs::path(ENCORE_SOURCE_DIR) / "recipes"))
    if (f.path().extension() == ".yaml" && f.path().parent_path().filename() != "atlases")
      out.push_back(f);
  std::sort(out.begin(), out.end());
  return out;
}

// A machine that knows every path a recipe asks for.
Machine machine_for(const fs::path& file) {
  Machine out = machine();
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  constexpr std::string_view mark = "${paths.";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    const auto name = text.substr(begin, text.find('}', begin) - begin);
    out.paths.emplace(name, "/" + name);
  }
  return out;
}

class ShippedRecipe : public testing::TestWithParam<fs::path> {};

// Whether the recipe uses plugins that this build left out, as it does without OpenVINO.
bool needs_what_was_left_out(const fs::path& file) {
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  for (const char* id : {"encore.onnx-audio", "encore.onnx-text"})
    if (text.find(id) != std::string::npos && catalog().find(id) == nullptr) return true;
  return false;
}

TEST_P(ShippedRecipe, LoadsWithoutAWarning) {
  if (needs_what_was_left_out(GetParam())) GTEST_SKIP() << "skipped: built without OpenVINO";
  try {
    for (const auto& d : load(GetParam(), catalog(), machine_for(GetParam())).warnings)
      ADD_FAILURE() << base::render(d);
  } catch (const base::DiagnosedError& e) {
    for (const auto& d : e.list()) ADD_FAILURE() << base::render(d);
  }
}
INSTANTIATE_TEST_SUITE_P(Files, ShippedRecipe, testing::ValuesIn(shipped()), name_of);

TEST(Recipe, OverridesReplaceAndAreNamedAsOrigin) {
  const auto file = kRecipes / "good" / "my-matrices.yaml";
  const auto loaded =
      load(file, catalog(), machine(), {"stats.significance.draws=50", "align.delays_tr=[0, 1]"});
  EXPECT_EQ(loaded.recipe.stats.significance.draws, 50);
  EXPECT_EQ(loaded.recipe.align.delays_tr, (std::vector<int>{0, 1}));
  EXPECT_NE(show(loaded).find("--set stats.significance.draws=50"), std::string::npos);
  EXPECT_THROW(load(file, catalog(), machine(), {"stats.significance.drews=50"}),
               base::DiagnosedError);
  EXPECT_THROW(load(file, catalog(), machine(), {"seed"}), base::DiagnosedError);
}

TEST(Recipe, TextHoldsWhatOverridesChanged) {
  const auto file = kRecipes / "good" / "my-matrices.yaml";
  const auto set =
      load(file, catalog(), machine(), {"stats.significance.draws=50", "title=\"a: b\""});
  const fs::path copy = kRecipes / "good" / "as-run.yaml";
  std::ofstream(copy) << set.recipe.text;
  const auto again = load(copy, catalog(), machine());
  fs::remove(copy);
  EXPECT_EQ(again.recipe.stats.significance.draws, 50);
  EXPECT_EQ(again.recipe.title, "a: b");
  EXPECT_EQ(again.recipe.features.size(), set.recipe.features.size());
  EXPECT_EQ(again.recipe.data.source.path.value, set.recipe.data.source.path.value);
  EXPECT_EQ(load(file, catalog(), machine()).recipe.text.find("as run"), std::string::npos);
}

TEST(Recipe, LayersBecomeFeaturesAndModels) {
  const auto r = load(kRecipes / "good" / "layers.yaml", catalog(), machine()).recipe;
  std::vector<std::string> features, models;
  for (const auto& f : r.features) features.push_back(f.name);
  for (const auto& m : r.encode.models) models.push_back(m.name);
  EXPECT_EQ(features, (std::vector<std::string>{"deep-0", "deep-6", "deep-12", "genre",
                                                "control-noise", "control-mean"}));
  EXPECT_EQ(models,
            (std::vector<std::string>{"deep-0", "deep-6", "deep-12", "both-0", "both-6", "both-12",
                                      "genre", "control-noise", "control-mean"}));
  EXPECT_EQ(r.encode.models[4].features[0].value, "deep-6");
  EXPECT_EQ(r.encode.models[4].features[1].value, "genre");
  EXPECT_EQ(r.features[2].use.params.files()[0], (kRecipes / "good" / "deep-12.npz").string());
  EXPECT_EQ(r.align.window_s.at("deep-6"), 10);
}

TEST(Recipe, GroupsOfRegionsFromAFile) {
  const auto r = load(kRecipes / "good" / "groups-file.yaml", catalog(), machine()).recipe;
  ASSERT_FALSE(r.data.atlas.groups.empty());
  EXPECT_EQ(r.data.atlas.groups[0].name, "core");
  EXPECT_EQ(r.data.atlas.groups[0].regions[0].value, "A1");
  EXPECT_TRUE(r.data.atlas.groups[0].regions[0].at.file.ends_with("auditory-hcp.yaml"));
}

TEST(Recipe, PreparedByFmriprep) {
  const auto r = load(kRecipes / "good" / "fmriprep.yaml", catalog(), machine()).recipe;
  EXPECT_EQ(r.data.source.entities.entities.at("res"), std::vector<std::string>{"2"});
  EXPECT_EQ(r.data.prepare.confounds.size(), 5U);
  EXPECT_EQ(r.data.prepare.confounds[1].count, 5);
  EXPECT_EQ(r.data.prepare.scrub.method, Scrub::Method::spikes);
  EXPECT_EQ(r.data.prepare.scrub.std_dvars, 1.5);
  EXPECT_FALSE(load(kRecipes / "good" / "groups.yaml", catalog(), machine())
                   .recipe.data.prepare.scrub.enabled());
}

TEST(Recipe, APathThatTheMachineLacksIsOneMistake) {
  EXPECT_EQ(mistakes(kRecipes / "bad" / "path-unknown.yaml").size(), 1U);
}

TEST(Recipe, MissingFilesAreToldTogether) {
  const auto recipe = load(kRecipes / "good" / "my-matrices.yaml", catalog(), machine()).recipe;
  base::Diagnostics bad;
  check_files(recipe, catalog(), bad);
  ASSERT_EQ(bad.list().size(), 2U);
  EXPECT_NE(bad.list()[0].message.find("lab.h5 does not exist"), std::string::npos);
  EXPECT_NE(bad.list()[1].message.find("text.npy does not exist"), std::string::npos);
  EXPECT_EQ(bad.list()[1].at.line, 8);
  // What the plugin says of its parameter, which may tell where to get the file.
  EXPECT_NE(bad.list()[1].hint.find("; 'file': "), std::string::npos);
}

TEST(Recipe, NoComparisonWhereNoneIsWanted) {
  const auto file = kRecipes / "good" / "my-matrices.yaml";
  EXPECT_TRUE(load(file, catalog(), machine()).recipe.stats.compare.enabled);
  const auto loaded = load(file, catalog(), machine(), {"stats.compare=none"});
  EXPECT_FALSE(loaded.recipe.stats.compare.enabled);
  EXPECT_NE(show(loaded).find("stats.compare: none"), std::string::npos);
}

// What holds without being written stands there as well.
TEST(Recipe, ShowsWhatIsLeftOut) {
  const auto file = kRecipes / "good" / "my-matrices.yaml";
  const auto shown = show(load(file, catalog(), machine()));
  const auto says = [](const std::string& text, const std::string& line, const std::string& from) {
    const auto at = text.find("\n" + line + " ");
    return (at != std::string::npos || text.starts_with(line + " ")) &&
           text.find("# " + from, at == std::string::npos ? 0 : at) != std::string::npos;
  };
  EXPECT_TRUE(says(shown, "schema: encore.recipe/1", "my-matrices.yaml:")) << shown;
  EXPECT_TRUE(says(shown, "ceiling.method: explainable-variance",
                   "default where the test split has repeats"))
      << shown;
  EXPECT_TRUE(says(shown, "stats.compare.pairs: all", "default")) << shown;
  const auto minimal = show(load(kRecipes / "good" / "no-statistics.yaml", catalog(), machine()));
  EXPECT_TRUE(says(minimal, "seed: 0", "default")) << minimal;
  EXPECT_TRUE(says(minimal, "stats.significance: none", "no-statistics.yaml:")) << minimal;
  const auto open = show(load(kRecipes / "good" / "split-default.yaml", catalog(), machine()));
  EXPECT_TRUE(says(open, "data.split.train: the other tasks", "default")) << open;
  EXPECT_TRUE(says(open, "data.split.test: tasks test*", "default")) << open;
  const auto acoustics = load(kRecipes / "good" / "fitted.yaml", catalog(), machine());
  EXPECT_TRUE(says(show(acoustics), "stats.significance: none", "default")) << show(acoustics);
  EXPECT_FALSE(acoustics.recipe.stats.significance.enabled);
}

TEST(Recipe, ArraysAreTakenAsTheyAre) {
  const auto r = load(kRecipes / "good" / "my-matrices.yaml", catalog(), machine()).recipe;
  EXPECT_EQ(r.align.delays_tr, std::vector<int>{0});
  EXPECT_EQ(r.align.standardise, Align::Standardise::none);
  EXPECT_FALSE(r.data.split.zscore_after_average);
  EXPECT_EQ(r.data.split.at.line, 5);  // no key of its own: that of `data`
  EXPECT_EQ(r.data.source.path.value, (kRecipes / "good" / "lab.h5").string());
}

TEST(Requires, Ranges) {
  EXPECT_TRUE(version_in("0.1.0", ">=0.1, <1.0"));
  EXPECT_FALSE(version_in("1.0.0", ">=0.1, <1.0"));
  EXPECT_TRUE(version_in("1.4.2", "^1.2"));
  EXPECT_FALSE(version_in("2.0.0", "^1.2"));
  EXPECT_FALSE(version_in("0.2.0", "^0.1"));
  EXPECT_TRUE(version_in("1.2.9", "~1.2.3"));
  EXPECT_FALSE(version_in("1.3.0", "~1.2.3"));
  EXPECT_THROW(version_in("1.0.0", "newest"), base::Error);
}

// A library that did not answer may be the one with the plugin.
TEST(UnknownPlugin, MayBeInALibraryThatCannotBeUsed) {
  auto libraries = catalog().libraries();
  for (auto& library : libraries) {
    if (library.path.filename() != "encore-mel.encoreplugin.so") continue;
    library = {library.path, plugin::LibraryReport::State::bad, "gave no answer in 10 s", {}};
  }
  const auto some = plugin::Catalog::of(std::move(libraries));
  std::string hints;
  try {
    load(kRecipes / "good" / "acoustics.yaml", some, machine());
    ADD_FAILURE() << "it loads";
  } catch (const base::DiagnosedError& e) {
    for (const auto& d : e.list()) hints += d.hint + "\n";
  }
  EXPECT_NE(hints.find("; encore-mel.encoreplugin.so cannot be used: gave no answer in 10 s"),
            std::string::npos)
      << hints;
}

// Seeded mutations of good recipes end in a recipe or in a diagnosis, never in anything else.
TEST(Recipe, SurvivesGarbage) {
  const auto scratch =
      fs::temp_directory_path() / ("encore-garbage-" + std::to_string(::getpid()) + ".yaml");
  base::Random random(11);
  int refused = 0;
  for (const auto& file : files("good")) {
    std::ifstream in(file);
    const std::string good((std::istreambuf_iterator<char>(in)), {});
    for (int i = 0; i < 150; ++i) {
      std::string text = good;
      for (int edits = 0; edits < 3; ++edits) {
        const auto at = static_cast<std::size_t>(random.below(text.size()));
        const char* bits[] = {"{",  "]",  ":",  "\n",   "&a ", "*a",
                              "\"", "\t", "- ", "\xff", "? ",  "!x "};
        if (random.below(2) == 0) text.erase(at, 1 + random.below(20));
        else text.insert(at, bits[random.below(std::size(bits))]);
        if (text.empty()) text = "x";
      }
      std::ofstream(scratch) << text;
      try {
        load(scratch, catalog(), machine());
      } catch (const base::Error&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
  fs::remove(scratch);
}

}  // namespace
}  // namespace encore::recipe
