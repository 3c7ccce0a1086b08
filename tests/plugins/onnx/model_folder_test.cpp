// model.yaml: what is wrong is said with file and line.
#include "plugins/onnx/model_folder.hpp"

#include "encore/error.hpp"
#include "plugins/onnx/external_data.hpp"
#include "tests/plugins/onnx/model_place.hpp"

namespace encore::onnx {
namespace {

using test::kMonoAudio;
using test::ModelPlace;
using test::replaced;

class ModelFolders : public testing::Test {
 protected:
  // "WHERE: what" of the error, without the folder.
  std::string problem(const std::string& audio) {
    place.write(audio, "mono.onnx");
    return problem();
  }
  std::string problem() {
    try {
      check_files(read_model_folder(place.folder()));
      return "";
    } catch (const encore::Error& e) {
      std::string text = e.where() + ": " + e.what();
      const std::string folder = place.folder().string() + "/";
      for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder))
        text.erase(at, folder.size());
      return text;
    }
  }
  ModelPlace place;
};

TEST_F(ModelFolders, AreReadWhole) {
  place.write(kMonoAudio, "mono.onnx");
  const auto model = read_model_folder(place.folder());
  EXPECT_EQ(model.role, "music");
  ASSERT_TRUE(model.audio);
  EXPECT_FALSE(model.text);
  EXPECT_EQ(model.audio->sample_rate, 1000);
  EXPECT_EQ(model.audio->min_samples, 200);
  ASSERT_EQ(model.audio->outputs.size(), 4u);
  EXPECT_EQ(model.audio->outputs[3].layer, "pooled");
  EXPECT_EQ(model.audio->outputs[1].dims, 2);
  check_files(model);
}

TEST_F(ModelFolders, UnknownKeysAndWrongValuesHaveALine) {
  EXPECT_EQ(problem(replaced(kMonoAudio, "  channels: 1", "  channel: 1")).substr(0, 92),
            "model.yaml:8: 'audio.channels' is missing; audio has network, input, sample_rate_hz, "
            "channel");
  EXPECT_EQ(problem(replaced(kMonoAudio, "  min_samples: 200", "  minimum: 200")).substr(0, 41),
            "model.yaml:14: audio has no key 'minimum'");
  // Each key once, the optional ones too.
  EXPECT_EQ(problem(replaced(kMonoAudio, "\naudio:", "\nfoo: bar\nsource: here\naudio:")),
            "model.yaml:7: the file has no key 'foo'; it has schema, name, family, role, license, "
            "citation, source, made_with, audio, text, reference, files");
  EXPECT_EQ(problem(replaced(kMonoAudio, "window_s: 10", "window_s: ten")),
            "model.yaml:12: 'audio.window_s' must be a number, not 'ten'");
  EXPECT_EQ(problem(replaced(kMonoAudio, "padding: none", "padding: mirror")),
            "model.yaml:15: 'audio.padding' must be one of none, zero, repeat, not 'mirror'");
  EXPECT_EQ(problem(replaced(kMonoAudio, "default_layer: 1", "default_layer: 7")),
            "model.yaml:21: 'audio.default_layer' must be one of 0, 1, 2, pooled, not '7'");
  EXPECT_EQ(problem(replaced(kMonoAudio, "channels: 1", "channels: 1\n  channels: 2")),
            "model.yaml:12: audio has a key twice: channels");
  EXPECT_EQ(problem(replaced(kMonoAudio, "length: any", "length: fixed")),
            "model.yaml:15: 'audio.padding' must be zero or repeat for an input of fixed length");
  EXPECT_EQ(problem(replaced(kMonoAudio, "layout: batch-time", "layout: batch-mel-time")),
            "model.yaml:9: 'audio.input.layout' must be batch-time or batch-channel-time for a "
            "waveform");
}

TEST_F(ModelFolders, FilesAreWhole) {
  place.write(kMonoAudio, "mono.onnx");
  base::write_text(place.folder() / "mono.onnx", "half of it");
  EXPECT_EQ(problem().substr(0, 54), "mono.onnx: is not the file that model.yaml names: its ");
  std::filesystem::remove(place.folder() / "mono.onnx");
  EXPECT_EQ(problem(), "mono.onnx: is missing");
  place.describe(kMonoAudio);
  base::write_text(place.folder() / "model.yaml", base::read_text(place.folder() / "model.yaml") +
                                                      "  other: " + std::string(64, '0'));
  EXPECT_EQ(problem(), "model.yaml:24: 'files' lacks 'mono.onnx', which the model uses");
}

// A network of more than 16 MB has its weights in a file beside it, which is as much a part of it.
TEST_F(ModelFolders, WeightsBesideANetworkAreChecked) {
  place.write(test::kOutsideAudio, "outside.onnx");
  EXPECT_EQ(external_files(place.folder() / "outside.onnx"),
            std::vector<std::string>{"outside.onnx.data"});
  EXPECT_EQ(problem(), "");
  const std::string yaml = base::read_text(place.folder() / "model.yaml");
  const auto line = yaml.find("  outside.onnx.data: ");
  ASSERT_NE(line, std::string::npos);
  std::string without = yaml;
  without.erase(line, without.find('\n', line) + 1 - line);
  base::write_text(place.folder() / "model.yaml", without);
  EXPECT_EQ(problem(),
            "model.yaml: 'files' lacks 'outside.onnx.data', in which outside.onnx has weights");
  base::write_text(place.folder() / "model.yaml", yaml);
  base::write_text(place.folder() / "outside.onnx.data", "8 bytes.");
  EXPECT_EQ(problem().substr(0, 59), "outside.onnx.data: is not the file that model.yaml names: i");
  std::filesystem::remove(place.folder() / "outside.onnx.data");
  EXPECT_EQ(problem(), "outside.onnx.data: is missing");
}

TEST_F(ModelFolders, WeightsInsideANetworkNeedNoOtherFile) {
  place.write(kMonoAudio, "mono.onnx");
  EXPECT_TRUE(external_files(place.folder() / "mono.onnx").empty());
  base::write_text(place.folder() / "empty.onnx", "");
  EXPECT_TRUE(external_files(place.folder() / "empty.onnx").empty());
  base::write_text(place.folder() / "cut.onnx", "\x0a\x08location\x12\x20short");
  EXPECT_TRUE(external_files(place.folder() / "cut.onnx").empty());
  EXPECT_THROW(external_files(place.folder() / "absent.onnx"), encore::Error);
}

TEST_F(ModelFolders, MustBeThere) {
  EXPECT_NE(problem().find("which does not exist"), std::string::npos);
  base::write_text(place.folder(), "a file");
  EXPECT_NE(problem().find("which is no folder"), std::string::npos);
  std::filesystem::remove(place.folder());
  std::filesystem::create_directories(place.folder());
  EXPECT_NE(problem().find("which holds no model.yaml"), std::string::npos);
  base::write_text(place.folder() / "model.yaml", "schema: [");
  EXPECT_NE(problem().find("is not YAML"), std::string::npos);
  base::write_text(place.folder() / "model.yaml", "schema: encore.model/2");
  EXPECT_EQ(problem(),
            "model.yaml:1: 'schema' must be one of encore.model/1, not 'encore.model/2'");
}

}  // namespace
}  // namespace encore::onnx
