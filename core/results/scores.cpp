#include "core/results/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace encore::results {
namespace {

// Values of a region without NaN.
std::vector<double> finite(const base::VectorD& all, const std::vector<base::Index>& voxels) {
  std::vector<double> out;
  for (const auto v : voxels)
    if (std::isfinite(all(v))) out.push_back(all(v));
  return out;
}

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

double median(std::vector<double> x) {
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  if (x.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(x.begin(), middle)) / 2;
}

// Adds the rows of one subject and region.
class RegionRows {
 public:
  RegionRows(const SubjectResult& subject, const std::string& region, double q_level,
             std::vector<Score>& out)
      : subject_(subject), region_(region), q_level_(q_level), voxels_(voxels_of(subject, region)),
        out_(out) {}

  void all() {
    if (voxels_.empty()) return;
    for (const auto& m : subject_.models) model(m);
    if (subject_.r_max.size() > 0) {
      add("ceiling", "n/a", "explainable_variance_mean", subject_.explainable_variance);
      add("ceiling", "n/a", "r_max_mean", subject_.r_max);
    }
  }

 private:
  Score* push(const char* stage, const std::string& name, const char* metric, double value,
              std::size_t n) {
    out_.push_back({subject_.id, stage, name, region_, metric, value, static_cast<long>(n), {}, {}, {}});
    return &out_.back();
  }

  Score* add(const char* stage, const std::string& name, const char* metric,
             const base::VectorD& values) {
    if (values.size() == 0) return nullptr;
    const auto x = finite(values, voxels_);
    if (x.empty()) return push(stage, name, metric, std::nan(""), 0);
    return push(stage, name, metric, mean(x), x.size());
  }

  void model(const ModelResult& m) {
    Score* r = add("encode", m.name, "pearson_r_mean", m.r);
    for (const auto& s : subject_.region_scores)
      if (s.model == m.name && s.region == region_ && r != nullptr) r->se = s.se;
    const auto x = finite(m.r, voxels_);
    if (!x.empty()) push("encode", m.name, "pearson_r_median", median(x), x.size());
    add("encode", m.name, "r2_mean", m.r2);
    add("encode", m.name, "pearson_r_normalised_mean", m.r_normalised);
    if (m.q.size() == 0) return;
    const auto q = finite(m.q, voxels_);
    const auto below =
        std::count_if(q.begin(), q.end(), [&](double value) { return value <= q_level_; });
    if (!q.empty())
      push("encode", m.name, "significant_share",
           static_cast<double>(below) / static_cast<double>(q.size()), q.size());
  }

  const SubjectResult& subject_;
  const std::string& region_;
  const double q_level_;
  const std::vector<base::Index> voxels_;
  std::vector<Score>& out_;
};

void add_comparisons(const SubjectResult& subject, std::vector<Score>& out) {
  for (const auto& c : subject.comparisons) {
    const std::string pair = c.a + " - " + c.b;
    out.push_back({subject.id, "compare", pair, c.region, "difference", c.difference, c.voxels,
                   {}, c.p, {}});
    out.push_back({subject.id, "compare", pair, c.region, "difference_low", c.low, c.voxels, {}, {}, {}});
    out.push_back({subject.id, "compare", pair, c.region, "difference_high", c.high, c.voxels, {}, {}, {}});
  }
}

std::string number(const std::optional<double>& x) {
  return x && std::isfinite(*x) ? fmt::format("{:.6g}", *x) : "n/a";
}

}  // namespace

std::vector<Score> scores(const Results& results) {
  std::vector<Score> out;
  for (const auto& subject : results.subjects) {
    for (const auto& region : results.regions)
      RegionRows(subject, region, results.q_level, out).all();
    add_comparisons(subject, out);
  }
  return out;
}

std::string to_tsv(const std::vector<Score>& scores) {
  std::string text = "subject\tstage\tmodel\troi\tmetric\tvalue\tn\tse\tp\tq\n";
  for (const auto& s : scores)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", s.subject, s.stage, s.model,
                        s.roi, s.metric, number(s.value), s.n, number(s.se), number(s.p),
                        number(s.q));
  return text;
}

}  // namespace encore::results
