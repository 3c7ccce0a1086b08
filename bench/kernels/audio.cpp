// Sound to features. Counters: frames or samples a second, on one thread.
#include <benchmark/benchmark.h>

#include "core/stimuli/shape.hpp"
#include "plugins/dsp/chroma.hpp"
#include "plugins/dsp/cochleogram.hpp"
#include "plugins/dsp/dct.hpp"
#include "plugins/dsp/decibel.hpp"
#include "plugins/dsp/mel.hpp"

namespace encore::bench {
namespace {

using dsp::Index;

constexpr double seconds = 15, rate = 22050;

// A chirp: no frame is like another, and every band is filled at some time.
dsp::VectorF chirp() {
  const dsp::VectorF t = dsp::VectorF::LinSpaced(static_cast<Index>(seconds * rate), 0, 1);
  return (2000 * t.array() * t.array()).sin() * 0.3F;
}

dsp::Samples samples(const dsp::VectorF& x) {
  return {x.data(), static_cast<std::size_t>(x.size())};
}

void count(benchmark::State& state, Index each) {
  state.SetItemsProcessed(state.iterations() * each);
}

void stft(benchmark::State& state) {
  const auto sound = chirp();
  dsp::Stft stft(state.range(0), 882);
  const Index frames = stft.frames(samples(sound));
  for (auto _ : state)
    for (Index t = 0; t < frames; t += dsp::Stft::block)
      benchmark::DoNotOptimize(stft.power(samples(sound), t).data());
  count(state, frames);
}
BENCHMARK(stft)->Arg(512)->Arg(2048)->Arg(2205);

void mel_bank(benchmark::State& state) {
  const dsp::MelFilterBank bank({.n_mels = state.range(0)});
  const dsp::Stft::Block power = dsp::Stft::Block::Ones(1025, dsp::Stft::block);
  dsp::MatrixF out(dsp::Stft::block, bank.size());
  for (auto _ : state) {
    bank.apply(power, out);
    benchmark::DoNotOptimize(out.data());
  }
  count(state, dsp::Stft::block);
}
BENCHMARK(mel_bank)->Arg(40)->Arg(128);

void mel_spectrogram(benchmark::State& state) {
  const auto sound = chirp();
  dsp::MelSpectrogram mel({.hop = 882});
  Index frames = 0;
  for (auto _ : state) frames = mel(samples(sound)).rows();
  count(state, frames);
}
BENCHMARK(mel_spectrogram);

void decibel(benchmark::State& state) {
  const dsp::MatrixF power = dsp::MatrixF::Constant(376, 128, 0.01F);
  for (auto _ : state) benchmark::DoNotOptimize(dsp::power_to_db(power, 1e-10, 80).data());
  count(state, power.rows());
}
BENCHMARK(decibel);

void dct(benchmark::State& state) {
  const dsp::MatrixF db = dsp::MatrixF::Random(376, 128);
  const dsp::MatrixF basis = dsp::dct_basis(128, 20).cast<float>();
  dsp::MatrixF out(db.rows(), basis.cols());
  for (auto _ : state) {
    out.noalias() = db * basis;
    benchmark::DoNotOptimize(out.data());
  }
  count(state, db.rows());
}
BENCHMARK(dct);

void chromagram(benchmark::State& state) {
  const auto sound = chirp();
  dsp::Chromagram chroma({.hop = 882});
  Index frames = 0;
  for (auto _ : state) frames = chroma(samples(sound)).rows();
  count(state, frames);
}
BENCHMARK(chromagram);

void cochleogram(benchmark::State& state) {
  const auto sound = chirp();
  dsp::Cochleogram cochlea({.sample_rate = rate});
  Index frames = 0;
  for (auto _ : state) frames = cochlea(samples(sound)).rows();
  count(state, frames);
}
BENCHMARK(cochleogram)->Unit(benchmark::kMillisecond);

void resample(benchmark::State& state) {
  const stimuli::Sound sound{base::MatrixF::Random(15 * 44100, 1), 44100};
  for (auto _ : state) benchmark::DoNotOptimize(stimuli::resample(sound, rate).samples.data());
  count(state, sound.frames());
}
BENCHMARK(resample)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace encore::bench
