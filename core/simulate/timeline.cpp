#include "core/simulate/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "core/simulate/cochlea.hpp"
#include "core/simulate/hrf.hpp"

namespace encore::simulate {
namespace {

// First frame of the part of a recording that is played, and how many.
std::pair<Index, Index> part(const Played& played, Index frames) {
  const auto first = static_cast<Index>(std::lround(played.start_s / kFrame_s));
  const double length = std::min(played.end_s - played.start_s, played.duration_s);
  const auto count = static_cast<Index>(std::lround(length / kFrame_s));
  return {std::min(first, frames), std::clamp<Index>(count, 0, frames - std::min(first, frames))};
}

// First volume that the ceiling counts: the one that begins with the second clip.
Index after_lead_in(const Run& run) {
  if (run.events.size() < 2) return 0;
  return static_cast<Index>(std::ceil(run.events[1].onset_s / run.tr_s - 1e-6));
}

}  // namespace

void standardise(Recordings& recordings, const Design& design) {
  std::set<std::tuple<std::string, double, double>> seen;
  const Index drivers = kind_start.back();
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(drivers), squares = sum;
  double n = 0;
  for (const auto& run : design.runs)
    for (const auto& played : run.events) {
      if (!seen.emplace(played.id(), played.start_s, played.end_s).second) continue;
      const auto& all = recordings.at(played.id());
      const auto [first, count] = part(played, all.rows());
      sum += all.middleRows(first, count).colwise().sum();
      squares += all.middleRows(first, count).array().square().colwise().sum().matrix();
      n += static_cast<double>(count);
    }
  const Eigen::RowVectorXd mean = sum / std::max(n, 1.0);
  Eigen::RowVectorXd scale = squares / std::max(n, 1.0) - mean.cwiseAbs2();
  for (double& s : scale) s = s > 1e-12 ? 1 / std::sqrt(s) : 0;
  for (auto& [id, m] : recordings) m = (m.rowwise() - mean).array().rowwise() * scale.array();
}

base::MatrixD timeline(const Run& run, const Recordings& recordings) {
  const double length = static_cast<double>(run.volumes) * run.tr_s;
  base::MatrixD out =
      base::MatrixD::Zero(static_cast<Index>(std::ceil(length / kFrame_s)), kind_start.back());
  for (const auto& played : run.events) {
    const auto& all = recordings.at(played.id());
    const auto [first, available] = part(played, all.rows());
    const auto onset = static_cast<Index>(std::lround(played.onset_s / kFrame_s));
    const Index count = std::clamp<Index>(out.rows() - onset, 0, available);
    out.middleRows(std::min(onset, out.rows()), count) = all.middleRows(first, count);
  }
  return out;
}

Bold bold(const Run& run, const Recordings& recordings) {
  const auto drivers = timeline(run, recordings);
  std::vector<double> moments;
  for (Index v = 0; v < run.volumes; ++v)
    moments.push_back((static_cast<double>(v) + 0.5) * run.tr_s);
  Bold out;
  for (std::size_t d = 0; d < delays_s.size(); ++d)
    out[d] = convolve(drivers, kFrame_s, moments, delays_s[d]);
  return out;
}

Covariances covariances(const Design& design, const std::vector<Bold>& bolds) {
  Covariances out;
  const std::string& subject = design.runs.front().subject;
  const bool any_test =
      std::any_of(design.runs.begin(), design.runs.end(), [](const Run& run) { return run.test; });
  for (std::size_t d = 0; d < delays_s.size(); ++d) {
    out[d] = base::MatrixD::Zero(kind_start.back(), kind_start.back());
    double n = 0;
    for (std::size_t r = 0; r < design.runs.size(); ++r) {
      const Run& run = design.runs[r];
      if (run.subject != subject || (any_test && !run.test)) continue;
      base::MatrixD rows = bolds[r][d].bottomRows(run.volumes - after_lead_in(run));
      rows.rowwise() -= rows.colwise().mean().eval();
      out[d] += rows.transpose() * rows;
      n += static_cast<double>(rows.rows());
    }
    if (n > 0) out[d] /= n;
  }
  return out;
}

}  // namespace encore::simulate
