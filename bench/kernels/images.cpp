// A run of 100 volumes read from a file. Counter: bytes of voxels (float32) a second.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <numeric>

#include "core/io/image.hpp"
#include "core/io/nifti.hpp"

namespace encore::bench {
namespace {

using base::Index;

constexpr Index side = 48, volumes = 100;

// Written once, removed at the end. Values like a scan's: a smooth brain and noise of a few bits.
class Scan {
 public:
  explicit Scan(const char* ending)
      : path_(std::filesystem::temp_directory_path() /
              ("encore-kernels-" + std::to_string(::getpid()) + ending)) {
    io::Grid grid;
    grid.dims = {side, side, side};
    io::NiftiWriter writer(path_, grid, volumes, 1.5, io::NiftiWriter::Type::int16);
    for (Index v = 0; v < volumes; ++v) {
      base::VectorF volume = 20 * base::VectorF::Random(grid.voxels());
      for (Index i = 0; i < volume.size(); ++i)
        volume(i) += 1000 + 500 * std::sin(static_cast<float>(i % side) / 8);
      writer.add(volume);
    }
    writer.finish();
  }
  ~Scan() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void read(benchmark::State& state, const char* ending) {
  const Scan scan(ending);
  std::vector<Index> brain(side * side * side / 4);  // a mask of a quarter of the grid
  std::iota(brain.begin(), brain.end(), Index{0});
  for (auto _ : state)
    benchmark::DoNotOptimize(io::read_image({scan.path()}, 0, volumes, brain).data());
  state.SetBytesProcessed(state.iterations() * side * side * side * volumes * Index{sizeof(float)});
}
BENCHMARK_CAPTURE(read, nii, ".nii")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read, nii_gz, ".nii.gz")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace encore::bench
