#include "core/plugin/check/check.hpp"

#include <algorithm>

#include "core/base/file.hpp"
#include "core/plugin/listing.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

using State = CheckResult::State;

// The names of the tests that failed, with commas between.
std::string failures(const std::vector<CheckResult>& results) {
  std::string out;
  for (const auto& r : results)
    if (r.state == State::fail) out += (out.empty() ? "" : ",") + r.test;
  return out;
}

const CheckResult& result(const std::vector<CheckResult>& results, const std::string& test) {
  const auto found = std::ranges::find(results, test, &CheckResult::test);
  if (found == results.end()) throw std::runtime_error("no test " + test);
  return *found;
}

class GoodPlugin : public testing::TestWithParam<const char*> {};
TEST_P(GoodPlugin, Passes) {
  const auto results = check(fixture(GetParam()), program(), {});
  EXPECT_TRUE(passed(results)) << check_table(results, false);
  const auto ran = std::ranges::count(results, State::pass, &CheckResult::state);
  EXPECT_GE(ran, 15);
}
INSTANTIATE_TEST_SUITE_P(Kinds, GoodPlugin,
                         testing::Values("regression", "features", "retrieval", "generator"));

struct Case {
  const char* fixture;
  const char* how;
  const char* test;    // that must fail
  const char* reason;  // a part of what it says
};
class BadPlugin : public testing::TestWithParam<Case> {};
TEST_P(BadPlugin, IsCaught) {
  const auto& c = GetParam();
  CheckOptions options;
  options.with = "{how: " + std::string(c.how) + "}";
  options.plugin = "test." + std::string(c.fixture);
  options.only = c.test;
  const auto results = check(fixture(c.fixture), program(), options);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].state, State::fail);
  EXPECT_NE(results[0].reason.find(c.reason), std::string::npos) << results[0].reason;
}
std::string case_name(const testing::TestParamInfo<Case>& info) {
  std::string name = std::string(info.param.fixture) + "_" + info.param.how + "_" + info.param.test;
  std::ranges::replace(name, '-', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(
    Regression, BadPlugin,
    testing::Values(Case{"regression", "throws", "refit", "something broke"},
                    Case{"regression", "throws-odd", "refit", "unknown exception"},
                    Case{"regression", "crashes", "refit", "ended by SIGSEGV"},
                    Case{"regression", "exits", "refit", "ended before the test did"},
                    Case{"regression", "create-crashes", "lifecycle", "ended by SIGSEGV"},
                    Case{"regression", "create-fails", "lifecycle", "no luck"},
                    Case{"regression", "prints", "refit", "wrote on the terminal: 'hello"},
                    Case{"regression", "unwritten", "memory-layouts", "unwritten"},
                    Case{"regression", "out-of-shape", "memory-layouts", "wrote between"},
                    Case{"regression", "random", "deterministic", "other numbers"},
                    Case{"regression", "globals", "deterministic", "other numbers"},
                    Case{"regression", "globals", "concurrent", "other numbers"},
                    Case{"regression", "ignores-cancel", "cancel", "s after it was asked to stop"},
                    Case{"regression", "changes-input", "input-kept", "the features were changed"},
                    Case{"regression", "dense-only", "memory-layouts", "other numbers than dense"},
                    Case{"regression", "bad-status", "refit", "unknown status 4711"},
                    Case{"regression", "block-dependent", "blocks", "depends on its block"},
                    Case{"regression", "keeps-unusable", "unusable-targets", "must be predicted"},
                    Case{"regression", "nan-spreads", "unusable-targets", "changes the others"}),
    case_name);
INSTANTIATE_TEST_SUITE_P(
    Features, BadPlugin,
    testing::Values(Case{"features", "throws", "same-dims", "something broke"},
                    Case{"features", "nan", "same-dims", "NaN"},
                    Case{"features", "no-times", "same-dims", "no matrix 'times'"},
                    Case{"features", "no-frames", "same-dims", "is 0 x 2"},
                    Case{"features", "odd-dims", "same-dims", "makes 2 columns for one clip and 3"},
                    Case{"features", "remembers", "independent", "the second time"},
                    Case{"features", "random", "deterministic", "other numbers"},
                    Case{"features", "backwards-span", "same-dims", "before it starts"},
                    Case{"features", "out-of-shape", "same-dims", "wrote outside"},
                    Case{"features", "names-wrong", "same-dims", "1 names"}),
    case_name);
INSTANTIATE_TEST_SUITE_P(
    Retrieval, BadPlugin,
    testing::Values(Case{"retrieval", "worst-first", "ties", "best does not come first"},
                    Case{"retrieval", "ties-reversed", "ties", "not ordered by id"},
                    Case{"retrieval", "bad-id", "edges", "found entry 1000000"},
                    Case{"retrieval", "no-padding", "edges", "has the score nan"}),
    case_name);
INSTANTIATE_TEST_SUITE_P(
    Generator, BadPlugin,
    testing::Values(Case{"generator", "nan", "format", "NaN"},
                    Case{"generator", "too-short", "format", "s instead of 1.5 s"},
                    Case{"generator", "silent-sample", "format", "a sound is missing"},
                    Case{"generator", "wrong-sample", "format", "to sound 8"},
                    Case{"generator", "never-stops", "sink-stops", "had enough"}),
    case_name);

struct LibraryCase {
  const char* fixture;
  const char* failures;
  const char* reason;
};
class BadLibrary : public testing::TestWithParam<LibraryCase> {};
TEST_P(BadLibrary, IsCaught) {
  const auto results = check(fixture(GetParam().fixture), program(), {});
  EXPECT_EQ(failures(results).substr(0, std::string(GetParam().failures).size()),
            GetParam().failures);
  EXPECT_NE(check_table(results).find(GetParam().reason), std::string::npos)
      << check_table(results);
}
INSTANTIATE_TEST_SUITE_P(
    Cases, BadLibrary,
    testing::Values(LibraryCase{"load_crash", "loads,entry,scan", "SIGSEGV"},
                    LibraryCase{"load_prints", "loads,entry", "wrote on the terminal"},
                    LibraryCase{"load_mxcsr", "loads", "-ffast-math"},
                    LibraryCase{"no_entry", "exports,loads,entry,scan", "not a plugin"},
                    LibraryCase{"symbol", "loads,entry,scan", "a_function_that_is_nowhere"},
                    LibraryCase{"default", "descriptor,defaults", "not the text 'eleven'"},
                    LibraryCase{"default_range", "descriptor,defaults",
                                "is 11, but must be 0 to 10"}),
    [](const auto& test) { return test.param.fixture; });

TEST(Check, NoticesAnotherExportAndAnotherName) {
  CheckOptions options;
  options.only = "exports";
  EXPECT_TRUE(passed(check(fixture("regression"), program(), options)));
  const TemporaryFolder folder;
  const auto renamed = folder.path() / "libridge.so";
  std::filesystem::copy(fixture("regression"), renamed);
  options.only = "library-name";
  EXPECT_EQ(failures(check(renamed, program(), options)), "library-name");
}

TEST(Check, SkipsWhatNeedsParametersAndTakesThem) {
  CheckOptions options;
  options.plugin = "test.rows";
  const auto without = check(fixture("features"), program(), options);
  EXPECT_TRUE(passed(without));
  EXPECT_EQ(result(without, "rows").state, State::skip);
  options.with = "{dataset: music}";
  const auto with = check(fixture("features"), program(), options);
  EXPECT_EQ(result(with, "deterministic").state, State::pass) << check_table(with, false);
}

TEST(Check, RunsInProcessForADebugger) {
  CheckOptions options;
  options.in_process = true;
  options.only = "bl*";
  options.with = "{how: block-dependent}";
  EXPECT_EQ(failures(check(fixture("regression"), program(), options)), "blocks");
}

TEST(Check, RefusesWhatItCannotDo) {
  CheckOptions options;
  EXPECT_THROW(check("/no/such/file", program(), options), base::Error);
  options.only = "no-such-test";
  EXPECT_THROW(check(fixture("regression"), program(), options), base::Error);
  options = {};
  options.plugin = "no.such.plugin";
  EXPECT_THROW(check(fixture("regression"), program(), options), base::Error);
  options = {};
  options.with = "{how: ";
  EXPECT_THROW(check(fixture("regression"), program(), options), base::Error);
}

TEST(Listing, ShowsPluginsAndWhyOthersAreMissing) {
  const auto catalog =
      Catalog::scan({fixture_folder("features"), fixture_folder("major")}, program());
  const std::string text = list(catalog);
  EXPECT_NE(text.find("test.features  1.0.0  Loudness"), std::string::npos) << text;
  EXPECT_NE(text.find("speaks ABI v3, this host v1"), std::string::npos) << text;
  const std::string one = describe(find_or_throw(catalog, "test.features"));
  EXPECT_NE(one.find("frame_s: number, 0.01 to 10 s, default 0.5"), std::string::npos) << one;
  EXPECT_NE(describe(find_or_throw(catalog, "test.rows")).find("with: {dataset: ...}"),
            std::string::npos);
  EXPECT_EQ(error_of([&] { find_or_throw(catalog, "test.feature"); }),
            "there is no plugin 'test.feature'");
}

}  // namespace
}  // namespace encore::plugin
