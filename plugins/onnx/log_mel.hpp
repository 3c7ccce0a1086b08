// plugins/onnx/log_mel.hpp: log-mel spectrograms as networks were trained with them.
//
// One definition with every step a parameter covers the feature extractors of AST (Kaldi's fbank,
// torchaudio.compliance.kaldi), Whisper, CLAP and w2v-BERT (SeamlessM4T) in transformers, and of
// MuQ. Frames are computed in float64, as transformers.audio_utils.spectrogram does. The steps, in
// order:
// docs/models.md, `log_mel`.
//
//   LogMelSpectrogram mel(config);
//   const RowMatrix x = mel(window);        // frames x mels, or frames / stack x stack * mels
#pragma once

#include <vector>

#include "plugins/dsp/fft.hpp"
#include "plugins/onnx/mel_filters.hpp"

namespace encore::onnx {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct LogMel {
  enum class Window { hann, hann_symmetric, povey, hamming };
  enum class Log { natural, log10, db };
  enum class Normalize { none, fixed, per_bin };

  double sample_rate = 16000;
  double scale = 1;     // of the samples: 32768 where they were 16-bit integers
  bool center = true;   // n_fft / 2 samples of padding at both ends
  bool reflect = true;  // ... mirrored; zeros otherwise
  dsp::Index n_fft = 400, window_length = 400, hop_length = 160;
  bool remove_dc_offset = false;  // of each frame
  double preemphasis = 0;         // within the frame
  Window window = Window::hann;
  double power = 2;
  dsp::Index n_mels = 80;
  double fmin_hz = 0, fmax_hz = 8000;
  MelScale mel_scale = MelScale::slaney;
  bool slaney_norm = true;
  double floor = 1e-10;
  Log log = Log::log10;
  bool drop_last_frame = false;
  double dynamic_range = 0;  // in units of the logarithm, below the window's maximum; 0: off
  dsp::Index frames = 0;     // cut or padded to so many; 0: as many as there are
  double frame_padding = 0;
  Normalize normalize = Normalize::none;
  double mean = 0, std = 1;
  dsp::Index stack = 1;  // so many neighbouring frames side by side
};

// Not thread-safe.
class LogMelSpectrogram {
 public:
  explicit LogMelSpectrogram(const LogMel& config);
  // Throws encore::Error::shape when the sound is too short for one row.
  RowMatrix operator()(dsp::Samples sound);

 private:
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  void frame(dsp::Samples sound, dsp::Index start, double* mels);
  double sample(dsp::Samples sound, dsp::Index i) const;
  void finish(Rows& rows) const;

  LogMel config_;
  dsp::Vector window_;
  MelFilters filters_;
  dsp::Fft fft_;
  std::vector<double> frame_, power_;
  std::vector<dsp::Complex> spectrum_;
};

}  // namespace encore::onnx
