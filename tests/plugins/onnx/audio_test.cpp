// encore.onnx-audio on networks whose outputs are known: means of 100 samples at 1 kHz.
#include <cmath>
#include <fstream>
#include <thread>

#include "tests/plugins/onnx/model_place.hpp"

namespace encore::test {
namespace {

// The value of frame k of 100 samples is k, and -k in a second channel.
plugin::ClipInput stairs(double seconds, base::Index channels = 1) {
  auto sound = synthesize(seconds, 1000, [](double t) { return std::floor(t * 10 + 1e-6); });
  if (channels == 2) {
    sound.samples.conservativeResize(Eigen::NoChange, 2);
    sound.samples.col(1) = -sound.samples.col(0);
  }
  return clip_of(sound);
}

class OnnxAudio : public testing::Test {
 protected:
  void SetUp() override { place.write(kMonoAudio, "mono.onnx"); }
  plugin::FeatureFrames extract(const std::string& with, const plugin::ClipInput& clip) {
    return extractor("onnx-audio", place.with(with)).extract(clip);
  }
  std::string error(const std::string& with = "") {
    return error_of([&] { extractor("onnx-audio", place.with(with)); });
  }
  ModelPlace place;
};

TEST_F(OnnxAudio, WindowsArePooledOneByOne) {
  const auto got = extract("layers: [0], window_s: 1, hop_s: 0.5", stairs(2.2));
  ASSERT_EQ(got.values.rows(), 3);
  ASSERT_EQ(got.values.cols(), 1);
  EXPECT_FLOAT_EQ(got.values(0, 0), 4.5F);
  EXPECT_FLOAT_EQ(got.values(1, 0), 9.5F);
  EXPECT_FLOAT_EQ(got.values(2, 0), 14.5F);
  EXPECT_DOUBLE_EQ(got.spans(2, 0), 1.0);
  EXPECT_DOUBLE_EQ(got.spans(2, 1), 2.0);
  EXPECT_EQ(got.names, std::vector<std::string>{"layer0_1"});
}

TEST_F(OnnxAudio, TheWindowOfANetworkOfAnyLengthIsTheHop) {
  EXPECT_EQ(extract("layers: [0]", stairs(15)).values.rows(), 10);
  EXPECT_EQ(extract("layers: [0], window_s: 10", stairs(15)).values.rows(), 4);
}

TEST_F(OnnxAudio, LayersStandSideBySide) {
  const auto got =
      extract("layers: [pooled, 1, 2], window_s: 1, hop_s: 1, pooling: max", stairs(2));
  ASSERT_EQ(got.values.cols(), 4);
  EXPECT_EQ(got.names, (std::vector<std::string>{"pooled_1", "layer1_1", "layer1_2", "layer2_1"}));
  EXPECT_FLOAT_EQ(got.values(0, 0), 4.5F);
  EXPECT_FLOAT_EQ(got.values(0, 1), 9);
  EXPECT_FLOAT_EQ(got.values(0, 2), 81);
  EXPECT_FLOAT_EQ(got.values(0, 3), 8.5F);
}

TEST_F(OnnxAudio, FramesAreKeptWherePoolingIsNone) {
  const auto got = extract("layers: [0], pooling: none, window_s: 1", stairs(2.35));
  ASSERT_EQ(got.values.rows(), 23);  // the last 50 ms hold no frame
  for (base::Index r = 0; r < 23; ++r) EXPECT_FLOAT_EQ(got.values(r, 0), static_cast<float>(r));
  EXPECT_NEAR(got.spans(13, 0), 1.3, 1e-9);
  EXPECT_NEAR(got.spans(13, 1), 1.4, 1e-9);
  // A rest shorter than the network takes is left out.
  EXPECT_EQ(extract("layers: [0], pooling: none, window_s: 1", stairs(2.15)).values.rows(), 20);
}

TEST_F(OnnxAudio, BatchesChangeNothing) {
  const auto one = extract("window_s: 1, hop_s: 0.1, batch: 1", stairs(5));
  const auto many = extract("window_s: 1, hop_s: 0.1, batch: 7", stairs(5));
  EXPECT_EQ(one.values, many.values);
  EXPECT_EQ(one.spans, many.spans);
}

TEST_F(OnnxAudio, ManyInstancesRunAtOnce) {
  const auto expected = extract("window_s: 1, hop_s: 0.1", stairs(5));
  std::vector<std::thread> threads;
  std::vector<base::MatrixF> got(4);
  for (auto& values : got)
    threads.emplace_back([&] {
      auto mine = extractor("onnx-audio", place.with("window_s: 1, hop_s: 0.1"));
      for (int i = 0; i < 5; ++i) values = mine.extract(stairs(5)).values;
    });
  for (auto& t : threads) t.join();
  for (const auto& values : got) EXPECT_EQ(values, expected.values);
}

TEST_F(OnnxAudio, ShortAndSilentClips) {
  const auto got = extract("layers: [0], window_s: 1", stairs(0.3));
  ASSERT_EQ(got.values.rows(), 1);
  EXPECT_FLOAT_EQ(got.values(0, 0), 1);
  EXPECT_DOUBLE_EQ(got.spans(0, 1), 0.3);
  EXPECT_SAYS_PART(
      error_of([&] { extract("", stairs(0.1)); }),
      "a window of 100 samples at 1000 Hz is shorter than the 200 that the network takes");
  auto silence = stairs(1);
  silence.audio.setZero();
  EXPECT_TRUE(extract("normalize: l2", silence).values.isZero(0));
}

// Frames of padding are no part of a mean.
TEST_F(OnnxAudio, PaddingIsNotPooled) {
  std::string audio = replaced(kMonoAudio, "length: any", "length: fixed");
  audio =
      replaced(replaced(audio, "padding: none", "padding: zero"), "window_s: 10", "window_s: 1");
  place.describe(audio);
  EXPECT_FLOAT_EQ(extract("layers: [0]", stairs(0.6)).values(0, 0), 2.5F);
  place.describe(replaced(audio, "padding: zero", "padding: repeat"));
  EXPECT_FLOAT_EQ(extract("layers: [pooled]", stairs(0.4)).values(0, 0), (2 * 0.4F * 1.5F) / 1.0F);
}

TEST_F(OnnxAudio, StereoNetworks) {
  std::filesystem::remove(place.folder() / "mono.onnx");
  std::string audio =
      replaced(replaced(kMonoAudio, "channels: 1", "channels: 2"), "mono", "stereo");
  audio = replaced(audio, "batch-time", "batch-channel-time");
  const auto from = audio.find("    - {name: both"), to = audio.find("  default_layer");
  audio = replaced(audio.erase(from, to - from), "dims: 1", "dims: 2");
  place.write(replaced(audio, "default_layer: 1", "default_layer: 0"), "stereo.onnx");
  auto features = extractor("onnx-audio", place.with("window_s: 1"));
  EXPECT_FALSE(features.needs().mono);
  const auto both = features.extract(stairs(1, 2)), mono = features.extract(stairs(1));
  EXPECT_FLOAT_EQ(both.values(0, 0), 4.5F);
  EXPECT_FLOAT_EQ(both.values(0, 1), -4.5F);
  EXPECT_FLOAT_EQ(mono.values(0, 1), 4.5F);
}

TEST_F(OnnxAudio, WeightsMayLieBesideTheNetwork) {
  std::filesystem::remove(place.folder() / "mono.onnx");
  place.write(kOutsideAudio, "outside.onnx");
  const auto got = extract("window_s: 1, hop_s: 1", stairs(2)).values;
  ASSERT_EQ(got.cols(), 2);
  EXPECT_FLOAT_EQ(got(1, 0), 3 * 14.5F);
  EXPECT_FLOAT_EQ(got(1, 1), -14.5F);
  std::filesystem::remove(place.folder() / "outside.onnx.data");
  EXPECT_SAYS_PART(error(), "outside.onnx.data: is missing");
  place.describe(kOutsideAudio);  // a list without it
  EXPECT_SAYS_PART(error(), "'files' lacks 'outside.onnx.data', in which outside.onnx has weights");
}

TEST_F(OnnxAudio, ANetworkForOneWindowAtATimeGetsOne) {
  std::filesystem::remove(place.folder() / "mono.onnx");
  std::string audio = replaced(kMonoAudio, "mono.onnx", "single.onnx");
  const auto from = audio.find("    - {name: both"), to = audio.find("  default_layer");
  audio.erase(from, to - from);
  place.write(replaced(audio, "default_layer: 1", "default_layer: 0"), "single.onnx");
  EXPECT_EQ(extract("window_s: 1, batch: 8", stairs(15)).values.rows(), 10);
}

TEST_F(OnnxAudio, WrongParametersAreNamed) {
  EXPECT_SAYS_PART(error("layers: [0, 24]"),
                   "'layers' names '24', which the model does not have; it has 0, 1, 2, pooled");
  EXPECT_SAYS_PART(error("window_s: 11"), "'window_s' is more than the 10");
  EXPECT_SAYS_PART(error("hop_s: 0.00001"), "'hop_s' is less than one sample");
  EXPECT_SAYS_PART(error("window_s: 0.1"),
                   "'window_s' makes windows of 100 samples; the network needs 200 at 1000 Hz");
  EXPECT_SAYS_PART(error("layers: [1, 0, 1]"), "'layers' names '1' twice");
  EXPECT_SAYS_PART(error("pooling: none, hop_s: 1"), "'hop_s' must be left out with pooling none");
  EXPECT_SAYS_PART(error("pooling: none, layers: [0, pooled]"), "one of the layers is a vector");
  EXPECT_SAYS_PART(error_of([&] { extract("pooling: none, layers: [0, 2]", stairs(1)); }),
                   "have different numbers of frames");
}

TEST_F(OnnxAudio, AnOutputThatTheFileLacksIsNamedWithThoseItHas) {
  place.describe(replaced(kMonoAudio, "name: both", "name: hidden_states.1"));
  const auto said = error();
  EXPECT_SAYS_PART(said, "mono.onnx: has no output 'hidden_states.1'; it has ");
  EXPECT_SAYS_PART(said, "mean");
  EXPECT_SAYS_PART(said, "whole");
  place.describe(replaced(kMonoAudio, "name: x", "name: input_values"));
  EXPECT_SAYS_PART(error(), "mono.onnx: has no input 'input_values'; it has x");
}

TEST_F(OnnxAudio, OtherDimensionsThanSaid) {
  place.describe(replaced(kMonoAudio, "dims: 2", "dims: 3"));
  EXPECT_SAYS_PART(error(""), "mono.onnx: has 2 dims in the output 'both', but model.yaml says 3");
}

TEST_F(OnnxAudio, ATruncatedNetwork) {
  const auto bytes = base::read_text(place.folder() / "mono.onnx");
  base::write_text(place.folder() / "mono.onnx", bytes.substr(0, bytes.size() / 2));
  EXPECT_SAYS_PART(error(), "mono.onnx: is not the file that model.yaml names: its SHA-256");
  place.describe(kMonoAudio);  // with the checksum of half of it
  EXPECT_SAYS_PART(error(), "mono.onnx: cannot be read by OpenVINO 20");
  EXPECT_SAYS_PART(error(), "it is cut short, or no ONNX file");
}

TEST_F(OnnxAudio, AnOperatorThatTheRuntimeLacks) {
  std::filesystem::remove(place.folder() / "mono.onnx");
  place.write(replaced(kMonoAudio, "mono.onnx", "future.onnx"), "future.onnx");
  const auto said = error("layers: [0]");
  EXPECT_SAYS_PART(said, "future.onnx: cannot be read by OpenVINO");
  EXPECT_SAYS_PART(said,
                   ": Model wasn't fully converted; No conversion rule found for operations: "
                   "EmbedThought-17");
}

TEST_F(OnnxAudio, AVersionOfOperatorsThatTheRuntimeLacks) {
  std::filesystem::remove(place.folder() / "mono.onnx");
  place.write(replaced(kMonoAudio, "mono.onnx", "opset99.onnx"), "opset99.onnx");
  const auto said = error("layers: [0]");
  EXPECT_SAYS_PART(said, "opset99.onnx: is written for version 99 of ONNX's operators; OpenVINO ");
  EXPECT_SAYS_PART(said, " knows them up to 26: export it again with a lower opset_version");
}

// Peak of the resident memory of this process in MiB since the last call.
double peak_mib() {
  double peak = -1;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) peak = std::stod(line.substr(6)) / 1024;
  std::ofstream("/proc/self/clear_refs") << 5;
  return peak;
}

// The first convolution of wav2vec 2.0 makes 0.4 MB of a second of sound: 10 minutes at once would
// take 240 MB in that layer alone.
TEST(OnnxAudioMemory, IsThatOfTheWindowNotOfTheRecording) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "skipped: the sanitizer's own memory would be measured";
#endif
  auto features = extractor("onnx-audio", "{model: '" + std::string(ENCORE_SOURCE_DIR) +
                                              "/tests/data/models/tiny-wav2vec2', window_s: 1.5}");
  const auto noise = [](double t) { return std::sin(1e4 * t * t); };
  const auto small = clip_of(synthesize(15, 16000, noise));
  const auto large = clip_of(synthesize(600, 16000, noise));
  features.extract(small);
  peak_mib();
  EXPECT_EQ(features.extract(small).values.rows(), 10);
  const double of_small = peak_mib();
  EXPECT_EQ(features.extract(large).values.rows(), 400);
  const double of_large = peak_mib();
  if (of_small < 0) GTEST_SKIP() << "skipped: no VmHWM here";
  EXPECT_LT(of_large - of_small, 40) << of_small << " MiB, then " << of_large;
  RecordProperty("growth_mib", std::to_string(of_large - of_small));
}

}  // namespace
}  // namespace encore::test
