// Permutation and bootstrap of 600 test rows. Counter: voxels a second, on one thread.
#include <benchmark/benchmark.h>

#include "core/base/parallel.hpp"
#include "core/stats/bootstrap.hpp"
#include "core/stats/permutation.hpp"
#include "core/stats/score.hpp"

namespace encore::bench {
namespace {

using base::Index;

constexpr Index rows = 600, voxels = 256;
constexpr int draws = 1000;

std::vector<std::int32_t> labels(Index length) {
  std::vector<std::int32_t> out;
  for (Index i = 0; i < rows; ++i) out.push_back(static_cast<std::int32_t>(i / length));
  return out;
}

struct Tested {
  base::MatrixF y = base::MatrixF::Random(rows, voxels);
  base::MatrixF prediction = y + base::MatrixF::Random(rows, voxels);
};

void one_thread() {
  static const bool once = (base::set_threads(1), true);
  benchmark::DoNotOptimize(once);
}

void count(benchmark::State& state) { state.SetItemsProcessed(state.iterations() * voxels); }

void permutation(benchmark::State& state) {
  one_thread();
  const Tested tested;
  const auto orders = stats::block_orders(labels(200), state.range(0), draws, 1);
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::p_values(orders, tested.y, tested.prediction).data());
  count(state);
}
BENCHMARK(permutation)->Arg(5)->Arg(10)->Unit(benchmark::kMillisecond);

// Sums by clip, and the correlations of every draw from them.
void bootstrap(benchmark::State& state) {
  one_thread();
  const Tested tested;
  const stats::ClipBootstrap clips(labels(10), draws, 1);
  for (auto _ : state) {
    const auto sums = clips.sums(tested.y, tested.prediction);
    benchmark::DoNotOptimize(clips.correlations(sums, 0, voxels).data());
  }
  count(state);
}
BENCHMARK(bootstrap)->Unit(benchmark::kMillisecond);

void score(benchmark::State& state) {
  one_thread();
  const Tested tested;
  for (auto _ : state)
    benchmark::DoNotOptimize(stats::score(tested.y, tested.prediction).pearson_r.data());
  count(state);
}
BENCHMARK(score);

}  // namespace
}  // namespace encore::bench
