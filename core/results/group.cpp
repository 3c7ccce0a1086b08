#include "core/results/group.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/results/cells.hpp"
#include "core/results/chance.hpp"
#include "core/results/places.hpp"
#include "core/results/significance.hpp"

namespace encore::results {
namespace {

using base::Index;

const RegionScore* find(const SubjectResult& subject, const std::string& region,
                        const std::string& model) {
  for (const auto& s : subject.region_scores)
    if (s.region == region && s.model == model) return &s;
  return nullptr;
}

base::VectorD vector(const std::vector<double>& list) {
  return Eigen::Map<const base::VectorD>(list.data(), static_cast<Index>(list.size()));
}

// Numbers of subjects come together in one row.
class Row {
 public:
  Row(const std::string& region, const std::string& a, const std::string& b) {
    row_.region = region;
    row_.a = a;
    row_.b = b;
  }

  // `low`, `high`: the subject's own interval over clips, NaN where there is none.
  void add(double value, double se, double low, double high) {
    values_.push_back(value);
    se_.push_back(se);
    row_.positive += value > 0;
    if (std::isnan(low)) return;
    ++intervals_;
    row_.above += low > 0;
    row_.below += high < 0;
  }
  void significant(bool above_chance) {
    row_.significant = std::max(0, row_.significant) + (above_chance ? 1 : 0);
  }
  void best(bool is_best) { row_.best = std::max(0, row_.best) + (is_best ? 1 : 0); }

  bool has_group() const { return values_.size() > 1; }
  GroupRow finished(const recipe::Group& options, std::uint64_t seed) {
    row_.subjects = static_cast<int>(values_.size());
    if (intervals_ < row_.subjects) row_.above = row_.below = -1;
    row_.t = stats::t_test(vector(values_));
    const auto name = "group/" + row_.region + "/" + row_.a + "/" + row_.b;
    row_.flip = stats::sign_flip(vector(values_), options.draws, base::seed_for(seed, name));
    row_.pooled = stats::random_effects(vector(values_), vector(se_), options.interval);
    return row_;
  }

 private:
  GroupRow row_;
  std::vector<double> values_, se_;
  int intervals_ = 0;
};

// The rows of a region's models.
std::vector<Row> means(const Results& results, const std::string& region) {
  std::vector<Row> rows;
  for (const auto& name : results.models) rows.emplace_back(region, name, "");
  for (const auto& s : results.subjects) {
    const auto voxels = voxels_of(s, region), shared = compared_voxels(results, s, region);
    std::map<std::size_t, double> mean;
    std::size_t best = rows.size();
    for (std::size_t m = 0; m < rows.size(); ++m) {
      const auto* model = find_model(s, results.models[m]);
      const double r = model != nullptr ? mean_over(model->r, shared) : std::nan("");
      if (std::isnan(r)) continue;
      mean[m] = r;
      if (best == rows.size() || r > mean[best]) best = m;
      const auto* own = find(s, region, results.models[m]);
      const double nan = std::nan("");
      rows[m].add(r, own ? own->se : nan, own ? own->low : nan, own ? own->high : nan);
      const double p = evidence(*model, voxels, results.correct, results.q_level).p;
      if (!std::isnan(p)) rows[m].significant(p <= results.q_level);
    }
    for (const auto& [m, r] : mean) rows[m].best(m == best);
  }
  return rows;
}

std::vector<Row> differences(const Results& results, const std::string& region) {
  std::vector<Row> rows;
  std::map<std::pair<std::string, std::string>, std::size_t> place;
  for (const auto& s : results.subjects)
    for (const auto& c : s.comparisons) {
      if (c.region != region) continue;
      const auto [at, is_new] = place.try_emplace({c.a, c.b}, rows.size());
      if (is_new) rows.emplace_back(region, c.a, c.b);
      rows[at->second].add(c.difference, c.se, c.low, c.high);
    }
  return rows;
}

// Of every subject that has both, in the order of subjects.
std::vector<stats::ClipTable> clip_tables(const Results& results, const GroupRow& row,
                                          const std::string& model) {
  std::vector<stats::ClipTable> out;
  for (const auto& s : results.subjects)
    for (const auto& t : s.clip_tables)
      if (t.region == row.region && t.model == model) out.push_back(t.table);
  return out;
}

// One seed for all rows: the same orders of the same clips for every model and region.
void test_over_clips(const Results& results, const recipe::Group& options, std::uint64_t seed,
                     GroupRow& row) {
  const auto own = base::seed_for(seed, "group/clips");
  const auto a = clip_tables(results, row, row.a);
  if (static_cast<int>(a.size()) != row.subjects) return;
  if (row.b.empty()) {
    row.p_clips = stats::shared_clips_p(a, options.draws, own);
    return;
  }
  const auto b = clip_tables(results, row, row.b);
  if (b.size() == a.size()) row.p_clips = stats::shared_clips_p(a, b, options.draws, own);
}

void correct(std::vector<GroupRow>& rows, const std::vector<data::RegionSet>& sets,
             recipe::Significance::Correct how, bool difference, Place place) {
  std::vector<Tested> t, flip, clips;
  for (auto& r : rows) {
    if (!r.b.empty() != difference || kind_of(r.region, sets) != place) continue;
    t.push_back({r.p_t(), &r.q_t});
    flip.push_back({r.p_flip(), &r.q_flip});
    clips.push_back({r.p_clips, &r.q_clips});
  }
  correct_family(t, how);
  correct_family(flip, how);
  correct_family(clips, how);
}

std::string count(int n) { return n < 0 ? "n/a" : std::to_string(n); }

}  // namespace

std::vector<GroupRow> group(const Results& results, const recipe::Group& options,
                            std::uint64_t seed) {
  std::vector<GroupRow> out;
  if (!options.enabled || results.subjects.size() < 2) return out;
  for (const auto& region : places(results))
    for (const auto& rows : {means(results, region), differences(results, region)})
      for (auto row : rows)
        if (row.has_group()) out.push_back(row.finished(options, seed));
  base::parallel_for(out.size(),
                     [&](std::size_t i) { test_over_clips(results, options, seed, out[i]); });
  for (const bool difference : {false, true})
    for (const auto place : kPlaces) correct(out, results.sets, options.correct, difference, place);
  return out;
}

std::string to_tsv(const std::vector<GroupRow>& rows) {
  std::string text =
      "roi\tmodel\tmeasure\tsubjects\tmean\tsd\tt\tp_t\tq_t\tp_flip\tq_flip\tp_clips\tq_"
      "clips\tpooled\tpooled_se\t"
      "pooled_low\tpooled_high\ttau\tpositive\tabove\tbelow\tsignificant\tbest\n";
  for (const auto& r : rows) {
    const bool pair = !r.b.empty();
    text += fmt::format("{}\t{}\t{}\t{}", r.region, pair ? r.a + " - " + r.b : r.a,
                        pair ? "difference" : "pearson_r_mean", r.subjects);
    for (const double x :
         {r.t.mean, r.t.sd, r.t.t, r.p_t(), r.q_t, r.p_flip(), r.q_flip, r.p_clips, r.q_clips,
          r.pooled.mean, r.pooled.se, r.pooled.low, r.pooled.high, r.pooled.tau})
      text += "\t" + number(x);
    for (const int n : {r.positive, r.above, r.below, r.significant, r.best})
      text += "\t" + count(n);
    text += "\n";
  }
  return text;
}

}  // namespace encore::results
