// Networks of public architectures, small and random, against transformers itself:
// preprocessing and every output (tests/data/models, made by tools/make_test_models.py).
#include "core/io/table.hpp"
#include "encore/error.hpp"
#include "plugins/array/source.hpp"
#include "plugins/onnx/front_end.hpp"
#include "plugins/onnx/network.hpp"
#include "plugins/onnx/tensor.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

class Family : public testing::TestWithParam<const char*> {
 protected:
  Family()
      : folder_(fs::path(ENCORE_SOURCE_DIR) / "tests/data/models" / GetParam()),
        model_(onnx::read_model_folder(folder_)) {}

  std::unique_ptr<array::Source> reference(const char* part) const {
    return array::open_source((folder_ / ("reference_" + std::string(part) + ".npz")).string(), "");
  }
  std::string with(const std::string& more) const {
    return "{model: '" + folder_.string() + "', " + more + "}";
  }
  // [n] or [channels, n] as samples x channels.
  static base::MatrixF samples_of(const array::Array& audio) {
    const auto n = static_cast<base::Index>(audio.shape.back());
    const auto channels = static_cast<base::Index>(audio.numbers.size()) / n;
    return Eigen::Map<const Eigen::MatrixXd>(audio.numbers.data(), n, channels).cast<float>();
  }
  // The tolerance of the model folders: relative to the greatest value when that is above 1.
  static void expect_near(const float* got, std::size_t n, const array::Array& expected,
                          const std::string& what) {
    ASSERT_LE(n, expected.numbers.size()) << what;
    double top = 1, worst = 0;
    for (std::size_t i = 0; i < n; ++i) {
      top = std::max(top, std::abs(expected.numbers[i]));
      worst = std::max(worst, std::abs(static_cast<double>(got[i]) - expected.numbers[i]));
    }
    EXPECT_LE(worst, 1e-4 * top) << what;
  }
  fs::path folder_;
  onnx::ModelFolder model_;
};

class AudioFamily : public Family {};
class TextFamily : public Family {};

TEST_P(AudioFamily, FrontEndMakesTheLibrarysInput) {
  const auto source = reference("audio");
  const auto audio = source->read("audio"), expected = source->read("network_input");
  const auto sound = samples_of(audio);
  std::vector<dsp::Samples> channels;
  for (base::Index c = 0; c < sound.cols(); ++c)
    channels.emplace_back(sound.col(c).data(), static_cast<std::size_t>(sound.rows()));
  onnx::FrontEnd front_end(*model_.audio);
  const auto got = front_end(channels);
  EXPECT_EQ(got.shape, expected.shape);
  ASSERT_EQ(got.values.size(), expected.numbers.size());
  expect_near(got.values.data(), got.values.size(), expected, "network_input");
}

TEST_P(AudioFamily, EveryAudioLayer) {
  const auto source = reference("audio");
  const auto audio = source->read("audio");
  plugin::ClipInput clip;
  clip.id = "reference";
  clip.audio = samples_of(audio);
  clip.sample_rate = model_.audio->sample_rate;
  clip.duration_s = static_cast<double>(clip.audio.rows()) / clip.sample_rate;
  for (const auto& output : model_.audio->outputs) {
    const bool frames = output.kind == onnx::Output::Kind::frames;
    const auto window = "window_s: " + std::to_string(model_.audio->window_s);
    auto features = extractor("onnx-audio", with("layers: [" + output.layer + "], " + window +
                                                 (frames ? ", pooling: none" : "")));
    const onnx::RowMatrix got = features.extract(clip).values;
    EXPECT_EQ(got.cols(), output.dims);
    expect_near(got.data(), static_cast<std::size_t>(got.size()), source->read(output.name),
                output.name);
  }
}

TEST_P(TextFamily, TokensAndEveryTextLayer) {
  const auto source = reference("text");
  const auto captions = io::read_table(folder_ / "reference_text.tsv");
  const auto column = captions.column("text");
  const auto ids = source->read("ids");
  const auto longest = static_cast<std::size_t>(ids.shape[1]);
  const auto tokenizer =
      onnx::Network::open(model_.path(model_.text->tokenizer), {}, {"input_ids"});
  for (std::size_t c = 0; c < captions.rows.size(); ++c) {
    ov::Tensor text(ov::element::string, ov::Shape{1});
    text.data<std::string>()[0] = captions.rows[c][column];
    std::vector<double> expected(
        ids.numbers.begin() + static_cast<std::ptrdiff_t>(c * longest),
        ids.numbers.begin() + static_cast<std::ptrdiff_t>((c + 1) * longest));
    std::erase(expected, -1.0);
    const auto got = onnx::integers(tokenizer->run({text}, 1)[0], "tokenizer");
    EXPECT_EQ(std::vector<double>(got.begin(), got.end()), expected) << captions.rows[c][column];
  }
  for (const auto& output : model_.text->outputs) {
    auto features = extractor("onnx-text", with("empty: encode, layers: [" + output.layer + "]"));
    onnx::RowMatrix got(static_cast<base::Index>(captions.rows.size()), output.dims);
    std::vector<plugin::ClipInput> clips(captions.rows.size());
    for (std::size_t c = 0; c < clips.size(); ++c) {
      clips[c].id = captions.rows[c][0];
      clips[c].text = captions.rows[c][column];
      clips[c].duration_s = 15;
    }
    const auto rows = features.extract_many(clips);
    for (std::size_t c = 0; c < clips.size(); ++c) {
      got.row(static_cast<base::Index>(c)) = rows[c].values.row(0);
      EXPECT_EQ(rows[c].values, features.extract(clips[c]).values) << "alone: " << clips[c].text;
    }
    expect_near(got.data(), static_cast<std::size_t>(got.size()), source->read(output.name),
                output.name);
  }
}

std::string name_of(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Public, AudioFamily,
                         testing::Values("tiny-wav2vec2", "tiny-hubert", "tiny-mert", "tiny-muq",
                                         "tiny-w2v-bert", "tiny-ast", "tiny-whisper",
                                         "tiny-encodec", "tiny-encodec-48khz", "tiny-dac",
                                         "tiny-clap", "tiny-clap-fused", "tiny-muq-mulan"),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Public, TextFamily,
                         testing::Values("tiny-clap", "tiny-clap-fused", "tiny-bert",
                                         "tiny-roberta", "tiny-t5", "tiny-muq-mulan"),
                         name_of);

}  // namespace
}  // namespace encore::test
