// Rankings, best models and preferences of results that are written out by hand.
#include "core/results/ranking.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/results/comparison.hpp"

namespace encore::results {
namespace {

const double nan = std::nan("");

// mel is best; mtf cannot be told from it, genre is clearly worse; noise is compared with none.
Results ranked() {
  SubjectResult s;
  s.id = "sub-001";
  s.region_scores = {{"mel", "A1", 30, 0.40, 0.02, 0.36, 0.44},
                     {"genre", "A1", 30, 0.20, 0.02, 0.16, 0.24},
                     {"mtf", "A1", 30, 0.38, 0.02, 0.34, 0.42},
                     {"noise", "A1", 30, 0.01, 0.02, -0.03, 0.05}};
  s.comparisons = {{"mel", "genre", "A1", 30, 0.2, 0.1, 0.3, 0.001, 0.004},
                   {"mel", "mtf", "A1", 30, 0.02, -0.01, 0.05, 0.2, 0.3},
                   {"genre", "mtf", "A1", 30, -0.18, -0.3, -0.1, 0.01, 0.04}};
  Results r;
  r.subjects = {s};
  r.regions = {"A1", "V1", kWholeBrain};
  return r;
}

TEST(Ranking, SaysTiesAndWhatWasNotCompared) {
  const auto rows = ranking(ranked());
  ASSERT_EQ(rows.size(), 4U);  // no model has a score in V1
  const char* order[] = {"mel", "mtf", "genre", "noise"};
  const int rank[] = {1, 1, 3, 3};  // of noise nothing is known but its place
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(rows[i].model, order[i]);
    EXPECT_EQ(rows[i].place, static_cast<int>(i) + 1);
    EXPECT_EQ(rows[i].rank, rank[i]) << rows[i].model;
  }
  EXPECT_EQ(rows[0].tied, std::vector<std::string>{"mtf"});
  EXPECT_EQ(rows[1].tied, std::vector<std::string>{"mel"});
  EXPECT_TRUE(rows[2].tied.empty());
  EXPECT_EQ(rows[3].unknown, (std::vector<std::string>{"mel", "mtf", "genre"}));
  const auto text = to_tsv(rows);
  EXPECT_NE(text.find("sub-001\tA1\t2\t1\tmtf\t0.38\t0.34\t0.42\t30\tmel\tnoise\n"),
            std::string::npos)
      << text;
}

TEST(Ranking, AStricterLevelTiesMore) {
  auto results = ranked();
  results.compare_level = 0.01;
  const auto rows = ranking(results);
  EXPECT_EQ(rows[2].model, "genre");
  EXPECT_EQ(rows[2].rank, 2);  // mel is better beyond doubt, mtf no longer
  EXPECT_EQ(rows[2].tied, std::vector<std::string>{"mtf"});
}

base::VectorD values(std::initializer_list<double> list) {
  base::VectorD out(static_cast<base::Index>(list.size()));
  std::copy(list.begin(), list.end(), out.begin());
  return out;
}

void expect_same(const base::VectorD& a, const base::VectorD& b) {
  ASSERT_EQ(a.size(), b.size());
  for (base::Index v = 0; v < a.size(); ++v)
    EXPECT_TRUE(a(v) == b(v) || (std::isnan(a(v)) && std::isnan(b(v)))) << v << " " << a(v);
}

TEST(BestModel, IsClearWhereEveryDifferenceIs) {
  SubjectResult s;
  ModelResult mel, mtf;
  mel.name = "mel";
  mtf.name = "mtf";
  mel.r = values({0.5, 0.5, 0.1, 0.3, nan});
  mtf.r = values({0.2, 0.4, 0.6, 0.1, nan});
  mel.q = values({0.01, 0.01, 0.9, 0.2, nan});
  mtf.q = values({0.03, 0.01, 0.01, 0.9, nan});
  s.models = {mel, mtf};
  expect_same(best_model(s, 0.05), values({1, 1, 2, nan, nan}));
  EXPECT_EQ(clear_best_model(s, 0.05, 0.05).size(), 0) << "not compared by voxel";
  VoxelComparison c{"mel", "mtf", mel.r - mtf.r, {}, {}, {}, values({0.01, 0.3, 0.02, 0.01, nan})};
  s.voxel_comparisons = {c};
  expect_same(clear_best_model(s, 0.05, 0.05), values({1, nan, 2, nan, nan}));
  expect_same(preference(c, 0.05), values({0.5 - 0.2, nan, 0.1 - 0.6, 0.3 - 0.1, nan}));
}

}  // namespace
}  // namespace encore::results
