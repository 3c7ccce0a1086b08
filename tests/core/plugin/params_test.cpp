#include "core/plugin/params.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

PluginInfo sample() {
  PluginInfo p;
  p.id = "test.mel";
  p.params = {
      {"n_mels", "Bands.", "", "128", ENCORE_P_INT, 0, 8, 512, {}},
      {"fmin", "Lowest edge.", "Hz", "0.5", ENCORE_P_REAL, 0, 0, inf, {}},
      {"scale", "Scale.", "", "slaney", ENCORE_P_CHOICE, 0, -inf, inf, {"slaney", "htk"}},
      {"alphas", "Penalties.", "", "{logspace: [-2, 2, 5]}", ENCORE_P_REAL_LIST, 0, 0, inf, {}},
      {"delays", "Delays.", "", "[2, 3]", ENCORE_P_INT_LIST, 0, 0, 9, {}},
      {"file", "A file.", "", "", ENCORE_P_PATH, 0, -inf, inf, {}},
      {"norm", "Normalise.", "", "true", ENCORE_P_BOOL, 0, -inf, inf, {}},
      {"batch", "Batch.", "", "4", ENCORE_P_INT, ENCORE_PF_NO_HASH, 1, inf, {}},
      {"tags", "Words.", "", "[]", ENCORE_P_STRING_LIST, 0, -inf, inf, {}},
      {"label", "A word.", "", "genre", ENCORE_P_STRING, 0, -inf, inf, {}}};
  return p;
}

std::vector<base::Diagnostic> errors_of(const std::string& with, const PluginInfo& p = sample()) {
  base::Diagnostics out;
  const base::Value value = parse_flow(with, {"r.yaml", 3, 4, 1});
  resolve(p, &value, {"r.yaml", 1, 1, 1}, {}, out);
  return out.list();
}

TEST(Params, FillsDefaultsInOrderOfDeclaration) {
  base::Diagnostics out;
  const Params p = resolve(sample(), nullptr, {"r.yaml", 7, 3, 4}, {}, out);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(p.values().dump(),
            R"({"n_mels":128,"fmin":0.5,"scale":"slaney","alphas":[0.01,0.1,1.0,10.0,100.0],)"
            R"("delays":[2,3],"file":"","norm":true,"batch":4,"tags":[],"label":"genre"})");
  EXPECT_EQ(p.at("n_mels").line, 7);
}

TEST(Params, HandsValuesOverInTheAbi) {
  base::Diagnostics out;
  const base::Value with = parse_flow(
      "{n_mels: 64, fmin: 20, scale: htk, alphas: [1, 1e3], delays: {linspace: [0, 4, 3]}, "
      "file: a.npy, norm: false, tags: ['3', b], label: '010'}");
  const Params p = resolve(
      sample(), &with, {}, [](const auto& s) { return "/data/" + s; }, out);
  ASSERT_TRUE(out.ok());
  const auto& raw = p.raw();
  ASSERT_EQ(raw.size(), 10u);
  EXPECT_EQ(raw[0].i, 64);
  EXPECT_EQ(raw[1].r, 20.0);
  EXPECT_EQ(raw[2].i, 1);
  EXPECT_STREQ(raw[2].s, "htk");
  ASSERT_EQ(raw[3].n, 2u);
  EXPECT_EQ(raw[3].rs[1], 1000.0);
  ASSERT_EQ(raw[4].n, 3u);
  EXPECT_EQ(raw[4].is[2], 4);
  EXPECT_STREQ(raw[5].s, "/data/a.npy");
  EXPECT_EQ(raw[6].i, 0);
  ASSERT_EQ(raw[8].n, 2u);
  EXPECT_STREQ(raw[8].ss[0], "3");
  EXPECT_STREQ(raw[9].s, "010");
  EXPECT_EQ(p.files(), std::vector<std::string>{"/data/a.npy"});
  EXPECT_EQ(p.values()["file"], "a.npy");
}

TEST(Params, KeyHoldsWhatChangesResultsOnly) {
  base::Diagnostics out;
  const base::Value with = parse_flow("{file: a.npy, batch: 9}");
  const Params p = resolve(sample(), &with, {}, {}, out);
  const auto key = p.key([](const std::string& path) { return "digest of " + path; });
  EXPECT_FALSE(key.contains("batch"));
  EXPECT_EQ(key["file"]["sha256"], "digest of a.npy");
  EXPECT_EQ(key["n_mels"], 128);
}

TEST(Params, SuggestsTheKeyThatWasMeant) {
  const auto errors = errors_of("{n_mel: 64}");
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message, "test.mel has no parameter 'n_mel'");
  EXPECT_EQ(errors[0].hint, "did you mean 'n_mels' (integer, 8 to 512, default 128)?");
  EXPECT_EQ(errors[0].at.line, 3);
}

struct Case {
  const char* with;
  const char* message;
};
class WrongParams : public testing::TestWithParam<Case> {};
TEST_P(WrongParams, IsRefused) {
  const auto errors = errors_of(GetParam().with);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message, GetParam().message);
  EXPECT_FALSE(errors[0].hint.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Cases, WrongParams,
    testing::Values(
        Case{"{n_mels: 4}", "'n_mels' is 4, but must be 8 to 512"},
        Case{"{n_mels: 12.5}", "'n_mels' must be an integer, not 12.5"},
        Case{"{n_mels: '64'}", "'n_mels' must be an integer, not the text '64'"},
        Case{"{n_mels: 010}", "'n_mels' must be an integer, not the text '010'"},
        Case{"{fmin: -1}", "'fmin' is -1, but must be 0 Hz or more"},
        Case{"{fmin: .nan}", "'fmin' must be a number, not the text '.nan'"},
        Case{"{fmin: .inf}", "'fmin' must be a number, not the text '.inf'"},
        Case{"{fmin: [1]}", "'fmin' must be a number, not a list"},
        Case{"{scale: hkt}", "'scale' must be one of slaney or htk, not 'hkt'"},
        Case{"{alphas: 3}", "'alphas' must be a list of numbers, not 3"},
        Case{"{alphas: [1, x]}", "'alphas' must be a list of numbers, not the text 'x'"},
        Case{"{alphas: [-1]}", "'alphas' is -1, but must be 0 or more"},
        Case{"{alphas: {logspace: [1, 2]}}", "'alphas': logspace has a list of 2 values"},
        Case{"{alphas: {logspace: [0, 1, -3]}}", "'alphas': logspace has the count -3"},
        Case{"{delays: {linspace: [0, 1, 3]}}",
             "'delays' must be a list of integers, not a mapping"},
        Case{"{norm: yes}", "'norm' must be true or false, not the text 'yes'"},
        Case{"{label: {a: 1}}", "'label' must be a text, not a mapping"},
        Case{"{n_mels: }", "'n_mels' must be an integer, not nothing"}));

TEST(Params, FindsEveryMistakeAtOnce) {
  EXPECT_EQ(errors_of("{n_mels: 1, fmin: x, other: 2}").size(), 3u);
  EXPECT_EQ(errors_of("[1, 2]").size(), 1u);
}

TEST(Params, AsksForWhatIsRequired) {
  PluginInfo p;
  p.id = "test.array";
  p.params = {{"dataset",
               "Name of the matrix.",
               "",
               "",
               ENCORE_P_STRING,
               ENCORE_PF_REQUIRED,
               -inf,
               inf,
               {}}};
  const auto errors = errors_of("{}", p);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message, "test.array needs the parameter 'dataset'");
  EXPECT_EQ(errors[0].hint, "'dataset' (text, required): Name of the matrix.");
}

TEST(Params, ReportsAWrongDefaultAsTheFaultOfThePlugin) {
  PluginInfo p;
  p.id = "test.bad";
  p.params = {{"n", "N.", "", "eleven", ENCORE_P_INT, 0, 0, 10, {}}};
  const auto errors = errors_of("{}", p);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_NE(errors[0].message.find("declares a default that is wrong"), std::string::npos);
}

TEST(Flow, ReadsNestedValuesAndQuotes) {
  const base::Value v = parse_flow(R"({a: [1, [x y, ''''], "b\"c"], 'k k': {n: ~}})");
  ASSERT_TRUE(v.is_map());
  EXPECT_EQ(v.members[0].value.items[1].items[0].text, "x y");
  EXPECT_EQ(v.members[0].value.items[1].items[1].text, "'");
  EXPECT_EQ(v.members[0].value.items[2].text, "b\"c");
  EXPECT_TRUE(v.members[1].value.find("n")->is_null());
}

TEST(Flow, RefusesWhatIsNotClosed) {
  for (const char* text : {"[1, 2", "{a: 1", "'abc", "[1] 2", "{a 1}", "{a: 1, a: 2}", "{: 1}"})
    EXPECT_THROW(parse_flow(text), base::Error) << text;
}

}  // namespace
}  // namespace encore::plugin
