// encore.mfcc: mel-frequency cepstral coefficients.
#include "encore/sdk.hpp"
#include "plugins/dsp/dct.hpp"
#include "plugins/dsp/decibel.hpp"
#include "plugins/dsp/delta.hpp"
#include "plugins/dsp/output.hpp"
#include "plugins/dsp/spectral.hpp"

namespace dsp = encore::dsp;

class Mfcc {
 public:
  static constexpr encore::Info info{
      .id = "encore.mfcc",
      .version = "1.1.0",
      .name = "Cepstral coefficients",
      .summary =
          "Timbre as the cosine transform of the mel spectrogram in decibels, as "
          "librosa.feature.mfcc.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .citation = "doi:10.1109/TASSP.1980.1163420"};
  static constexpr encore::Param params[] = {
      encore::integer("n_mfcc", "20", 1, 512, "Number of coefficients, usually 12 to 20."),
      encore::integer("deltas", "0", 0, 2,
                      "Highest derivative in time (over 9 frames) that is appended, 0 to 2."),
      dsp::param::n_mels,
      dsp::param::hop_ms,
      dsp::param::n_fft,
      dsp::param::sample_rate,
      dsp::param::fmin_hz,
      dsp::param::fmax_hz,
      dsp::param::scale,
      dsp::param::norm,
      dsp::param::floor,
      dsp::param::top_db};

  explicit Mfcc(const encore::Params& p)
      : config_(dsp::mel_config(p)),
        spectrogram_(config_),
        n_mfcc_(p.integer("n_mfcc")),
        deltas_(static_cast<int>(p.integer("deltas"))),
        floor_(p.real("floor")),
        top_db_(p.real("top_db")) {
    if (n_mfcc_ > config_.n_mels)
      throw encore::Error::param("n_mfcc", "must not be greater than n_mels");
    basis_ = dsp::dct_basis(config_.n_mels, n_mfcc_).cast<float>();
  }

  encore::Needs needs() const { return {.audio = true, .sample_rate = config_.sample_rate}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    const auto sound = dsp::sound_of(clip, config_.sample_rate);
    call.progress(0, "mfcc");
    const dsp::MatrixF cepstrum = dsp::power_to_db(spectrogram_(sound), floor_, top_db_) * basis_;
    dsp::MatrixF values(cepstrum.rows(), n_mfcc_ * (1 + deltas_));
    auto names = dsp::numbered("mfcc_", n_mfcc_, 0);
    values.leftCols(n_mfcc_) = cepstrum;
    for (int order = 1; order <= deltas_; ++order) {
      values.middleCols(order * n_mfcc_, n_mfcc_) =
          dsp::delta(cepstrum.cast<double>(), order).cast<float>();
      const auto more = dsp::numbered("mfcc_delta" + std::to_string(order) + "_", n_mfcc_, 0);
      names.insert(names.end(), more.begin(), more.end());
    }
    dsp::write_centred(call, values, static_cast<double>(config_.hop) / config_.sample_rate,
                       dsp::seconds_of(clip), names);
  }

 private:
  dsp::MelConfig config_;
  dsp::MelSpectrogram spectrogram_;
  dsp::Index n_mfcc_;
  int deltas_;
  double floor_, top_db_;
  dsp::MatrixF basis_;
};

ENCORE_PLUGINS(encore::features<Mfcc>)
