#include "plugins/onnx/log_mel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "encore/error.hpp"

namespace encore::onnx {
namespace {

using dsp::Index;

double cosine(Index i, Index period) {
  return std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(period));
}

dsp::Vector window_of(const LogMel& c) {
  using Window = LogMel::Window;
  const Index n = c.window_length;
  const bool periodic = c.window == Window::hann || c.window == Window::hamming;
  dsp::Vector w(n);
  for (Index i = 0; i < n; ++i) {
    const double wave = cosine(i, periodic ? n : n - 1);
    w[i] = c.window == Window::hamming ? 0.54 - 0.46 * wave : 0.5 - 0.5 * wave;
    if (c.window == Window::povey) w[i] = std::pow(std::max(0.0, w[i]), 0.85);
  }
  return w;
}

double logarithm(double power, LogMel::Log log) {
  switch (log) {
    case LogMel::Log::natural: return std::log(power);
    case LogMel::Log::log10: return std::log10(power);
    case LogMel::Log::db: return 10 * std::log10(power);
  }
  return 0;
}

}  // namespace

LogMelSpectrogram::LogMelSpectrogram(const LogMel& config)
    : config_(config),
      window_(window_of(config)),
      filters_(config.n_fft / 2 + 1, config.n_mels, config.fmin_hz, config.fmax_hz,
               config.sample_rate, config.mel_scale, config.slaney_norm),
      frame_(static_cast<std::size_t>(config.n_fft)),
      power_(static_cast<std::size_t>(config.n_fft / 2 + 1)),
      spectrum_(static_cast<std::size_t>(config.n_fft / 2 + 1)) {}

// Beyond the sound: mirrored at the first and the last sample, as often as needed; or zero.
double LogMelSpectrogram::sample(dsp::Samples sound, Index i) const {
  const auto n = static_cast<Index>(sound.size());
  if (i < 0 || i >= n) {
    if (!config_.reflect) return 0;
    const Index period = std::max<Index>(1, 2 * (n - 1));
    i = ((i % period) + period) % period;
    if (i >= n) i = period - i;
  }
  return config_.scale * static_cast<double>(sound[static_cast<std::size_t>(i)]);
}

void LogMelSpectrogram::frame(dsp::Samples sound, Index start, double* mels) {
  const Index length = config_.window_length;
  Eigen::Map<dsp::Vector> x(frame_.data(), config_.n_fft);
  for (Index i = 0; i < length; ++i) x[i] = sample(sound, start + i);
  x.tail(config_.n_fft - length).setZero();
  if (config_.remove_dc_offset) x.head(length).array() -= x.head(length).mean();
  if (config_.preemphasis > 0) {
    for (Index i = length - 1; i > 0; --i) x[i] -= config_.preemphasis * x[i - 1];
    x[0] *= 1 - config_.preemphasis;
  }
  x.head(length).array() *= window_.array();
  fft_.real(frame_.data(), spectrum_.data(), config_.n_fft);
  const bool squared = config_.power == 2;
  for (std::size_t k = 0; k < power_.size(); ++k)
    power_[k] = squared ? std::norm(spectrum_[k]) : std::pow(std::abs(spectrum_[k]), config_.power);
  filters_.apply(power_.data(), mels);
}

// From powers to logarithms, and what is done over the window as a whole.
void LogMelSpectrogram::finish(Rows& rows) const {
  rows = rows.unaryExpr(
      [&](double power) { return logarithm(std::max(power, config_.floor), config_.log); });
  if (config_.dynamic_range > 0)
    rows = rows.array().max(rows.maxCoeff() - config_.dynamic_range).matrix().eval();
  if (config_.frames > 0) {
    const Index there = rows.rows();
    rows.conservativeResize(config_.frames, Eigen::NoChange);
    if (there < config_.frames)
      rows.bottomRows(config_.frames - there).setConstant(config_.frame_padding);
  }
  if (config_.normalize == LogMel::Normalize::fixed)
    rows = ((rows.array() - config_.mean) / config_.std).matrix().eval();
  if (config_.normalize == LogMel::Normalize::per_bin) {
    const auto n = static_cast<double>(std::max<Index>(2, rows.rows()));
    for (Index m = 0; m < rows.cols(); ++m) {
      rows.col(m).array() -= rows.col(m).mean();
      rows.col(m) /= std::sqrt(rows.col(m).squaredNorm() / (n - 1) + 1e-7);
    }
  }
}

RowMatrix LogMelSpectrogram::operator()(dsp::Samples sound) {
  const auto n = static_cast<Index>(sound.size());
  const Index length = config_.window_length, hop = config_.hop_length;
  Index frames = config_.center ? 1 + n / hop : (n < length ? 0 : 1 + (n - length) / hop);
  if (config_.drop_last_frame) --frames;
  const Index first = config_.center ? -(config_.n_fft / 2) : 0;
  const bool enough = n > 0 && frames > 0 && (config_.frames > 0 || frames >= config_.stack);
  if (!enough)
    throw Error::shape("audio", "a window of " + std::to_string(n) +
                                    " samples is too short for the log-mel frames of the network");
  // Frames that would be cut away again need no work, but for the maximum of all of them.
  const bool all = config_.dynamic_range > 0 || config_.frames == 0;
  Rows rows(all ? frames : std::min(frames, config_.frames), config_.n_mels);
  for (Index t = 0; t < rows.rows(); ++t) frame(sound, first + t * hop, rows.row(t).data());
  finish(rows);
  const Index stacked = rows.rows() / config_.stack;
  return Eigen::Map<const Rows>(rows.data(), stacked, config_.stack * config_.n_mels).cast<float>();
}

}  // namespace encore::onnx
