// Accuracy by layer and by delay, and groups of regions: each against runs that do without.
#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

const char* const kProfile = "encode.profile={delays_tr: [1, 3], models: [mel]}";

TEST(Profile, ADelayAloneIsARunWithThatDelay) {
  const TinyPlace place;
  const auto done = place.run(place.recipe, "out", {"--set", kProfile});
  ASSERT_CODE(done, 0);
  ASSERT_CODE(place.run(place.recipe, "alone", {"--set", "align.delays_tr=[3]"}), 0);
  const auto r = values(place / "out", "/profile/sub-001/mel/delay_tr-3");
  EXPECT_EQ(r, values(place / "alone", "/encode/sub-001/mel/pearson_r"));
  EXPECT_NE(r, values(place / "out", "/encode/sub-001/mel/pearson_r"));

  const auto row =
      row_of(read_tsv(place / "out" / "profile.tsv"),
             {{"subject", "sub-001"}, {"along", "delay_tr"}, {"at", "3"}, {"roi", "A1"}});
  const auto alone = row_of(read_tsv(place / "alone" / "ranking.tsv"),
                            {{"subject", "sub-001"}, {"model", "mel"}, {"roi", "A1"}});
  for (const char* column : {"pearson_r_mean", "low", "high", "n"})
    EXPECT_EQ(row.at(column), alone.at(column)) << column;
  EXPECT_SAYS(done.out, "Mean r of mel by delay in TR");
  EXPECT_TRUE(std::filesystem::exists(
      place / "out/maps/sub-001/sub-001_desc-mel_stat-peakdelay_statmap.nii.gz"));
}

TEST(Profile, LeavesEverythingElseAsItIs) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "with", {"--set", kProfile}), 0);
  ASSERT_CODE(place.run(place.recipe, "without", {}), 0);
  auto with = numbers(place / "with" / "results.h5");
  std::erase_if(with, [](const auto& n) { return n.first.starts_with("/profile/"); });
  EXPECT_EQ(largest_difference(with, numbers(place / "without" / "results.h5")), 0);
  for (const char* file : {"scores.tsv", "ranking.tsv", "group.tsv"})
    EXPECT_EQ(read(place / "with" / file), read(place / "without" / file)) << file;
}

TEST(Profile, WindowsAreReadAtTheDelay) {
  const TinyPlace place;
  const auto align = [](int delay) {
    return "align={mode: window, window_s: 3, delay_tr: " + std::to_string(delay) + "}";
  };
  ASSERT_CODE(place.run(place.recipe, "out", {"--set", align(2), "--set", kProfile}), 0);
  ASSERT_CODE(place.run(place.recipe, "alone", {"--set", align(3)}), 0);
  EXPECT_EQ(values(place / "out", "/profile/sub-001/mel/delay_tr-3"),
            values(place / "alone", "/encode/sub-001/mel/pearson_r"));
}

TEST(Profile, ADelayBeyondTheRunsIsAnErrorAtItsLine) {
  const TinyPlace place;
  const auto ended =
      place.run(place.recipe, "out", {"--set", "encode.profile={delays_tr: [900], models: [mel]}"});
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err, "encode.profile.delays_tr: a delay of 900 TR leaves every training run");
}

TEST(Profile, AWindowBeyondTheRunsIsAnErrorAtItsLine) {
  const TinyPlace place;
  const auto ended = place.run(place.recipe, "out",
                               {"--set", "align={mode: window, delay_tr: 3}", "--set",
                                "encode.profile={delays_tr: [900], models: [mel]}"});
  EXPECT_CODE(ended, 2);
  EXPECT_SAYS(ended.err,
              "encode.profile={delays_tr: [900], models: [mel]}: error: encode.profile: "
              "at a delay of 900 TR sub-001 has no rows to train on");
}

TEST(Profile, LayersAreModelsOfTheirOwn) {
  const Place place;
  ArraysLab{}.write(place);
  std::string text = kSmallRecipe;
  const auto plain = place.write("plain.yaml", text);
  const auto from = text.find("features:"), to = text.find("encode:");
  text.replace(from, to - from,
               "features:\n  net: {use: encore.array, with: {dataset: \"{layer}\"}, layers: [text, "
               "music]}\n");
  const auto models = text.find("models:");
  text.replace(models, text.find('\n', models) - models, "models: {net: [net]}");
  const auto layered = place.write("layers.yaml", text);
  ASSERT_CODE(place.run(plain, "plain", {}), 0);
  const auto done = place.run(layered, "layers", {});
  ASSERT_CODE(done, 0);
  for (const std::string layer : {"music", "text"})
    EXPECT_EQ(values(place / "layers", "/encode/sub-001/net-" + layer + "/pearson_r"),
              values(place / "plain", "/encode/sub-001/" + layer + "/pearson_r"));
  const auto rows = read_tsv(place / "layers" / "profile.tsv");
  const auto peak = [&](const char* layer, const char* region) {
    return row_of(rows, {{"model", "net"}, {"along", "layer"}, {"at", layer}, {"roi", region}})
        .at("peak");
  };
  EXPECT_EQ(peak("music", "A1"), "1");  // the planted truth
  EXPECT_EQ(peak("text", "A1"), "0");
  EXPECT_EQ(peak("text", "STG"), "1");
  EXPECT_SAYS(done.out, "Mean r of net by layer");
}

TEST(Groups, AreComparedAsTheirVoxels) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "out",
                        {"--set", "data.atlas.groups={one: [A1], two: [A1, belt]}", "--set",
                         "stats.overlap={pairs: [[mel, genre]]}"}),
              0);
  const auto ranking = read_tsv(place / "out" / "ranking.tsv");
  const auto mel = [&](const char* region) {
    return row_of(ranking, {{"subject", "sub-001"}, {"model", "mel"}, {"roi", region}});
  };
  for (const char* column : {"pearson_r_mean", "low", "high", "n"})
    EXPECT_EQ(mel("one").at(column), mel("A1").at(column)) << column;
  const auto number = [&](const char* region, const char* column) {
    return std::stod(mel(region).at(column));
  };
  const double a = number("A1", "n"), b = number("belt", "n");
  EXPECT_EQ(number("two", "n"), a + b);
  EXPECT_NEAR(number("two", "pearson_r_mean"),
              (a * number("A1", "pearson_r_mean") + b * number("belt", "pearson_r_mean")) / (a + b),
              1e-5);
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  for (const char* metric : {"difference", "difference_low", "difference_high"})
    EXPECT_EQ(score(scores, "mel - genre", "one", metric),
              score(scores, "mel - genre", "A1", metric));
  EXPECT_EQ(score(scores, "mel & genre", "two", "voxels_a"),
            score(scores, "mel & genre", "A1", "voxels_a") +
                score(scores, "mel & genre", "belt", "voxels_a"));
}

TEST(Profile, OfASingleModelHasIntervals) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "out", {"--only", "model=mel", "--set", kProfile}), 0);
  const auto rows = read_tsv(place / "out" / "profile.tsv");
  const auto row = row_of(rows, {{"along", "delay_tr"}, {"at", "3"}, {"roi", "A1"}});
  EXPECT_LT(std::stod(row.at("low")), std::stod(row.at("pearson_r_mean")));
  EXPECT_GT(std::stod(row.at("high")), std::stod(row.at("pearson_r_mean")));
}

// A pattern for all regions means those of the atlas, not what is outside of it.
TEST(Groups, HoldVoxelsOfTheAtlasOnly) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "out", {"--set", "data.atlas.groups={all: [\"*\"]}"}), 0);
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  int inside = 0;
  for (const char* region : {"A1", "IFG", "STG", "V1", "belt"})
    inside += std::stoi(
        row_of(scores, {{"model", "mel"}, {"roi", region}, {"metric", "pearson_r_mean"}}).at("n"));
  const auto all = row_of(scores, {{"model", "mel"}, {"roi", "all"}, {"metric", "pearson_r_mean"}});
  EXPECT_EQ(std::stoi(all.at("n")), inside);
  EXPECT_EQ(
      row_of(read_tsv(place / "out" / "ranking.tsv"), {{"model", "mel"}, {"roi", "all"}}).at("n"),
      all.at("n"));
}

TEST(Groups, LeaveQOfRegionsAsItIs) {
  const TinyPlace place;
  ASSERT_CODE(place.run(place.recipe, "with", {"--set", "data.atlas.groups={two: [A1, belt]}"}), 0);
  ASSERT_CODE(place.run(place.recipe, "without", {}), 0);
  const auto plain = read_tsv(place / "without" / "scores.tsv");
  auto rows = read_tsv(place / "with" / "scores.tsv");
  std::erase_if(rows, [](const Row& row) { return row.at("roi") == "two"; });
  EXPECT_EQ(rows, plain);
}

}  // namespace
}  // namespace encore::test
