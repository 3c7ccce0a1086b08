// A trained network: all-MiniLM-L6-v2 on the 540 captions of the study, against sentence embeddings
// of the Python library. Both are made by tools/export_minilm.py and are not kept here.
#include "core/io/table.hpp"
#include "plugins/array/source.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

fs::path models() {
  const char* given = std::getenv("ENCORE_TEST_MODELS");
  return given != nullptr ? fs::path(given) : fs::path(ENCORE_SOURCE_DIR) / "../models";
}

TEST(MiniLm, EmbedsTheRealCaptionsAsPythonDoes) {
  const auto folder = models() / "all-MiniLM-L6-v2";
  const auto expected_file = models() / "all-MiniLM-L6-v2-captions.npz";
  const auto captions_file = test_data() / "captions" / "brain2music-captions.csv";
  if (!fs::exists(expected_file) || !fs::exists(captions_file))
    GTEST_SKIP() << "skipped: no " << expected_file << " (ENCORE_TEST_MODELS) or captions";
  const auto source = array::open_source(expected_file.string(), "");
  const auto ids = source->read("ids"), expected = source->read("embeddings");
  const auto table = io::read_table(captions_file);
  ASSERT_EQ(table.rows.size(), 540u);
  ASSERT_EQ(expected.shape, (std::vector<std::int64_t>{540, 384}));
  auto features = extractor("onnx-text", "{model: '" + folder.string() + "'}");
  std::vector<plugin::ClipInput> clips(table.rows.size());
  for (std::size_t c = 0; c < clips.size(); ++c) {
    ASSERT_EQ(table.rows[c][0], ids.texts[c]);
    clips[c].id = table.rows[c][0];
    clips[c].text = table.rows[c][1];
    clips[c].duration_s = 15;
  }
  const auto rows = features.extract_many(clips);
  double worst = 0;
  for (std::size_t c = 0; c < clips.size(); ++c) {
    EXPECT_EQ(rows[c].values, features.extract(clips[c]).values) << "alone: " << clips[c].id;
    for (base::Index i = 0; i < 384; ++i)
      worst = std::max(worst, std::abs(static_cast<double>(rows[c].values(0, i)) -
                                       expected.numbers[c * 384 + static_cast<std::size_t>(i)]));
  }
  EXPECT_LE(worst, 1e-4);
  RecordProperty("largest_difference", std::to_string(worst));
}

}  // namespace
}  // namespace encore::test
