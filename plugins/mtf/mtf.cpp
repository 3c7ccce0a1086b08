// encore.mtf: spectro-temporal modulation energy.
#include <algorithm>
#include <optional>

#include "encore/sdk.hpp"
#include "plugins/dsp/cochleogram.hpp"
#include "plugins/dsp/modulation.hpp"
#include "plugins/dsp/output.hpp"

namespace dsp = encore::dsp;

class Mtf {
 public:
  static constexpr encore::Info info{
      .id = "encore.mtf",
      .version = "1.1.0",
      .name = "Spectro-temporal modulation",
      .summary =
          "Energy of a cochleogram in filters of modulation rate, scale and direction, by "
          "frequency band: a model of auditory cortex.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation = "doi:10.1121/1.1945807; doi:10.1002/brb3.1936"};
  static constexpr const char* directions[] = {"separate", "pooled"};
  static constexpr encore::Param params[] = {
      encore::unit(encore::reals("rates_hz", "[1, 2, 4, 8, 16, 32]", 0.1, 200,
                                 "Temporal modulation rates, usually 1 to 64."),
                   "Hz"),
      encore::unit(encore::reals("scales_cyc_oct", "[0.25, 0.5, 1, 2, 4]", 0.01, 64,
                                 "Spectral modulation scales, usually 0.25 to 8."),
                   "cycles/octave"),
      encore::choice("direction", "separate", directions,
                     "Downward and upward sweeps in columns of their own, or their mean."),
      encore::integer("bands", "6", 1, 128,
                      "Equal parts of the log-frequency axis that are averaged, usually 1 to 20."),
      encore::unit(encore::real("step_s", "0.5", 0.05, 60,
                                "Length of sound that one row describes, usually 0.1 to 1.5."),
                   "s"),
      encore::integer("channels", "128", 8, 512, "Channels of the cochleogram, usually 64 to 128."),
      encore::unit(encore::real("fmin_hz", "60", 10, 20000, "Lowest channel, usually 20 to 180."),
                   "Hz"),
      encore::unit(encore::real("fmax_hz", "7200", 100, 96000,
                                "Highest channel, usually 7000 to 10000; below half the sample "
                                "rate."),
                   "Hz"),
      encore::unit(encore::real("frame_ms", "5", 1, 100,
                                "Frames of the cochleogram, short against the fastest rate; "
                                "usually 5."),
                   "ms"),
      encore::real("exponent", "0.3", 0.05, 1,
                   "Loudness compression: envelopes are raised to this power, usually 0.3."),
      encore::unit(encore::real("sample_rate", "16000", 4000, 192000,
                                "Rate that the sound is resampled to before analysis."),
                   "Hz")};

  explicit Mtf(const encore::Params& p)
      : cochlea_config_{.sample_rate = p.real("sample_rate"),
                        .channels = p.integer("channels"),
                        .fmin_hz = p.real("fmin_hz"),
                        .fmax_hz = p.real("fmax_hz"),
                        .frame_s = p.real("frame_ms") / 1000,
                        .exponent = p.real("exponent")},
        config_{.rates_hz = p.reals("rates_hz"),
                .scales_cyc_oct = p.reals("scales_cyc_oct"),
                .bands = p.integer("bands"),
                .split_directions = p.choice("direction") == "separate"},
        step_s_(p.real("step_s")) {
    check();
    cochlea_.emplace(cochlea_config_);
    config_.frame_s = cochlea_->frame_s();
    config_.channels_per_octave = cochlea_->channels_per_octave();
    if (*std::max_element(config_.rates_hz.begin(), config_.rates_hz.end()) * 2 * config_.frame_s >
        1)
      throw encore::Error::param("rates_hz", "the fastest rate needs a shorter frame_ms");
    if (*std::max_element(config_.scales_cyc_oct.begin(), config_.scales_cyc_oct.end()) * 2 >
        config_.channels_per_octave)
      throw encore::Error::param("scales_cyc_oct", "the finest scale needs more channels");
  }

  encore::Needs needs() const {
    return {.audio = true, .sample_rate = cochlea_config_.sample_rate};
  }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto sound = dsp::sound_of(clip, cochlea_config_.sample_rate);
    const double seconds = dsp::seconds_of(clip);
    call.progress(0, "cochleogram");
    const dsp::Matrix cochleogram = (*cochlea_)(sound);
    const dsp::Tiles tiles(seconds, step_s_);
    const auto values = dsp::modulation_energy(
        cochleogram, config_, tiles, seconds,
        [&](double share) { call.progress(0.3 + 0.7 * share, "modulations"); });
    dsp::write_tiles(call, values, tiles, dsp::modulation_names(config_));
  }

 private:
  void check() const {
    if (config_.rates_hz.empty()) throw encore::Error::param("rates_hz", "must not be empty");
    if (config_.scales_cyc_oct.empty())
      throw encore::Error::param("scales_cyc_oct", "must not be empty");
    if (config_.bands > cochlea_config_.channels)
      throw encore::Error::param("bands", "must not be greater than channels");
    if (cochlea_config_.fmin_hz >= cochlea_config_.fmax_hz)
      throw encore::Error::param("fmin_hz", "must lie below fmax_hz");
    if (cochlea_config_.fmax_hz >= cochlea_config_.sample_rate / 2)
      throw encore::Error::param("fmax_hz", "must lie below half the sample rate");
  }

  dsp::CochleogramConfig cochlea_config_;
  dsp::ModulationConfig config_;
  double step_s_;
  std::optional<dsp::Cochleogram> cochlea_;
};

ENCORE_PLUGINS(encore::features<Mtf>)
