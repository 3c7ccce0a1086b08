// Real scans and recordings, laid out as BIDS and prepared.
#include <cstdlib>

#include "core/data/bids.hpp"
#include "core/data/rows.hpp"
#include "core/data/run_file.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

TEST(RealData, GoesFromScanToResponses) {
  const auto shared = test::real_data();
  if (shared.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
  const test::Folder folder;
  const std::string command = std::string(ENCORE_REAL_DATA) + " '" + shared.string() + "' '" +
                              folder.path().string() + "' > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);

  recipe::Data data;
  data.source.path.value = folder.path().string();
  data.stimuli.folder.value = (folder / "stimuli").string();
  data.prepare.drop_leading_tr = 2;
  const DataSet set = read_bids(data);
  EXPECT_TRUE(missing_recordings(set).empty());
  EXPECT_TRUE(set.warnings.empty()) << set.warnings[0];
  EXPECT_EQ(set.clips.size(), 3U * 28U + 2U * 7U);
  const auto& subject = set.subjects.at(0);
  const Mask mask = make_mask(subject, data);
  EXPECT_GT(mask.voxels.size(), 300U);
  EXPECT_LT(mask.voxels.size(), 1071U);
  std::vector<std::filesystem::path> files;
  for (const auto& run : subject.runs) {
    files.push_back(folder / (run.label + ".h5"));
    prepare_run_file(run, mask, data.prepare, files.back());
  }
  const auto all = rows(subject, set, data.prepare);
  ASSERT_EQ(all.size(), 5U * 56U);
  EXPECT_EQ(all.back().repeat, 3);
  const auto responses = open_responses(subject, all, files);
  const auto y = responses->read(0, responses->voxels());
  EXPECT_TRUE(y.allFinite());
  EXPECT_NEAR(y.topRows(56).col(7).squaredNorm() / 56, 1, 1e-4);
}

}  // namespace
}  // namespace encore::data
