// Ridge regression through the ABI, as a run calls it. Counter: voxels a second, on one thread.
#include <benchmark/benchmark.h>

#include "abi_host.hpp"
#include "problem.hpp"

namespace encore::bench {
namespace {

using testing::AbiRegression;
using testing::view;

// 600 rows in 5 runs, 20 penalties.
testing::Problem problem(int columns, int voxels) {
  auto p =
      testing::make_problem({.rows = 600, .columns = columns, .targets = voxels, .runs = 5}, 1);
  p.alphas = testing::log_grid(-2, 6, 20);
  return p;
}

// Decompositions, once for all voxels.
void ridge_prepare(benchmark::State& state) {
  const auto p = problem(static_cast<int>(state.range(0)), 1);
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  for (auto _ : state) ridge.prepare(view(p.x), p.groups, p.bands);
}
BENCHMARK(ridge_prepare)->Arg(128)->Arg(2000)->Unit(benchmark::kMillisecond);

// Primal with 128 columns, dual with 2,000.
void ridge_fit(benchmark::State& state) {
  const auto p = problem(static_cast<int>(state.range(0)), 2048);
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  ridge.prepare(view(p.x), p.groups, p.bands);
  for (auto _ : state) ridge.fit(p.y);
  state.SetItemsProcessed(state.iterations() * p.y.cols());
}
BENCHMARK(ridge_fit)->Arg(128)->Arg(2000)->Unit(benchmark::kMillisecond);

void ridge_predict(benchmark::State& state) {
  const auto p = problem(128, 2048);
  AbiRegression ridge(ENCORE_RIDGE_PLUGIN, "encore.ridge", {{"alphas", p.alphas}});
  ridge.prepare(view(p.x), p.groups, p.bands);
  ridge.fit(p.y);
  for (auto _ : state) benchmark::DoNotOptimize(ridge.predict(view(p.x)).data());
  state.SetItemsProcessed(state.iterations() * p.y.cols());
}
BENCHMARK(ridge_predict)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace encore::bench
