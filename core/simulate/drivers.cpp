#include "core/simulate/drivers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/random.hpp"
#include "core/simulate/cochlea.hpp"

namespace encore::simulate {
namespace {

using base::Index;
using base::MatrixD;

constexpr double kAdaptation_s = 5;  // memory of the adaptation
constexpr double kAdaptation = 0.9;  // how much of the recent past is taken away
constexpr double kWindow_s = 3;      // half-width of the window that rhythm is heard in
constexpr double kPeriods_s[] = {0.16, 0.2, 0.25, 0.315, 0.4, 0.5, 0.63, 0.8};
constexpr double kTuning = 0.06;  // of a period channel, as a share of its period

struct Code {
  const char* fact;
  double share;  // of the variance of meaning
};
constexpr Code kGenre = {"genre", 0.8}, kMode = {"mode", 0.06}, kLead = {"lead", 0.08},
               kTempo = {"tempo", 0.06};

// A moment at which something is struck, and how hard.
struct Stroke {
  double at_s, strength;
};

// Notes that begin together are one stroke.
std::vector<Stroke> strokes_of(const Score& score) {
  std::vector<Stroke> out;
  for (const auto& note : score.notes) {
    if (out.empty() || note.onset_s - out.back().at_s > 0.03) out.push_back({note.onset_s, 0});
    out.back().strength += note.velocity / 127.0;
  }
  return out;
}

double hann(double t, double half_width) {
  return std::abs(t) < half_width ? 0.5 + 0.5 * std::cos(std::numbers::pi * t / half_width) : 0;
}

// How much of the strokes around a moment comes back after each period: 1 for a strict pulse.
Eigen::RowVectorXd periodicity(const std::vector<Stroke>& strokes, double moment_s) {
  Eigen::RowVectorXd out = Eigen::RowVectorXd::Zero(static_cast<Index>(std::size(kPeriods_s)));
  const auto first = std::lower_bound(strokes.begin(), strokes.end(), moment_s - kWindow_s,
                                      [](const Stroke& s, double t) { return s.at_s < t; });
  double power = 1;  // so that hardly any strokes are hardly a pulse
  for (auto i = first; i != strokes.end() && i->at_s < moment_s + kWindow_s; ++i) {
    const double weight = i->strength * hann(i->at_s - moment_s, kWindow_s);
    power += weight * i->strength;
    for (auto j = i + 1; j != strokes.end() && j->at_s < i->at_s + 1; ++j)
      for (std::size_t p = 0; p < std::size(kPeriods_s); ++p) {
        const double z = (j->at_s - i->at_s - kPeriods_s[p]) / (kTuning * kPeriods_s[p]);
        if (std::abs(z) < 4)
          out[static_cast<Index>(p)] += weight * j->strength * std::exp(-0.5 * z * z);
      }
  }
  return out / power;
}

void add_code(base::VectorD& sum, const Code& code, const std::string& value, std::uint64_t seed) {
  base::Random random(base::seed_for(seed, std::string("meaning/") + code.fact + "/" + value));
  for (double& x : sum) x += std::sqrt(code.share) * random.normal();
}

}  // namespace

std::string_view name(Kind kind) {
  static constexpr std::array<std::string_view, kind_count> names = {"envelope", "rhythm", "timbre",
                                                                     "meaning"};
  return names[static_cast<std::size_t>(kind)];
}

MatrixD adapted_envelope(const MatrixD& envelope) {
  const double keep = std::exp(-kFrame_s / kAdaptation_s);
  MatrixD out = envelope;
  Eigen::RowVectorXd past = envelope.topRows(std::min<Index>(10, envelope.rows())).colwise().mean();
  for (Index f = 0; f < envelope.rows(); ++f) {
    out.row(f) = envelope.row(f) - kAdaptation * past;
    past = keep * past + (1 - keep) * envelope.row(f);
  }
  return out;
}

MatrixD rhythm(const Score& score, Index frames) {
  const auto strokes = strokes_of(score);
  MatrixD out(frames, static_cast<Index>(std::size(kPeriods_s)));
  for (Index f = 0; f < frames; ++f)
    out.row(f) = periodicity(strokes, (static_cast<double>(f) + 0.5) * kFrame_s);
  return out;
}

MatrixD timbre(const MatrixD& envelope) {
  MatrixD out(envelope.rows(), 3);
  const auto bands = static_cast<double>(envelope.cols());
  for (Index f = 0; f < envelope.rows(); ++f) {
    const double sum = envelope.row(f).sum() + 1e-9;
    double centre = 0, spread = 0, log_sum = 0;
    for (Index b = 0; b < envelope.cols(); ++b)
      centre += static_cast<double>(b) * envelope(f, b) / sum;
    for (Index b = 0; b < envelope.cols(); ++b) {
      const double away = static_cast<double>(b) - centre;
      spread += away * away * envelope(f, b) / sum;
      log_sum += std::log(envelope(f, b) + 1e-6);
    }
    out(f, 0) = centre;
    out(f, 1) = std::sqrt(spread);
    out(f, 2) = log_sum / bands - std::log(sum / bands);  // 0 when all bands are equally loud
  }
  return out;
}

MatrixD meaning(const Facts& facts, std::uint64_t seed) {
  base::VectorD sum = base::VectorD::Zero(kind_start[4] - kind_start[3]);
  add_code(sum, kGenre, facts.genre, seed);
  add_code(sum, kMode, std::string(name(facts.mode)), seed);
  add_code(sum, kLead, facts.lead_family, seed);
  add_code(sum, kTempo, facts.tempo_class(), seed);
  return sum.transpose();
}

Drivers drivers_of(const Score& score, const Samples& samples, std::uint64_t seed) {
  const MatrixD bands = envelope(samples);
  return {adapted_envelope(bands), rhythm(score, bands.rows()), timbre(bands),
          meaning(score.facts, seed).replicate(bands.rows(), 1)};
}

}  // namespace encore::simulate
