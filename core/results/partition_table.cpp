// What bands bring to joint models, by region: the numbers of a Venn diagram.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/places.hpp"
#include "core/results/table.hpp"

namespace encore::results {
namespace {

struct Column {
  std::string title;
  base::VectorD values;  // one a voxel
};

bool is_parted(const ModelResult& m) {
  return std::any_of(m.bands.begin(), m.bands.end(),
                     [](const auto& band) { return band.unique.size() > 0; });
}

// Without commonality all that is not of one band alone is one column.
std::vector<Column> columns(const ModelResult& m) {
  std::vector<Column> out = {{"R2", m.r2}};
  base::VectorD shared = m.r2;
  for (const auto& band : m.bands) {
    if (band.unique.size() == 0) continue;
    out.push_back({"only " + band.feature, band.unique});
    shared -= band.unique;
  }
  if (m.common.empty()) out.push_back({"shared", shared});
  for (const auto& part : m.common)
    if (part.bands > 1) out.push_back({part.name, part.r2});
  return out;
}

// Means over voxels, averaged over the subjects that have the region.
class ModelTable {
 public:
  ModelTable(const Results& results, const std::string& model) : results_(results) {
    for (const auto& s : results.subjects)
      for (const auto& m : s.models)
        if (m.name == model && is_parted(m)) subjects_.push_back({&s, columns(m)});
  }

  std::string text(const std::string& model) const {
    if (subjects_.empty()) return "";
    const std::size_t width = region_width(results_);
    std::string out = fmt::format("\nParts of the test R2 of {}, mean over voxels\n{:<{}} {:>6}",
                                  model, "region", width, "voxels");
    for (const auto& c : subjects_.front().columns)
      out += fmt::format("  {:>{}}", c.title, column_width(c));
    out += "\n";
    for (const auto& region : places(results_)) out += row(region, width);
    return out;
  }

 private:
  struct Subject {
    const SubjectResult* result;
    std::vector<Column> columns;
  };

  static std::size_t column_width(const Column& c) {
    return std::max<std::size_t>(c.title.size(), 6);
  }

  std::string row(const std::string& region, std::size_t width) const {
    std::size_t voxels = 0;
    std::vector<double> sums(subjects_.front().columns.size());
    int subjects = 0;
    for (const auto& s : subjects_) {
      const auto inside = voxels_of(*s.result, region);
      if (inside.empty() || s.columns.size() != sums.size()) continue;
      voxels += inside.size();
      ++subjects;
      for (std::size_t c = 0; c < sums.size(); ++c)
        sums[c] += mean_over(s.columns[c].values, inside);
    }
    std::string out = fmt::format("{:<{}} {:>6}", region, width, voxels);
    for (std::size_t c = 0; c < sums.size(); ++c)
      out += fmt::format("  {:>{}.3f}", sums[c] / subjects,
                         column_width(subjects_.front().columns[c]));
    return out + "\n";
  }

  const Results& results_;
  std::vector<Subject> subjects_;
};

}  // namespace

std::string partition_table(const Results& results) {
  std::string text;
  for (const auto& model : results.models) text += ModelTable(results, model).text(model);
  return text;
}

}  // namespace encore::results
