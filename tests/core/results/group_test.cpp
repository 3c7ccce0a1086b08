// Groups of subjects whose results are written out by hand.
#include "core/results/group.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/results/table.hpp"

namespace encore::results {
namespace {

constexpr base::Index kVoxels = 4;

// mel is above chance in each region; mtf has the same mean over people whoever they are.
SubjectResult subject(int number, double mel, double mtf) {
  SubjectResult s;
  s.id = "sub-00" + std::to_string(number);
  s.region = {"A1", "A1", "V1", "V1"};
  for (const auto& [name, r] : {std::pair<const char*, double>{"mel", mel}, {"mtf", mtf}}) {
    ModelResult m;
    m.name = name;
    m.r = base::VectorD::Constant(kVoxels, r);
    m.r(3) = std::nan("");
    m.p = m.q = base::VectorD::Constant(kVoxels, r > 0.1 ? 0.01 : 0.5);
    s.models.push_back(m);
    for (const char* region : {"A1", "V1", kWholeBrain})
      s.region_scores.push_back({name, region, 2, r, 0.02, r - 0.04, r + 0.04});
  }
  for (const char* region : {"A1", "V1", kWholeBrain}) {
    Comparison c{"mel", "mtf", region, 2, mel - mtf, mel - mtf - 0.06, mel - mtf + 0.06, 0.1, 0.2};
    c.se = 0.03;
    s.comparisons.push_back(c);
  }
  return s;
}

Results people(int n) {
  const double mel[] = {0.21, 0.18, 0.05, 0.3, 0.11}, mtf[] = {0.1, 0.02, 0.06, -0.1, 0.03};
  Results r;
  for (int i = 0; i < n; ++i) r.subjects.push_back(subject(i + 1, mel[i], mtf[i]));
  r.models = {"mel", "mtf"};
  r.regions = {"A1", "V1", kWholeBrain};
  return r;
}

TEST(Group, CountsSubjectsAndTestsTheirMean) {
  const auto rows = group(people(5), {}, 1);
  ASSERT_EQ(rows.size(), 9U);  // two models and a pair in three regions
  const auto& mel = rows[0];
  EXPECT_EQ(mel.region + mel.a + mel.b, "A1mel");
  EXPECT_EQ(mel.subjects, 5);
  EXPECT_NEAR(mel.t.mean, 0.17, 1e-12);
  EXPECT_EQ(mel.positive, 5);
  EXPECT_EQ(mel.above, 5);        // 0.05 - 0.04 is above 0
  EXPECT_EQ(mel.significant, 4);  // r > 0.1
  EXPECT_EQ(mel.best, 4);         // not in the third
  EXPECT_DOUBLE_EQ(mel.p_flip(), 1.0 / 32);
  EXPECT_GT(mel.pooled.tau, 0.05);
  const auto& mtf = rows[1];
  EXPECT_EQ(mtf.positive, 4);
  EXPECT_EQ(mtf.above, 2);
  EXPECT_EQ(mtf.below, 1);
  EXPECT_EQ(mtf.best, 1);
  const auto& pair = rows[2];
  EXPECT_EQ(pair.b, "mtf");
  EXPECT_EQ(pair.above, 4);
  EXPECT_EQ(pair.best, -1);
  EXPECT_DOUBLE_EQ(pair.p_t(), pair.t.p.two_sided);
  // Two regions and two models: four tests of a mean.
  const double smallest = std::min({rows[0].p_t(), rows[1].p_t(), rows[3].p_t(), rows[4].p_t()});
  EXPECT_NEAR(std::min(rows[0].q_t, rows[3].q_t), smallest * 2, 1e-12);  // equal in both regions
  EXPECT_NEAR(rows[2].q_t, rows[2].p_t(), 1e-12);
}

TEST(Group, IsNothingForOneSubjectOrWhereItIsDeclined) {
  EXPECT_TRUE(group(people(1), {}, 1).empty());
  recipe::Group none;
  none.enabled = false;
  EXPECT_TRUE(group(people(5), none, 1).empty());
  EXPECT_EQ(group_table(people(1)), "");
}

TEST(Group, SaysWhereSubjectsWereNotComparedOverClips) {
  auto results = people(3);
  for (auto& s : results.subjects) {
    s.region_scores.clear();
    s.comparisons.clear();
    for (auto& m : s.models) m.p.resize(0), m.q.resize(0);
  }
  const auto rows = group(results, {}, 1);
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0].above, -1);
  EXPECT_EQ(rows[0].significant, -1);
  EXPECT_TRUE(std::isnan(rows[0].pooled.mean));
  EXPECT_NE(to_tsv(rows).find("A1\tmel\tpearson_r_mean\t3\t0.146667\t"), std::string::npos);
  EXPECT_NE(to_tsv(rows).find("\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\tn/a\t3\tn/a\tn/a\tn/a\t2\n"),
            std::string::npos)
      << to_tsv(rows);
}

// Each clip's prediction goes with its own responses (0) or with those of the next clip.
stats::ClipTable clips(base::Index next) {
  stats::ClipTable t{{1, 2, 3, 4, 5, 6}, {5, 5, 5, 5, 5, 5}, base::MatrixF::Zero(6, 6)};
  for (base::Index c = 0; c < 6; ++c) t.r(c, (c + next) % 6) = 0.03F;
  return t;
}

TEST(Group, StarsWhatHoldsOverSubjectsAndOverClips) {
  auto results = people(5);
  results.group = group(results, {}, 1);
  EXPECT_TRUE(std::isnan(results.group[0].p_clips));
  auto text = group_table(results);
  EXPECT_NE(text.find("Group of 5 subjects"), std::string::npos) << text;
  EXPECT_NE(text.find("0.170   4"), std::string::npos) << text;
  EXPECT_NE(text.find("in how many it is above chance"), std::string::npos) << text;
  EXPECT_NE(text.find("no mark: nothing was tested over clips"), std::string::npos) << text;
  EXPECT_NE(text.find("5 subjects give no sign-flip p below 0.031"), std::string::npos) << text;
  for (auto& s : results.subjects)
    s.clip_tables = {{"mel", "A1", clips(0)}, {"mel", "V1", clips(1)}, {"mtf", "A1", clips(1)}};
  results.group = group(results, {}, 1);
  text = group_table(results);
  EXPECT_NE(text.find("A1            0.170*  4"), std::string::npos) << text;
  EXPECT_NE(text.find("V1            0.170   4"), std::string::npos) << text;
  EXPECT_NE(text.find("* above 0 over subjects (t test) and over clips"), std::string::npos)
      << text;
  const auto& mel = results.group[0];
  EXPECT_NEAR(mel.p_clips, 1.0 / 720, 0.002);
  EXPECT_NEAR(mel.q_clips, 3 * mel.p_clips, 1e-12);  // of the three that are known
  const auto& pair = results.group[2];               // all six clips agree: 2 of 64 signs
  EXPECT_NEAR(pair.p_clips, 2.0 / 64, 1e-12);
  EXPECT_NE(to_tsv(results.group).find("\tp_clips\tq_clips\t"), std::string::npos);
}

}  // namespace
}  // namespace encore::results
