// encore.mel: log-mel spectrogram.
#include <cmath>

#include "encore/sdk.hpp"
#include "plugins/dsp/decibel.hpp"
#include "plugins/dsp/output.hpp"
#include "plugins/dsp/spectral.hpp"

namespace dsp = encore::dsp;

class Mel {
 public:
  static constexpr encore::Info info{
      .id = "encore.mel",
      .version = "1.1.0",
      .name = "Mel spectrogram",
      .summary = "Power in mel-scaled bands, as librosa.feature.melspectrogram, in decibels.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation = "Slaney 1998, Auditory Toolbox, Technical Report 1998-010"};
  static constexpr const char* logs[] = {"db", "natural", "none"};
  static constexpr encore::Param params[] = {
      dsp::param::n_mels,
      dsp::param::hop_ms,
      dsp::param::n_fft,
      dsp::param::sample_rate,
      dsp::param::fmin_hz,
      dsp::param::fmax_hz,
      dsp::param::scale,
      dsp::param::norm,
      encore::choice("log", "db", logs,
                     "Decibels (10 log10), natural logarithm, or plain power (none)."),
      dsp::param::floor,
      dsp::param::top_db};

  explicit Mel(const encore::Params& p)
      : config_(dsp::mel_config(p)),
        spectrogram_(config_),
        log_(p.choice("log")),
        floor_(p.real("floor")),
        top_db_(p.real("top_db")) {}

  encore::Needs needs() const { return {.audio = true, .sample_rate = config_.sample_rate}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto sound = dsp::sound_of(clip, config_.sample_rate);
    call.progress(0, "mel");
    dsp::MatrixF values = spectrogram_(sound);
    if (log_ != "none") values = dsp::power_to_db(values, floor_, top_db_);
    if (log_ == "natural") values *= static_cast<float>(std::log(10.0) / 10);
    dsp::write_centred(call, values, static_cast<double>(config_.hop) / config_.sample_rate,
                       dsp::seconds_of(clip), dsp::numbered("mel_", config_.n_mels));
    if (const auto empty = spectrogram_.bank().empty_bands(); empty > 0)
      call.set_meta("empty_bands", std::to_string(empty));
    call.set_meta("hop_samples", std::to_string(config_.hop));
  }

 private:
  dsp::MelConfig config_;
  dsp::MelSpectrogram spectrogram_;
  std::string log_;
  double floor_, top_db_;
};

ENCORE_PLUGINS(encore::features<Mel>)
