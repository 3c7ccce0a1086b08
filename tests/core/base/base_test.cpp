// Text, values, random draws, hashing, files and threads.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/base/text.hpp"
#include "core/base/value.hpp"

namespace encore::base {
namespace {

Value scalar(const std::string& text, bool quoted = false) {
  Value v;
  v.kind = Value::Kind::scalar;
  v.text = text;
  v.quoted = quoted;
  return v;
}

TEST(Text, EditDistanceCountsSwapsAsOne) {
  EXPECT_EQ(edit_distance("n_mel", "n_mels"), 1u);
  EXPECT_EQ(edit_distance("delyas", "delays"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(Text, NearestKeepsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("alpas", {"alphas", "intercept"}), "alphas");
  EXPECT_EQ(nearest("colour", {"alphas", "intercept"}), "");
}

TEST(Text, Globs) {
  EXPECT_TRUE(glob_match("trans_*", "trans_x"));
  EXPECT_TRUE(glob_match("a_comp_cor_0?", "a_comp_cor_01"));
  EXPECT_FALSE(glob_match("rot_?", "rot_xy"));
}

TEST(Text, LowerChangesLettersOnly) { EXPECT_EQ(lower("N/A Task-2"), "n/a task-2"); }

TEST(Value, ScalarsAreReadStrictly) {
  EXPECT_EQ(scalar("12").as_int(), 12);
  EXPECT_FALSE(scalar("012").as_int());
  EXPECT_FALSE(scalar("1_000").as_int());
  EXPECT_FALSE(scalar("12", true).as_int());
  EXPECT_FALSE(scalar("12.0").as_int());
  EXPECT_EQ(scalar("1e3").as_real(), 1000.0);
  EXPECT_FALSE(scalar("nan").as_real());
  EXPECT_FALSE(scalar("1,5").as_real());
  EXPECT_FALSE(scalar("no").as_bool());
  EXPECT_EQ(scalar("true").as_bool(), true);
  EXPECT_FALSE(scalar("99999999999999999999").as_int());
}

TEST(Random, IsTheSameEverywhere) {
  Random r(1);
  EXPECT_EQ(r.bits(), 0x910a2dec89025cc1ULL);  // splitmix64 of state 1, as published
  EXPECT_NE(seed_for(1, "a"), seed_for(1, "b"));
  EXPECT_NE(seed_for(1, "a"), seed_for(2, "a"));
}

TEST(Random, NormalHasUnitVariance) {
  Random r(7);
  double sum = 0, squares = 0;
  constexpr int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double x = r.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.01);
}

TEST(Random, ShuffleIsUniform) {
  std::map<std::string, int> seen;
  Random r(3);
  for (int i = 0; i < 6000; ++i) {
    std::string s = "abc";
    r.shuffle(s);
    ++seen[s];
  }
  ASSERT_EQ(seen.size(), 6u);
  for (const auto& [order, count] : seen) EXPECT_NEAR(count, 1000, 150) << order;
}

TEST(Hash, KnownDigest) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(File, WriteReplacesWholeOrNotAtAll) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("encore-base-" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  make_folder(folder);
  write_text(folder / "a", "one");
  write_text(folder / "a", "two");
  EXPECT_EQ(read_text(folder / "a"), "two");
  EXPECT_THROW(write_text(folder / "none" / "a", "x"), Error);
  std::size_t files = 0;
  for (const auto& f : std::filesystem::directory_iterator(folder)) files += f.is_regular_file();
  EXPECT_EQ(files, 1u);
  std::filesystem::remove_all(folder);
}

TEST(Parallel, RunsEveryIndexOnceAndPassesErrorsOn) {
  set_threads(4);
  std::vector<std::atomic<int>> seen(1000);
  parallel_for(seen.size(), [&](std::size_t i) { ++seen[i]; });
  for (const auto& s : seen) EXPECT_EQ(s, 1);
  EXPECT_THROW(parallel_for(100,
                            [](std::size_t i) {
                              if (i == 50) throw Error("x");
                            }),
               Error);
  std::atomic<int> inner{0};
  parallel_for(4, [&](std::size_t) { parallel_for(5, [&](std::size_t) { ++inner; }); });
  EXPECT_EQ(inner, 20);
  set_threads(0);
}

TEST(Parallel, PipelineKeepsOrderAndBuffersApart) {
  for (const unsigned n : {1u, 2u, 4u}) {
    set_threads(n);
    for (const std::size_t slots : {1u, 3u}) {
      std::vector<std::size_t> buffer(slots), seen;
      pipeline(
          500, slots, [&](std::size_t i, std::size_t slot) { buffer[slot] = i * i; },
          [&](std::size_t i, std::size_t slot) {
            EXPECT_EQ(buffer[slot], i * i);
            seen.push_back(i);
          });
      ASSERT_EQ(seen.size(), 500u);
      EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
    }
  }
  set_threads(0);
}

TEST(Parallel, PipelineStopsAtTheFirstError) {
  for (const unsigned n : {1u, 2u}) {
    set_threads(n);
    std::size_t used = 0;
    const auto fails_at = [](std::size_t at) {
      return [at](std::size_t i, std::size_t) {
        if (i == at) throw Error("x");
      };
    };
    const auto count = [&](std::size_t, std::size_t) { ++used; };
    EXPECT_THROW(pipeline(100, 2, fails_at(50), count), Error);
    EXPECT_EQ(used, 50u);  // what was made before is used
    std::size_t made = 0;
    EXPECT_THROW(pipeline(
                     100, 2, [&](auto, auto) { ++made; }, fails_at(50)),
                 Error);
    EXPECT_LE(made, 53u);
  }
  set_threads(0);
}

TEST(Error, RenderUnderlinesTheWord) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("encore-render-" + std::to_string(::getpid()) + ".yaml");
  write_text(file, "a: 1\n  mel: {n_mel: 128}\n");
  const std::string text = render({Diagnostic::Severity::error,
                                   {file.string(), 2, 9, 5},
                                   "no such parameter",
                                   "did you mean 'n_mels'?"});
  EXPECT_EQ(text, file.string() + ":2:9: error: no such parameter\n" +
                      "    2 |   mel: {n_mel: 128}\n" +
                      "      |         ^~~~~ did you mean 'n_mels'?\n");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace encore::base
