#include "core/results/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/results/cells.hpp"
#include "core/results/overlap.hpp"
#include "core/results/places.hpp"
#include "core/results/resampled.hpp"
#include "core/stats/summary.hpp"

namespace encore::results {
namespace {

using stats::RoiSummary;
using Summaries = std::vector<RoiSummary>;  // in the order of SubjectRows' regions

// The rows of one subject, region by region. The last of `regions` is the whole brain. `region_of`:
// the name of each voxel's.
class SubjectRows {
 public:
  SubjectRows(const Results& results, const std::vector<std::string>& regions,
              const std::vector<std::string>& region_of, const SubjectResult& subject,
              std::vector<Score>& out)
      : results_(results), regions_(regions), subject_(subject), out_(out) {
    for (const auto& name : region_of) {
      const auto at = std::find(regions.begin(), regions.end() - 1, name);
      const bool inside = !name.empty() && at != regions.end() - 1;
      roi_.push_back(inside ? static_cast<int>(at - regions.begin()) : -1);
    }
  }

  void all() {
    for (const auto& m : subject_.models)
      models_.push_back({m.name, summaries(m.r, m.q), summaries(m.r2), summaries(m.r_normalised),
                         parts(m), m.q.size() > 0});
    const Summaries variance = summaries(subject_.explainable_variance);
    const Summaries r_max = summaries(subject_.r_max);
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      if (voxels_of(subject_, regions_[r]).empty()) continue;
      for (const auto& m : models_) model(m, r);
      add("ceiling", "n/a", r, "explainable_variance_mean", variance);
      add("ceiling", "n/a", r, "r_max_mean", r_max);
      if (!variance.empty()) below_floor(r);
    }
  }

 private:
  // What a band brings to a model: "joint/music".
  struct Part {
    std::string name;
    const char* metric;
    Summaries values;
  };
  struct Model {
    std::string name;
    Summaries r, r2, normalised;
    std::vector<Part> parts;
    bool tested;
  };

  std::vector<Part> parts(const ModelResult& m) const {
    std::vector<Part> out;
    for (const auto& band : m.bands) {
      out.push_back({m.name + "/" + band.feature, "r2_split_mean", summaries(band.split)});
      out.push_back({m.name + "/" + band.feature, "r2_unique_mean", summaries(band.unique)});
    }
    for (const auto& part : m.common)
      if (part.bands > 1)
        out.push_back({m.name + "/" + part.name, "r2_common_mean", summaries(part.r2)});
    return out;
  }

  Summaries summaries(const base::VectorD& values, const base::VectorD& q = {}) const {
    if (values.size() == 0) return {};
    const auto rois = static_cast<int>(regions_.size()) - 1;
    return stats::summarise(values, roi_, rois, q, results_.q_level);
  }

  Score& push(const char* stage, const std::string& name, std::size_t region, const char* metric,
              double value, base::Index n) {
    out_.push_back({subject_.id,
                    stage,
                    name,
                    regions_[region],
                    metric,
                    value,
                    static_cast<long>(n),
                    {},
                    {},
                    {}});
    return out_.back();
  }

  void add(const char* stage, const std::string& name, std::size_t region, const char* metric,
           const Summaries& all) {
    if (!all.empty()) push(stage, name, region, metric, all[region].mean, all[region].voxels);
  }

  // How many voxels have no normalised score; those without any variance are among them.
  void below_floor(std::size_t region) {
    const auto voxels = voxels_of(subject_, regions_[region]);
    const auto& variance = subject_.explainable_variance;
    const auto below = std::count_if(voxels.begin(), voxels.end(), [&](base::Index v) {
      return !(variance(v) >= results_.ceiling_floor);
    });
    push("ceiling", "n/a", region, "voxels_below_floor", static_cast<double>(below),
         static_cast<base::Index>(voxels.size()));
  }

  void model(const Model& m, std::size_t region) {
    const RoiSummary& r = m.r[region];
    Score& mean = push("encode", m.name, region, "pearson_r_mean", r.mean, r.voxels);
    for (const auto& s : subject_.region_scores)
      if (s.model == m.name && s.region == mean.roi) mean.se = s.se;
    push("encode", m.name, region, "pearson_r_median", r.median, r.voxels);
    add("encode", m.name, region, "r2_mean", m.r2);
    add("encode", m.name, region, "pearson_r_normalised_mean", m.normalised);
    if (m.tested)
      push("encode", m.name, region, "significant_share", r.share_significant, r.voxels);
    for (const auto& part : m.parts) add("bands", part.name, region, part.metric, part.values);
  }

  const Results& results_;
  const std::vector<std::string>& regions_;
  const SubjectResult& subject_;
  std::vector<Score>& out_;
  std::vector<int> roi_;
  std::vector<Model> models_;
};

// Rows of a set of regions, as if they were one; sets may overlap, so each is taken by itself.
void add_region_set(const Results& results, const std::string& set, const SubjectResult& subject,
                    std::vector<Score>& out) {
  std::vector<std::string> inside(subject.region.size());
  for (const auto v : voxels_of(subject, set)) inside[static_cast<std::size_t>(v)] = set;
  std::vector<Score> rows;
  const std::vector<std::string> regions = {set, kWholeBrain};
  SubjectRows(results, regions, inside, subject, rows).all();
  for (auto& row : rows)
    if (row.roi == set) out.push_back(std::move(row));
}

void add_comparisons(const SubjectResult& subject, std::vector<Score>& out) {
  for (const auto& c : subject.comparisons) {
    const std::string pair = c.a + " - " + c.b;
    out.push_back({subject.id,
                   "compare",
                   pair,
                   c.region,
                   "difference",
                   c.difference,
                   c.voxels,
                   {},
                   c.p,
                   c.q});
    out.push_back(
        {subject.id, "compare", pair, c.region, "difference_low", c.low, c.voxels, {}, {}, {}});
    out.push_back(
        {subject.id, "compare", pair, c.region, "difference_high", c.high, c.voxels, {}, {}, {}});
  }
}

std::string number(const std::optional<double>& x) { return x ? results::number(*x) : "n/a"; }

}  // namespace

std::vector<Score> scores(const Results& results) {
  std::vector<Score> out;
  for (const auto& subject : results.subjects) {
    SubjectRows(results, results.regions, subject.region, subject, out).all();
    for (const auto& set : subject.sets) add_region_set(results, set.name, subject, out);
    add_comparisons(subject, out);
    add_overlap_scores(subject, out);
    add_resampled_scores(results, subject, out);
  }
  return out;
}

std::string to_tsv(const std::vector<Score>& scores) {
  std::string text = "subject\tstage\tmodel\troi\tmetric\tvalue\tn\tse\tp\tq\n";
  for (const auto& s : scores)
    text +=
        fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", s.subject, s.stage, s.model, s.roi,
                    s.metric, number(s.value), s.n, number(s.se), number(s.p), number(s.q));
  return text;
}

}  // namespace encore::results
