// encore.chroma: power by pitch class.
#include "plugins/dsp/chroma.hpp"

#include "encore/sdk.hpp"
#include "plugins/dsp/output.hpp"
#include "plugins/dsp/spectral.hpp"

namespace dsp = encore::dsp;

class Chroma {
 public:
  static constexpr encore::Info info{
      .id = "encore.chroma",
      .version = "1.1.0",
      .name = "Chromagram",
      .summary =
          "Power in the twelve pitch classes C to B, as librosa.feature.chroma_stft tuned "
          "to A = 440 Hz.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation = "Ellis 2007, Chroma feature analysis and synthesis"};
  static constexpr const char* norms[] = {"max", "none"};
  static constexpr encore::Param params[] = {
      dsp::param::hop_ms, dsp::param::n_fft, dsp::param::sample_rate,
      encore::choice("norm", "max", norms,
                     "The strongest class of each frame is 1 (max), or plain power (none).")};

  explicit Chroma(const encore::Params& p)
      : config_{.sample_rate = p.real("sample_rate"),
                .n_fft = p.integer("n_fft"),
                .hop = dsp::hop_samples(p.real("hop_ms"), p.real("sample_rate")),
                .n_chroma = 12,
                .normalize = p.choice("norm") == "max"},
        chromagram_(config_) {}

  encore::Needs needs() const { return {.audio = true, .sample_rate = config_.sample_rate}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto sound = dsp::sound_of(clip, config_.sample_rate);
    call.progress(0, "chroma");
    dsp::write_centred(
        call, chromagram_(sound), static_cast<double>(config_.hop) / config_.sample_rate,
        dsp::seconds_of(clip), {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"});
  }

 private:
  dsp::ChromaConfig config_;
  dsp::Chromagram chromagram_;
};

ENCORE_PLUGINS(encore::features<Chroma>)
