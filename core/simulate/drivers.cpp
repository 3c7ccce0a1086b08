#include "core/simulate/drivers.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/random.hpp"
#include "core/simulate/cochlea.hpp"

namespace encore::simulate {
namespace {

using base::Index;
using base::MatrixD;

constexpr double kAdaptation_s = 5;    // memory of the adaptation
constexpr double kAdaptation = 0.9;    // how much of the recent past is taken away
constexpr double kPulseWidth_s = 0.6;  // half-width of a moving count of events
constexpr double kTempi[] = {68, 83, 101, 123, 150, 183};  // beats a minute
constexpr double kTuning = 0.1;                            // of a tempo channel, in log tempo

struct Code {
  const char* fact;
  double share;  // of the variance of meaning
};
constexpr Code kGenre = {"genre", 0.8}, kMode = {"mode", 0.06}, kLead = {"lead", 0.08},
               kTempo = {"tempo", 0.06};

// Events a second around each frame, weighted by loudness.
MatrixD event_rate(const Score& score, Index frames, bool drums) {
  MatrixD rate = MatrixD::Zero(frames, 1);
  for (const auto& note : score.notes) {
    if ((score.parts[note.part].layer == Layer::drums) != drums) continue;
    const auto first = static_cast<Index>((note.onset_s - 3 * kPulseWidth_s) / kFrame_s);
    const auto last = static_cast<Index>((note.onset_s + 3 * kPulseWidth_s) / kFrame_s);
    for (Index f = std::max<Index>(0, first); f <= std::min(last, frames - 1); ++f) {
      const double z = ((static_cast<double>(f) + 0.5) * kFrame_s - note.onset_s) / kPulseWidth_s;
      rate(f, 0) += note.velocity / 127.0 * std::exp(-0.5 * z * z) / (2.5066 * kPulseWidth_s);
    }
  }
  return rate;
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
  const MatrixD drums = event_rate(score, frames, true), pitched = event_rate(score, frames, false);
  MatrixD out(frames, std::size(kTempi) + 2);
  const auto salience = (drums + pitched).array() / ((drums + pitched).array() + 4);
  for (std::size_t t = 0; t < std::size(kTempi); ++t) {
    const double z = std::log(score.facts.tempo_bpm / kTempi[t]) / kTuning;
    out.col(static_cast<Index>(t)) = std::exp(-0.5 * z * z) * salience;
  }
  out.col(static_cast<Index>(std::size(kTempi))) = drums.array().sqrt();
  out.col(static_cast<Index>(std::size(kTempi)) + 1) = pitched.array().sqrt();
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
