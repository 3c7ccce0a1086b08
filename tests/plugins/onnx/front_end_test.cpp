// Front ends against the feature extractors of transformers and muq
// (tests/reference/onnx_front_ends.py).
#include "plugins/onnx/front_end.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "core/stimuli/clip.hpp"
#include "encore/error.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::onnx {
namespace {

constexpr dsp::Index kSamples = 70000;

// A linear congruential generator, the same in the script.
std::vector<double> noise() {
  std::vector<double> out;
  std::uint64_t state = 12345;
  for (dsp::Index n = 0; n < kSamples; ++n) {
    state = (1103515245 * state + 12345) % (std::uint64_t{1} << 31);
    out.push_back(static_cast<double>(state) / std::pow(2, 31) - 0.5);
  }
  return out;
}

std::vector<float> synthetic() {
  std::vector<float> out;
  for (const double x : noise()) {
    const auto i = static_cast<double>(out.size());
    out.push_back(static_cast<float>(
        0.5 * std::sin(2 * std::numbers::pi * 0.01 * i * (1 + i / kSamples)) + 0.1 * x));
  }
  return out;
}

// The samples of a recording at its own rate, from half a second on, and some noise: bands that a
// recording leaves empty hold the rounding of its decoder.
std::vector<float> recorded(const std::filesystem::path& file) {
  const double rate = 22050;
  const auto sound = stimuli::load_clip({.name = file.filename().string(),
                                         .file = file,
                                         .start_s = 0.5,
                                         .duration_s = static_cast<double>(kSamples) / rate});
  EXPECT_EQ(sound.sample_rate, rate);
  EXPECT_EQ(sound.frames(), kSamples);
  std::vector<float> out;
  for (const double x : noise()) {
    const auto i = static_cast<base::Index>(out.size());
    out.push_back(static_cast<float>(static_cast<double>(sound.samples(i, 0)) + 0.01 * x));
  }
  return out;
}

AudioModel waveform_model() {
  AudioModel m;
  m.sample_rate = 16000;
  m.window_s = 10;
  m.standardise = true;
  return m;
}

AudioModel mel_model(double rate, double window_s, LogMel mel) {
  AudioModel m;
  m.sample_rate = mel.sample_rate = rate;
  m.window_s = window_s;
  m.layout = Layout::batch_time_mel;
  m.log_mel = mel;
  return m;
}

AudioModel whisper() {
  LogMel mel;  // its defaults are Whisper's
  mel.drop_last_frame = true;
  mel.dynamic_range = 8;
  mel.normalize = LogMel::Normalize::fixed;
  mel.mean = -4;
  mel.std = 4;
  auto m = mel_model(16000, 5, mel);
  m.padding = Padding::zero;
  m.fixed = true;
  return m;
}

AudioModel clap(bool fusion) {
  LogMel mel;
  mel.n_fft = mel.window_length = 1024;
  mel.hop_length = 480;
  mel.n_mels = 64;
  mel.fmax_hz = 14000;
  mel.mel_scale = fusion ? MelScale::htk : MelScale::slaney;
  mel.slaney_norm = !fusion;
  mel.log = LogMel::Log::db;
  auto m = mel_model(48000, 3, mel);
  m.padding = Padding::repeat;
  m.fixed = true;
  return m;
}

AudioModel muq() {
  LogMel mel;
  mel.n_fft = mel.window_length = 2048;
  mel.hop_length = 240;
  mel.n_mels = 128;
  mel.fmax_hz = 12000;
  mel.mel_scale = MelScale::htk;
  mel.slaney_norm = false;
  mel.log = LogMel::Log::db;
  mel.drop_last_frame = true;
  mel.normalize = LogMel::Normalize::fixed;
  mel.mean = 6.75;
  mel.std = 18.5;
  return mel_model(24000, 10, mel);
}

LogMel kaldi() {
  LogMel mel;
  mel.center = false;
  mel.n_fft = 512;
  mel.remove_dc_offset = true;
  mel.preemphasis = 0.97;
  mel.fmin_hz = 20;
  mel.mel_scale = MelScale::kaldi;
  mel.slaney_norm = false;
  mel.floor = 1.192092955078125e-07;
  mel.log = LogMel::Log::natural;
  return mel;
}

AudioModel ast() {
  LogMel mel = kaldi();
  mel.window = LogMel::Window::hann_symmetric;
  mel.n_mels = 128;
  mel.frames = 512;
  mel.normalize = LogMel::Normalize::fixed;
  mel.mean = -4.2677393;
  mel.std = 2 * 4.5689974;
  return mel_model(16000, 5.12, mel);
}

AudioModel w2v_bert() {
  LogMel mel = kaldi();
  mel.window = LogMel::Window::povey;
  mel.scale = 32768;
  mel.normalize = LogMel::Normalize::per_bin;
  mel.stack = 2;
  return mel_model(16000, 10, mel);
}

struct Family {
  AudioModel model;
  dsp::Index samples;
  double tolerance;  // greatest difference, relative above 1
};

Family family(const std::string& name) {
  if (name == "whisper") return {whisper(), kSamples, 1e-5};
  if (name == "clap-fusion") return {clap(true), 60000, 1e-4};
  if (name == "clap-unfused") return {clap(false), 60000, 1e-4};
  if (name == "ast") return {ast(), kSamples, 1e-4};
  if (name == "muq") return {muq(), kSamples, 1e-4};
  if (name == "w2v-bert") return {w2v_bert(), 69680, 1e-4};
  return {waveform_model(), kSamples, 1e-5};
}

dsp::Matrix rows_of(const Family& f, std::vector<float> sound, dsp::Index cols) {
  sound.resize(static_cast<std::size_t>(f.samples));
  FrontEnd front_end(f.model);
  const dsp::Samples channel(sound);
  const auto input = front_end({&channel, 1});
  const auto rows = static_cast<dsp::Index>(input.values.size()) / cols;
  return Eigen::Map<const RowMatrix>(input.values.data(), rows, cols).cast<double>();
}

dsp::Vector expected_part(const dsp::Matrix& x, const std::string& label, std::istream& words) {
  if (label == "row") {
    dsp::Index row = -1;
    words >> row;
    return x.row(row);
  }
  const dsp::Vector mean = x.colwise().mean();
  if (label == "mean") return mean;
  return (x.rowwise() - mean.transpose()).array().square().colwise().mean().sqrt();
}

// All cases of the file whose sound is (not) a recording.
void compare(bool recordings) {
  std::ifstream file(std::string(ENCORE_SOURCE_DIR) +
                     "/tests/plugins/onnx/reference/front_ends.txt");
  std::string line, label, name, source;
  dsp::Matrix got;
  double tolerance = 0;
  int cases = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    words >> label;
    if (label == "case") {
      dsp::Index rows = 0, cols = 0;
      words >> name >> rows >> cols >> source;
      got.resize(0, 0);
      if ((source != "synthetic") != recordings) continue;
      const auto f = family(name);
      tolerance = f.tolerance;
      got = rows_of(f, recordings ? recorded(test::test_data() / "audio" / source) : synthetic(),
                    cols);
      ASSERT_EQ(got.rows(), rows) << name;
      ++cases;
      continue;
    }
    if (got.size() == 0) continue;
    const auto part = expected_part(got, label, words);
    for (dsp::Index i = 0; i < part.size(); ++i) {
      double expected = 0;
      ASSERT_TRUE(static_cast<bool>(words >> expected)) << line.substr(0, 40);
      ASSERT_NEAR(part[i], expected, tolerance * std::max(1.0, std::abs(expected)))
          << name << ", " << source << ", " << label << ", column " << i;
    }
  }
  EXPECT_EQ(cases, recordings ? 14 : 7);
}

TEST(FrontEnd, AgreesWithTheFeatureExtractorsOfTransformers) { compare(false); }

TEST(FrontEnd, AgreesOnRecordings) {
  if (!std::filesystem::exists(test::test_data() / "audio"))
    GTEST_SKIP() << "skipped: no recordings in " << test::test_data();
  compare(true);
}

TEST(FrontEnd, SilenceIsFinite) {
  for (const char* name :
       {"whisper", "clap-fusion", "clap-unfused", "muq", "ast", "w2v-bert", "wav2vec2"}) {
    const auto f = family(name);
    EXPECT_TRUE(rows_of(f, std::vector<float>(1), 2).allFinite()) << name;
  }
}

TEST(FrontEnd, ShortWindowsArePaddedAsTheModelSays) {
  const std::vector<float> sound{1, 2, 3};
  EXPECT_EQ(padded(sound, 8, Padding::none), sound);
  EXPECT_EQ(padded(sound, 8, Padding::zero), (std::vector<float>{1, 2, 3, 0, 0, 0, 0, 0}));
  EXPECT_EQ(padded(sound, 8, Padding::repeat), (std::vector<float>{1, 2, 3, 1, 2, 3, 0, 0}));
}

TEST(FrontEnd, MonoIsGivenToBothChannelsAndMoreAreMixed) {
  AudioModel m = waveform_model();
  m.standardise = false;
  m.channels = 2;
  m.layout = Layout::batch_channel_time;
  FrontEnd front_end(m);
  const std::vector<float> a{1, 2}, b{3, 4}, c{8, 9};
  const dsp::Samples one[] = {a}, two[] = {a, b}, three[] = {a, b, c};
  EXPECT_EQ(front_end(one).values, (std::vector<float>{1, 2, 1, 2}));
  EXPECT_EQ(front_end(one).shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(front_end(two).values, (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(front_end(three).values, (std::vector<float>{4, 5, 4, 5}));
}

TEST(FrontEnd, TooShortForTheNetworkIsSaid) {
  AudioModel m = waveform_model();
  m.min_samples = 400;
  FrontEnd front_end(m);
  const std::vector<float> sound(399, 0.1F);
  const dsp::Samples channel(sound);
  EXPECT_THROW(front_end({&channel, 1}), Error);
  const AudioModel bert = w2v_bert();  // no frame of 400 samples
  FrontEnd mel_end(bert);
  EXPECT_THROW(mel_end({&channel, 1}), Error);
}

}  // namespace
}  // namespace encore::onnx
