#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <set>

#include "abi_host.hpp"
#include "bench/arrays.hpp"
#include "bench/command.hpp"

namespace encore::bench {
namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct FitOptions {
  std::string plugin, id = "encore.ridge", data, out, solver = "auto", precision = "auto";
  Eigen::Index rows = 0, columns = 0, targets = 0, block = 0;
  std::vector<double> alphas, band_weights;
  std::vector<std::int32_t> bands;  // first column of each band and the end; empty: one band
  unsigned threads = 2;
  bool weights = true;
};

// One column a target; alpha has a row a band.
struct Results {
  Eigen::MatrixXf alpha, cv_score, weights;
};

// Targets in one call.
Eigen::Index block_of(const testing::AbiRegression& model, const FitOptions& o) {
  const Eigen::Index preferred = model.preferred_targets() > 0 ? model.preferred_targets() : 2048;
  return std::min(o.targets, o.block > 0 ? o.block : preferred);
}

void fit_blocks(testing::AbiRegression& model, const Eigen::MatrixXf& y, const FitOptions& o,
                Results& results) {
  results.alpha.resize(o.bands.empty() ? 1 : static_cast<Eigen::Index>(o.bands.size()) - 1,
                       o.targets);
  results.cv_score.resize(1, o.targets);
  if (o.weights) results.weights.resize(o.columns, o.targets);
  const Eigen::Index size = block_of(model, o);
  for (Eigen::Index first = 0; first < o.targets; first += size) {
    const Eigen::Index count = std::min(size, o.targets - first);
    const encore_cmatrix block{y.col(first).data(), o.rows, count, 1, o.rows, ENCORE_F32, 0};
    model.fit(block);
    results.alpha.middleCols(first, count) = model.inspect("alpha").cast<float>();
    results.cv_score.middleCols(first, count) = model.inspect("cv_score").cast<float>();
    if (o.weights)
      results.weights.middleCols(first, count) = model.inspect("weights").cast<float>();
  }
}

void run_fit(const FitOptions& o) {
  const Eigen::MatrixXf x = read_matrix(o.data + "/x.f32", o.rows, o.columns);
  const Eigen::MatrixXf y = read_matrix(o.data + "/y.f32", o.rows, o.targets);
  const auto groups = read_labels(o.data + "/groups.i32", o.rows);
  const double before = peak_mib();
  testing::AbiRegression model(o.plugin, o.id,
                               {{"alphas", o.alphas},
                                {"solver", o.solver},
                                {"precision", o.precision},
                                {"concentrations", std::vector<double>{1}},
                                {"band_weights", o.band_weights}},
                               o.threads);

  Results results;
  const auto start = Clock::now();
  const std::vector<std::int32_t> bands =
      o.bands.empty() ? std::vector<std::int32_t>{0, static_cast<std::int32_t>(o.columns)}
                      : o.bands;
  model.prepare(testing::view(x), groups, bands);
  const double prepared = since(start);
  fit_blocks(model, y, o, results);
  const double total = since(start);
  const auto bands_count = static_cast<std::uint32_t>(bands.size() - 1);
  const auto n_groups =
      static_cast<std::uint32_t>(std::set<std::int32_t>(groups.begin(), groups.end()).size());
  const double said =
      static_cast<double>(model.memory({sizeof(encore_fit_shape), o.threads, o.rows, o.columns,
                                        block_of(model, o), 0, n_groups, bands_count})) /
      (1 << 20);
  fmt::print(
      "{{\"seconds\": {:.3f}, \"prepare_s\": {:.3f}, \"peak_mib\": {:.0f}, "
      "\"data_mib\": {:.0f}, \"said_mib\": {:.0f}, \"solver\": \"{}\", \"precision\": \"{}\"}}\n",
      total, prepared, peak_mib(), before, said, model.meta().at("solver"),
      model.meta().at("precision"));
  if (o.out.empty()) return;
  write_matrix(o.out + "/alpha.f32", results.alpha);
  write_matrix(o.out + "/cv_score.f32", results.cv_score);
  if (o.weights) write_matrix(o.out + "/weights.f32", results.weights);
}

}  // namespace

void add_fit(CLI::App& app) {
  auto options = std::make_shared<FitOptions>();
  auto* command = app.add_subcommand("fit", "Fit a ridge plugin to arrays");
  command->add_option("--plugin", options->plugin, "plugin library")->required();
  command->add_option("--id", options->id, "plugin id");
  command->add_option("--bands", options->bands, "first column of each band, and the end")
      ->delimiter(',');
  command->add_option("--band-weights", options->band_weights, "draws of banded ridge")
      ->delimiter(',');
  command->add_option("--data", options->data, "folder with x.f32, y.f32, groups.i32")->required();
  command->add_option("--out", options->out, "folder for alpha.f32, cv_score.f32, weights.f32");
  command->add_option("--rows", options->rows)->required();
  command->add_option("--columns", options->columns)->required();
  command->add_option("--targets", options->targets)->required();
  command->add_option("--alphas", options->alphas)->required()->delimiter(',');
  command->add_option("--block", options->block,
                      "targets in one call of the plugin; 0: as it prefers");
  command->add_option("--threads", options->threads);
  command->add_option("--solver", options->solver);
  command->add_option("--precision", options->precision);
  command->add_flag("!--no-weights", options->weights, "do not ask for coefficients");
  command->callback([options] { run_fit(*options); });
}

}  // namespace encore::bench
