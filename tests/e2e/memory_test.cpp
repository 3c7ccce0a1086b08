// --memory is a promise: what cannot fit is refused before it starts, and a run stays below it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/e2e/arrays_lab.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

// Bytes of the largest task of a plan.
std::uint64_t largest(const Ended& plan) {
  std::uint64_t bytes = 0;
  for (const auto& task : nlohmann::json::parse(plan.out))
    bytes = std::max(bytes, task.at("memory_bytes").get<std::uint64_t>());
  return bytes;
}

TEST(Memory, WhatCannotFitIsRefusedFirst) {
  const Place place;
  ArraysLab().write(place);
  const auto recipe = place.write("recipe.yaml", kSmallRecipe);
  for (const char* command : {"plan", "run"}) {
    const auto ended =
        run_encore(place.words(command, recipe, "out", {"--memory", "1MiB"}), place.settings());
    EXPECT_CODE(ended, 3);
    EXPECT_SAYS(ended.err, "the budget is 1 MiB");
    EXPECT_SAYS(ended.err, "allow it with --memory ");
  }
  EXPECT_FALSE(std::filesystem::exists(place / "out" / "results.h5"));
  const auto nonsense = place.run(recipe, "out", {"--memory", "plenty"});
  EXPECT_CODE(nonsense, 2);
  EXPECT_SAYS(nonsense.err, "4GiB");
}

// The run gets exactly what the plan asks for, or a multiple of it.
void expect_estimate_holds(const Place& place, const std::filesystem::path& recipe,
                           std::uint64_t times = 1) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "skipped: AddressSanitizer keeps memory of its own";
#endif
  const auto budget = times * largest(place.plan(recipe, "out", {"--json"}));
  const auto done = place.run(recipe, "out", {"--memory", std::to_string(budget)});
  ASSERT_CODE(done, 0);
  EXPECT_LE(done.peak_memory, budget);
  std::uint64_t peak = 0;
  for (const auto& row : read_tsv(place / "out" / "tasks.tsv"))
    peak = std::max(peak, std::uint64_t{std::stoull(row.at("peak_memory_mib"))} << 20);
  // The kernel counts pages per thread in batches, so its two records differ by a few.
  EXPECT_LE(peak, done.peak_memory + (1 << 20));
  EXPECT_GT(peak, 0U);
}

TEST(Memory, MoreRowsThanColumns) {
  const Place place;
  ArraysLab lab;
  lab.voxels_a_region = 800;
  lab.dims = 200;
  lab.rows_a_run = 300;
  lab.write(place);
  const std::string recipe = std::string(kSmallRecipe) + "align: {delays_tr: [0, 1, 2, 3]}\n";
  expect_estimate_holds(place, place.write("recipe.yaml", recipe));
}

TEST(Memory, MoreColumnsThanRows) {
  const Place place;
  ArraysLab lab;
  lab.voxels_a_region = 800;
  lab.dims = 3000;
  lab.write(place);
  expect_estimate_holds(place, place.write("recipe.yaml", kSmallRecipe));
}

// With room for one run, and for two that are prepared at once.
TEST(Memory, ScansAndMask) {
  for (const std::uint64_t times : {1, 2}) {
    const BidsPlace lab;
    auto grid = small_grid();
    grid.dims = {64, 64, 40};
    write_scan(lab.scan("train", 1), grid, 20, 2, 1);
    write_scan(lab.scan("train", 2), grid, 20, 2, 2);
    write_scan(lab.scan("test", 1), grid, 20, 2, 3);
    expect_estimate_holds(lab.place, lab.recipe, times);
  }
}

}  // namespace
}  // namespace encore::test
