// A real recording through the front ends of public models, as transformers' own extractors prepare
// it (tests/data/front_ends, made by tests/reference/front_ends.py).
#include "encore/error.hpp"
#include "plugins/array/source.hpp"
#include "plugins/onnx/front_end.hpp"
#include "plugins/onnx/model_sections.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::onnx {
namespace {

namespace fs = std::filesystem;

struct Case {
  AudioModel model;
  std::string recording;
  std::int64_t first = 0, samples = 0;
};

Case read_case(const fs::path& file) {
  const auto yaml = YamlMap::of_file(file.string());
  Case out;
  out.recording = yaml.text("recording");
  out.first = yaml.integer("first_sample", 0, 1 << 30);
  out.samples = yaml.integer("samples", 1, 1 << 30);
  auto& m = out.model;
  m.sample_rate = yaml.real("sample_rate_hz", 1000, 1e6);
  m.window_s = yaml.real("window_s", 0, 1000);
  m.padding = static_cast<Padding>(yaml.choice("padding", {"none", "zero", "repeat"}));
  if (yaml.has("waveform"))
    m.standardise = yaml.map("waveform").text("normalize") == "zero-mean-unit-variance";
  else m.log_mel = read_log_mel(yaml.map("log_mel"), m.sample_rate);
  if (m.log_mel) m.layout = Layout::batch_time_mel;
  yaml.finish();
  return out;
}

// Samples of the first channel, whatever their rate.
std::vector<float> samples_of(const Case& c) {
  const auto sound = stimuli::load_clip(
      {.name = c.recording, .file = test::test_data() / "audio" / c.recording, .mono = false});
  const float* begin = sound.samples.data() + c.first;
  EXPECT_LE(c.first + c.samples, sound.frames());
  return {begin, begin + c.samples};
}

// With noise within 2^-23, one unit in the last place of full scale: less than versions of a
// decoder differ.
std::vector<float> nudged(std::vector<float> samples) {
  std::uint64_t state = 1;
  for (auto& sample : samples) {
    state = (1103515245 * state + 12345) % (std::uint64_t{1} << 31);
    sample += static_cast<float>((static_cast<double>(state) / (1U << 30) - 1) / (1 << 24));
  }
  return samples;
}

std::vector<float> values_of(const AudioModel& model, const std::vector<float>& samples,
                             std::vector<std::int64_t>& shape) {
  const dsp::Samples channel(samples);
  FrontEnd front_end(model);
  auto got = front_end({&channel, 1});
  shape = got.shape;
  return got.values;
}

class RealFrontEnd : public testing::TestWithParam<const char*> {};

TEST_P(RealFrontEnd, AgreesWithTransformers) {
  if (!fs::exists(test::test_data() / "audio"))
    GTEST_SKIP() << "skipped: no recordings in " << test::test_data();
  const auto folder = fs::path(ENCORE_SOURCE_DIR) / "tests/data/front_ends";
  const std::string name = GetParam();
  const Case c = read_case(folder / (name + ".yaml"));
  const auto source = array::open_source((folder / (name + ".npz")).string(), "");
  const auto shape = source->read("shape"), rows = source->read("rows"),
             columns = source->read("columns"), values = source->read("values");

  const auto samples = samples_of(c);
  Input got;
  got.values = values_of(c.model, samples, got.shape);
  // Bands that a recording leaves empty hold the rounding of its decoder. What rounding of the
  // samples changes is allowed besides the tolerance.
  const auto other = values_of(c.model, nudged(samples), got.shape);
  double rounding = 0;
  for (std::size_t i = 0; i < other.size(); ++i)
    rounding = std::max(
        rounding, std::abs(static_cast<double>(other[i]) - static_cast<double>(got.values[i])));
  auto wanted = static_cast<dsp::Index>(shape.numbers[0]),
       width = static_cast<dsp::Index>(shape.numbers[1]);
  ASSERT_EQ(static_cast<dsp::Index>(got.values.size()), wanted * width);
  // Whisper's own array is mel x time.
  const bool transposed = c.model.log_mel && got.shape[0] != wanted;
  RowMatrix x = Eigen::Map<const RowMatrix>(got.values.data(), transposed ? width : wanted,
                                            transposed ? wanted : width);
  if (transposed) x = x.transpose().eval();
  double worst = 0, top = 1;
  for (std::size_t r = 0; r < rows.numbers.size(); ++r)
    for (std::size_t k = 0; k < columns.numbers.size(); ++k) {
      const double expected = values.numbers[r * columns.numbers.size() + k];
      const double ours =
          x(static_cast<dsp::Index>(rows.numbers[r]), static_cast<dsp::Index>(columns.numbers[k]));
      worst = std::max(worst, std::abs(ours - expected));
      top = std::max(top, std::abs(expected));
    }
  EXPECT_LE(worst, 1e-4 * top + rounding) << "rounding " << rounding;
  RecordProperty("rounding", std::to_string(rounding));
  RecordProperty("largest_difference", std::to_string(worst));
}

std::string name_of(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Public, RealFrontEnd,
                         testing::Values("wav2vec2", "encodec", "w2v-bert", "ast", "whisper",
                                         "whisper-large-v3", "clap-music", "clap-fused"),
                         name_of);

}  // namespace
}  // namespace encore::onnx
