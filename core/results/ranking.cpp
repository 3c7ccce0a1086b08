#include "core/results/ranking.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/results/places.hpp"

namespace encore::results {
namespace {

const Comparison* find(const SubjectResult& subject, const std::string& region,
                       const std::string& a, const std::string& b) {
  for (const auto& c : subject.comparisons)
    if (c.region == region && ((c.a == a && c.b == b) || (c.a == b && c.b == a))) return &c;
  return nullptr;
}

std::vector<Ranked> rank_region(const SubjectResult& subject, const std::string& region,
                                double level) {
  std::vector<Ranked> rows;
  for (const auto& s : subject.region_scores)
    if (s.region == region)
      rows.push_back({subject.id, region, s.model, 0, 1, s.voxels, s.mean, s.low, s.high, {}, {}});
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Ranked& a, const Ranked& b) { return a.mean > b.mean; });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].place = static_cast<int>(i) + 1;
    for (std::size_t k = 0; k < rows.size(); ++k) {
      if (k == i) continue;
      const auto* c = find(subject, region, rows[i].model, rows[k].model);
      if (c == nullptr) rows[i].unknown.push_back(rows[k].model);
      else if (!(c->q <= level)) rows[i].tied.push_back(rows[k].model);
      else if (k < i) ++rows[i].rank;
    }
    // Fewer comparisons, or wider intervals, do not lift a model above one with a higher mean.
    if (i > 0) rows[i].rank = std::max(rows[i].rank, rows[i - 1].rank);
  }
  return rows;
}

std::string list(const std::vector<std::string>& names) {
  return names.empty() ? "n/a" : fmt::format("{}", fmt::join(names, ","));
}

}  // namespace

std::vector<Ranked> ranking(const Results& results) {
  std::vector<Ranked> out;
  for (const auto& subject : results.subjects)
    for (const auto& region : places(results))
      for (auto& row : rank_region(subject, region, results.compare_level))
        out.push_back(std::move(row));
  return out;
}

std::string to_tsv(const std::vector<Ranked>& ranking) {
  std::string text =
      "subject\troi\tplace\trank\tmodel\tpearson_r_mean\tlow\thigh\tn\ttied_with\tnot_compared\n";
  for (const auto& r : ranking)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{:.6g}\t{:.6g}\t{:.6g}\t{}\t{}\t{}\n", r.subject,
                        r.region, r.place, r.rank, r.model, r.mean, r.low, r.high, r.voxels,
                        list(r.tied), list(r.unknown));
  return text;
}

}  // namespace encore::results
