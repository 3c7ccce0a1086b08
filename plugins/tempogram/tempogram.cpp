// encore.tempogram: local tempo.
#include "plugins/dsp/tempogram.hpp"

#include <cmath>
#include <cstdio>
#include <optional>

#include "encore/sdk.hpp"
#include "plugins/dsp/decibel.hpp"
#include "plugins/dsp/onset.hpp"
#include "plugins/dsp/output.hpp"
#include "plugins/dsp/spectral.hpp"

namespace dsp = encore::dsp;

class Tempogram {
 public:
  static constexpr encore::Info info{
      .id = "encore.tempogram",
      .version = "1.1.0",
      .name = "Tempogram",
      .summary =
          "Autocorrelation of onset strength in a sliding window, as "
          "librosa.feature.tempogram, read at tempi or at lags.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation = "doi:10.1109/ICASSP.2010.5495219"};
  static constexpr const char* axes[] = {"tempo", "lag"};
  static constexpr encore::Param params[] = {
      encore::unit(encore::real("window_s", "8", 0.1, 60,
                                "Length of the Hann window in which onsets are correlated, usually "
                                "4 to 12."),
                   "s"),
      encore::unit(encore::real("step_s", "0.5", 0.001, 60,
                                "Length of sound that one row describes, usually 0.1 to 1.5."),
                   "s"),
      encore::choice("axis", "tempo", axes,
                     "Columns are tempi in equal ratios, or all lags of the window as in librosa."),
      encore::integer("n_tempi", "48", 2, 512, "Number of tempi (axis: tempo), usually 24 to 96."),
      encore::unit(encore::real("min_bpm", "30", 1, 1000, "Slowest tempo, usually 30."),
                   "beats/min"),
      encore::unit(encore::real("max_bpm", "300", 1, 6000, "Fastest tempo, usually 240 to 480."),
                   "beats/min"),
      encore::unit(encore::real("hop_ms", "20", 1, 200,
                                "Distance of frames of the onset strength, rounded to whole "
                                "samples; usually 10 to 25."),
                   "ms"),
      dsp::param::n_fft,
      dsp::param::sample_rate};

  explicit Tempogram(const encore::Params& p)
      : step_s_(p.real("step_s")), by_lag_(p.choice("axis") == "lag") {
    mel_.sample_rate = p.real("sample_rate");
    mel_.n_fft = p.integer("n_fft");
    mel_.hop = dsp::hop_samples(p.real("hop_ms"), mel_.sample_rate);
    spectrogram_.emplace(mel_);
    window_ = std::max<dsp::Index>(2, std::llround(p.real("window_s") / hop_s()));
    if (p.real("min_bpm") >= p.real("max_bpm"))
      throw encore::Error::param("min_bpm", "must lie below max_bpm");
    if (!by_lag_ && 60 / (p.real("min_bpm") * hop_s()) > static_cast<double>(window_ - 1))
      throw encore::Error::param("min_bpm", "one beat is longer than window_s");
    if (!by_lag_ && 60 / (p.real("max_bpm") * hop_s()) < 1)
      throw encore::Error::param("max_bpm", "one beat is shorter than hop_ms");
    tempi_ = dsp::tempo_axis(p.real("min_bpm"), p.real("max_bpm"), p.integer("n_tempi"));
  }

  encore::Needs needs() const { return {.audio = true, .sample_rate = mel_.sample_rate}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto sound = dsp::sound_of(clip, mel_.sample_rate);
    call.progress(0, "tempogram");
    const auto onset = dsp::onset_strength(dsp::power_to_db((*spectrogram_)(sound), 1e-10, 80),
                                           mel_.n_fft, mel_.hop);
    const dsp::Tiles tiles(dsp::seconds_of(clip), step_s_);
    std::vector<dsp::Index> centres;
    for (dsp::Index i = 0; i < tiles.count(); ++i)
      centres.push_back(
          std::min<dsp::Index>(std::llround(tiles.middle(i) / hop_s()), onset.size() - 1));
    dsp::Matrix values = dsp::tempogram(onset, window_, centres);
    if (!by_lag_) values = dsp::lags_to_tempi(values, hop_s(), tempi_);
    dsp::write_tiles(call, values, tiles, names());
  }

 private:
  double hop_s() const { return static_cast<double>(mel_.hop) / mel_.sample_rate; }

  std::vector<std::string> names() const {
    if (by_lag_) return dsp::numbered("lag_", window_, 0);
    std::vector<std::string> out;
    for (const double bpm : tempi_) {
      char text[32];
      std::snprintf(text, sizeof text, "%.1f_bpm", bpm);
      out.emplace_back(text);
    }
    return out;
  }

  dsp::MelConfig mel_;
  std::optional<dsp::MelSpectrogram> spectrogram_;
  dsp::Index window_ = 0;
  double step_s_;
  bool by_lag_;
  std::vector<double> tempi_;
};

ENCORE_PLUGINS(encore::features<Tempogram>)
