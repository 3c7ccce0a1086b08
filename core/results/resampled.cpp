#include "core/results/resampled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/io/hdf5.hpp"
#include "core/results/cells.hpp"
#include "core/results/places.hpp"
#include "core/results/table.hpp"

namespace encore::results {

using base::Index;

void add_resampled(const std::filesystem::path& folder, ModelResult& out) {
  const io::H5File file(folder / "resample.h5", io::H5File::Mode::read);
  out.resampled_folds = file.read_d("/pearson_r_folds");
  const auto names = file.read_texts("/left_out");
  const auto train = file.read_ints("/training_rows"), test = file.read_ints("/test_rows");
  std::vector<Index> folds;
  for (Index f = 0; f < out.resampled_folds.rows(); ++f) folds.push_back(f);
  for (std::size_t f = 0; f < folds.size(); ++f)
    out.held_out.push_back({names[f], train[f], test[f]});
  out.resampled.resize(out.resampled_folds.cols());
  for (Index v = 0; v < out.resampled.size(); ++v)
    out.resampled(v) = mean_over(out.resampled_folds.col(v), folds);
}

OverFolds over_folds(const ModelResult& model, const std::vector<Index>& voxels) {
  const Index folds = model.resampled_folds.rows();
  base::VectorD mean(folds);
  for (Index f = 0; f < folds; ++f)
    mean(f) = mean_over(model.resampled_folds.row(f).transpose(), voxels);
  const auto n = static_cast<double>(folds);
  OverFolds out;
  out.mean = mean.mean();
  out.se = std::sqrt((mean.array() - out.mean).square().sum() / (n - 1) / n);
  out.lowest = mean.minCoeff();
  return out;
}

// `se` is over folds, which share training rows: a lower bound (docs/statistics.md).
void add_resampled_scores(const Results& results, const SubjectResult& subject,
                          std::vector<Score>& out) {
  for (const auto& region : places(results)) {
    const auto voxels = voxels_of(subject, region);
    for (const auto& m : subject.models) {
      if (m.resampled.size() == 0 || voxels.empty()) continue;
      const auto r = over_folds(m, voxels);
      const long n = count_known(m.resampled, voxels);
      const auto add = [&](const char* metric, double value, std::optional<double> se) {
        out.push_back({subject.id, "resampled", m.name, region, metric, value, n, se, {}, {}});
      };
      add("pearson_r_mean", r.mean, r.se);
      add("pearson_r_lowest_fold", r.lowest, {});
    }
  }
}

std::string resampled_tsv(const Results& results) {
  std::string rows;
  for (const auto& s : results.subjects)
    for (const auto& region : places(results)) {
      const auto voxels = voxels_of(s, region);
      if (voxels.empty()) continue;
      for (const auto& m : s.models)
        for (std::size_t f = 0; f < m.held_out.size(); ++f) {
          const auto& fold = m.held_out[f];
          const auto row = m.resampled_folds.row(static_cast<Index>(f)).transpose();
          rows +=
              fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", s.id, m.name, region, f + 1,
                          fold.name.empty() ? "n/a" : fold.name, fold.training_rows, fold.test_rows,
                          count_known(row, voxels), number(mean_over(row, voxels)));
        }
    }
  if (rows.empty()) return "";
  return "subject\tmodel\troi\tfold\tleft_out\ttraining_rows\ttest_rows\tn\tpearson_r_mean\n" +
         rows;
}

namespace {

struct Pair {
  double fixed = 0, resampled = 0;
  int subjects = 0;
};

Pair over_subjects(const Results& results, const std::string& region, const std::string& model) {
  Pair out;
  for (const auto& s : results.subjects) {
    const auto* m = find_model(s, model);
    const auto voxels = compared_voxels(results, s, region);
    if (m == nullptr || m->resampled.size() == 0 || voxels.empty()) continue;
    const double fixed = mean_over(m->r, voxels), resampled = over_folds(*m, voxels).mean;
    if (std::isnan(fixed) || std::isnan(resampled)) continue;
    out.fixed += fixed;
    out.resampled += resampled;
    ++out.subjects;
  }
  return out;
}

}  // namespace

std::string resampled_table(const Results& results) {
  const std::size_t width = region_width(results);
  const auto wide = [](const std::string& model) {
    return std::max<std::size_t>(model.size(), 13);
  };
  std::string head = fmt::format("{:<{}}", "region", width), rows;
  for (const auto& m : results.models) head += fmt::format("  {:>{}}", m, wide(m));
  for (const auto& region : places(results)) {
    std::string row = fmt::format("{:<{}}", region, width);
    bool any = false;
    for (const auto& m : results.models) {
      const auto p = over_subjects(results, region, m);
      any = any || p.subjects > 0;
      row += fmt::format("  {:>{}}",
                         p.subjects > 0 ? fmt::format("{:.3f} {:.3f}", p.fixed / p.subjects,
                                                      p.resampled / p.subjects)
                                        : "n/a",
                         wide(m));
    }
    if (any) rows += row + "\n";
  }
  if (rows.empty()) return "";
  return "\nMean r on the fixed test set, and over the folds of encode.evaluate\n" + head + "\n" +
         rows;
}

}  // namespace encore::results
