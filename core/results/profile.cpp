#include "core/results/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/text.hpp"
#include "core/results/cells.hpp"
#include "core/results/places.hpp"

namespace encore::results {
namespace {

using base::Index;
using Along = recipe::Step::Along;

// A fit that is a step of a profile.
struct Point {
  std::string at, score;  // score: its name in the region scores
  const base::VectorD* r;
  const base::VectorD* normalised;
  const base::VectorD* ceiling;  // of its rows
  const base::VectorD* q;
};

struct Profile {
  Along along = Along::none;
  std::string of;
  std::vector<Point> points;
};

const base::VectorD* tested(const SubjectResult& subject, const std::string& model) {
  const auto* m = find_model(subject, model);
  return m != nullptr && m->q.size() > 0 ? &m->q : nullptr;
}

std::vector<Profile> profiles_of(const SubjectResult& subject) {
  std::vector<Profile> out;
  const auto add = [&](Along along, const std::string& of, Point point) {
    auto at = std::find_if(out.begin(), out.end(),
                           [&](const auto& p) { return p.along == along && p.of == of; });
    if (at == out.end()) at = out.insert(out.end(), {along, of, {}});
    at->points.push_back(std::move(point));
  };
  for (const auto& m : subject.models)
    if (m.step.along == Along::layers)
      add(Along::layers, m.step.of,
          {m.step.at, m.name, &m.r, &m.r_normalised, &m.r_max, tested(subject, m.name)});
  for (const auto& d : subject.delays)
    add(Along::delays, d.model,
        {std::to_string(d.delay_tr), fmt::format("{}@{}", d.model, d.delay_tr), &d.r,
         &d.r_normalised, &subject.r_max, tested(subject, d.model)});
  return out;
}

double mean_if_any(const base::VectorD& values, const std::vector<Index>& voxels) {
  return values.size() > 0 ? mean_over(values, voxels) : kNoValue;
}

void add_interval(const std::vector<RegionScore>& scores, const std::string& model,
                  ProfileRow& row) {
  for (const auto& s : scores)
    if (s.model == model && s.region == row.region) {
      row.se = s.se;
      row.low = s.low;
      row.high = s.high;
    }
}

void mark_peak(std::vector<ProfileRow>& rows, std::size_t first) {
  std::size_t best = rows.size();
  for (std::size_t i = first; i < rows.size(); ++i)
    if (!std::isnan(rows[i].r) && (best == rows.size() || rows[i].r > rows[best].r)) best = i;
  if (best < rows.size()) rows[best].peak = true;
}

// Over the voxels that have a normalised score.
double mean_ceiling(const Point& point, const std::vector<Index>& voxels) {
  if (point.normalised->size() == 0) return kNoValue;
  std::vector<Index> above;
  for (const auto v : voxels)
    if (!std::isnan((*point.normalised)(v))) above.push_back(v);
  return mean_over(*point.ceiling, above);
}

// A place with its voxels.
struct Spot {
  std::string name;
  std::vector<Index> voxels;
};

std::vector<Spot> spots_of(const SubjectResult& s) {
  std::vector<Spot> out;
  for (const auto& place : places(s)) out.push_back({place, voxels_of(s, place)});
  return out;
}

void add_steps(const SubjectResult& s, const Profile& profile, const Spot& spot,
               std::vector<ProfileRow>& out) {
  const auto first = out.size();
  const bool layers = profile.along == Along::layers;
  for (const auto& point : profile.points) {
    ProfileRow row{s.id, layers ? "layer" : "delay_tr", profile.of, point.at, spot.name};
    row.voxels = static_cast<long>(spot.voxels.size());
    row.r = mean_over(*point.r, spot.voxels);
    row.normalised = mean_if_any(*point.normalised, spot.voxels);
    row.ceiling = mean_ceiling(point, spot.voxels);
    add_interval(layers ? s.region_scores : s.delay_scores, point.score, row);
    out.push_back(std::move(row));
  }
  mark_peak(out, first);
}

// Voxels by the bin of their ceiling; those below the floor in one behind the others.
constexpr int kBins = 10;
std::map<int, std::vector<Index>> bins_of(const base::VectorD& r_max,
                                          const std::vector<Index>& voxels) {
  std::map<int, std::vector<Index>> bins;
  for (const auto v : voxels) {
    const double at = std::floor(r_max(v) * kBins + 1e-9);
    bins[std::isnan(at) ? kBins : static_cast<int>(std::clamp(at, 0.0, kBins - 1.0))].push_back(v);
  }
  return bins;
}

void add_ceiling(const SubjectResult& s, const ModelResult& m, const Spot& spot,
                 std::vector<ProfileRow>& out) {
  if (m.r_max.size() == 0) return;
  for (const auto& [bin, voxels] : bins_of(m.r_max, spot.voxels)) {
    const std::string at =
        bin == kBins ? kBelowFloor : fmt::format("{:.1f}", static_cast<double>(bin) / kBins);
    ProfileRow row{s.id, "r_max", m.name, at, spot.name};
    row.voxels = static_cast<long>(voxels.size());
    row.r = mean_over(m.r, voxels);
    row.ceiling = mean_over(m.r_max, voxels);
    row.normalised = mean_if_any(m.r_normalised, voxels);
    out.push_back(std::move(row));
  }
}

}  // namespace

std::vector<ProfileRow> profiles(const Results& results) {
  std::vector<ProfileRow> out;
  for (const auto& s : results.subjects) {
    const auto spots = spots_of(s);
    for (const auto& profile : profiles_of(s))
      for (const auto& spot : spots) add_steps(s, profile, spot, out);
    for (const auto& m : s.models)
      for (const auto& spot : spots) add_ceiling(s, m, spot, out);
  }
  return out;
}

std::string to_tsv(const std::vector<ProfileRow>& rows) {
  std::string text =
      "subject\tmodel\talong\tat\troi\tn\tpearson_r_mean\tse\tlow\thigh\tr_max_mean\t"
      "pearson_r_normalised_mean\tpeak\n";
  for (const auto& r : rows)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", r.subject, r.of,
                        r.along, r.at, r.region, r.voxels, number(r.r), number(r.se), number(r.low),
                        number(r.high), number(r.ceiling), number(r.normalised),
                        r.along == "r_max" ? "n/a" : (r.peak ? "1" : "0"));
  return text;
}

std::vector<PeakMap> peak_maps(const SubjectResult& subject, double q_level) {
  std::vector<PeakMap> out;
  for (const auto& profile : profiles_of(subject)) {
    PeakMap map{profile.of, profile.along, {}, {}};
    for (const auto& point : profile.points) map.steps.push_back(point.at);
    const auto voxels = profile.points.front().r->size();
    map.peak = base::VectorD::Constant(voxels, std::nan(""));
    for (Index v = 0; v < voxels; ++v) {
      double highest = 0;
      for (std::size_t i = 0; i < profile.points.size(); ++i) {
        const auto& point = profile.points[i];
        if (!((*point.r)(v) > highest)) continue;
        highest = (*point.r)(v);
        const double step =
            profile.along == Along::layers ? static_cast<double>(i + 1) : std::stod(point.at);
        const bool passes = point.q == nullptr || (*point.q)(v) <= q_level;
        map.peak(v) = passes ? step : std::nan("");
      }
    }
    out.push_back(std::move(map));
  }
  return out;
}

}  // namespace encore::results
