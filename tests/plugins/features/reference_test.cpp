// Real recordings against values of librosa 0.11 and scipy (tests/reference/features.py).
#include <fstream>
#include <sstream>

#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

struct Line {
  std::string label;
  base::Index row = -1;  // of "row N"
  base::VectorD values;
};
struct Case {
  double start_s = 0, duration_s = 0;
  base::Index rows = 0, cols = 0;
  std::string file;
  std::vector<Line> lines;
};
struct Reference {
  std::string with;
  std::vector<Case> cases;
};

Reference read_reference(const std::string& name) {
  std::ifstream file(std::string(ENCORE_SOURCE_DIR) + "/tests/plugins/features/reference/" + name +
                     ".txt");
  Reference out;
  std::string text, word;
  std::getline(file, text);
  out.with = text.substr(5);
  while (std::getline(file, text)) {
    std::istringstream words(text);
    words >> word;
    if (word == "clip") {
      Case c;
      words >> c.start_s >> c.duration_s >> c.rows >> c.cols;
      std::getline(words >> std::ws, c.file);
      out.cases.push_back(c);
      continue;
    }
    Line line{word, -1, base::VectorD(out.cases.back().cols)};
    if (word == "row") words >> line.row;
    for (auto& value : line.values) words >> value;
    EXPECT_TRUE(static_cast<bool>(words)) << name << ": " << text.substr(0, 40);
    out.cases.back().lines.push_back(line);
  }
  return out;
}

base::VectorD summary(const base::MatrixD& x, const Line& line) {
  if (line.row >= 0) return x.row(line.row);
  const base::VectorD mean = x.colwise().mean();
  if (line.label == "mean") return mean;
  return (x.rowwise() - mean.transpose()).array().square().colwise().mean().sqrt();
}

// Greatest difference allowed: `absolute` plus `relative` times the clip's greatest value.
void compare(const std::string& plugin, const std::string& reference, double absolute,
             double relative) {
  const auto folder = test_data() / "audio";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no recordings in " << folder;
  const Reference expected = read_reference(reference);
  ASSERT_EQ(expected.cases.size(), 7u);
  auto features = extractor(plugin, expected.with);
  for (const auto& c : expected.cases) {
    const auto sound = stimuli::load_clip({.name = c.file,
                                           .file = folder / c.file,
                                           .start_s = c.start_s,
                                           .duration_s = c.duration_s,
                                           .sample_rate = features.needs().sample_rate});
    const auto got = features.extract(clip_of(sound));
    ASSERT_EQ(got.values.rows(), c.rows) << c.file;
    ASSERT_EQ(got.values.cols(), c.cols) << c.file;
    const base::MatrixD values = got.values.cast<double>();
    double top = 0;
    for (const auto& line : c.lines) top = std::max(top, line.values.cwiseAbs().maxCoeff());
    for (const auto& line : c.lines)
      EXPECT_LE((summary(values, line) - line.values).cwiseAbs().maxCoeff(),
                absolute + relative * top)
          << plugin << ", " << c.file << ", " << line.label << " " << line.row;
  }
}

// librosa computes in float32: 0.01 dB is what that costs near the 80 dB limit.
TEST(Reference, MelInDecibels) { compare("mel", "mel_db", 0.01, 0); }
TEST(Reference, MelHtkNaturalLogarithm) { compare("mel", "mel_htk", 0.01, 0); }
TEST(Reference, MfccWithDeltas) { compare("mfcc", "mfcc", 0.02, 0); }
TEST(Reference, Chroma) { compare("chroma", "chroma", 5e-4, 0); }
TEST(Reference, TempogramAtLags) { compare("tempogram", "tempogram", 1e-3, 0); }
// Filters of the plugin end at 3 times their rate or bandwidth, and its sound at a shorter mirror.
TEST(Reference, Modulation) { compare("mtf", "mtf", 0, 0.03); }

}  // namespace
}  // namespace encore::test
