// The steps around the fit: a run loaded and prepared, permutations.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include "bench/arrays.hpp"
#include "bench/command.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/data/run_file.hpp"
#include "core/io/nifti.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/permutation.hpp"
#include "core/stats/score.hpp"

namespace encore::bench {
namespace {

using Clock = std::chrono::steady_clock;
using base::Index;

void print(const char* what, Clock::time_point start) {
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  fmt::print("{{\"what\": \"{}\", \"seconds\": {:.3f}, \"peak_mib\": {:.0f}}}\n", what, seconds,
             peak_mib());
}

// One run through decompression, mask, linear trend and z-score, to the store's file; or several at
// once, as a run of a recipe does it.
void load(const std::string& image, Index voxels, std::size_t runs, const std::string& out) {
  data::Run run;
  run.image = image;
  const auto header = io::read_nifti_header(image);
  run.volumes = header.volumes;
  run.tr_s = header.tr_s;
  data::Mask mask;
  mask.grid = header.grid;
  const Index step = header.grid.voxels() / voxels;
  for (Index v = 0; v < voxels; ++v) mask.voxels.push_back(v * step);
  const auto file = [&](std::size_t i) { return i == 0 ? out : fmt::format("{}-{}", out, i); };
  for (std::size_t i = 0; i < runs; ++i) std::filesystem::remove(file(i));
  const auto start = Clock::now();
  base::parallel_for(runs, [&](std::size_t i) { data::prepare_run_file(run, mask, {}, file(i)); });
  print("load", start);
}

constexpr Index kBlockRows = 10;

// Blocks in the order of each draw, one draw after the other.
void write_orders(const std::string& path, const stats::Orders& orders) {
  std::ofstream out(path, std::ios::binary);
  for (int d = 0; d < orders.draws; ++d)
    for (std::size_t b = 0; b < orders.places.size(); ++b) {
      const std::uint32_t block = orders.draw(d)[b] / std::uint32_t{kBlockRows};
      out.write(reinterpret_cast<const char*>(&block), sizeof block);
    }
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

// With `folder`: what the peer needs to do the same, and the answer.
void statistics(Index rows, Index voxels, int draws, const std::string& folder) {
  base::Random random(2);
  const auto noise = [&] {
    base::MatrixF m(rows, voxels);
    for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
    return m;
  };
  const base::MatrixF y = noise(), predicted = noise();
  const std::vector<std::int32_t> segment(static_cast<std::size_t>(rows), 0);
  auto start = Clock::now();
  stats::score(y, predicted);
  print("scores", start);
  start = Clock::now();
  const stats::Orders orders = stats::block_orders(segment, kBlockRows, draws, 3);
  const auto p = stats::p_values(orders, y, predicted);
  print("permutations", start);
  start = Clock::now();
  stats::benjamini_hochberg(p);
  print("q-values", start);
  if (folder.empty()) return;
  write_matrix(folder + "/y.f32", y);
  write_matrix(folder + "/predicted.f32", predicted);
  write_matrix(folder + "/p.f32", p.cast<float>());
  write_orders(folder + "/orders.u32", orders);
}

}  // namespace

void add_load(CLI::App& app) {
  auto image = std::make_shared<std::string>();
  auto out = std::make_shared<std::string>("/tmp/encore-bench-run.h5");
  auto voxels = std::make_shared<Index>(60000);
  auto runs = std::make_shared<std::size_t>(1);
  auto* command = app.add_subcommand("load", "Read and prepare a run");
  command->add_option("image", *image, "4-D NIfTI image")->required();
  command->add_option("--voxels", *voxels, "size of the mask");
  command->add_option("--out", *out);
  command->add_option("--runs", *runs, "how often, at the same time");
  command->callback([=] { load(*image, *voxels, *runs, *out); });
}

void add_statistics(CLI::App& app) {
  auto rows = std::make_shared<Index>(600);
  auto voxels = std::make_shared<Index>(60000);
  auto draws = std::make_shared<int>(1000);
  auto out = std::make_shared<std::string>();
  auto* command = app.add_subcommand("statistics", "Scores, block permutations, q-values");
  command->add_option("--rows", *rows, "test rows");
  command->add_option("--voxels", *voxels);
  command->add_option("--draws", *draws);
  command->add_option("--out", *out, "folder for arrays, orders and p-values");
  command->callback([=] { statistics(*rows, *voxels, *draws, *out); });
}

}  // namespace encore::bench
