#include "core/data/arrays.hpp"

#include <functional>

#include "core/base/random.hpp"
#include "core/io/hdf5.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::data {
namespace {

base::MatrixF noise(Index rows, Index cols) {
  base::Random random(11);
  base::MatrixF m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

// Two training runs of four rows and a test run in which clip 9 is heard twice.
struct Arrays : testing::Test {
  test::Folder folder;
  recipe::Data data;
  std::filesystem::path file() const { return folder / "lab.h5"; }

  void SetUp() override {
    data.source.kind = recipe::Source::Kind::arrays;
    data.source.path.value = file().string();
    io::H5File h5(file(), io::H5File::Mode::create);
    h5.set_attribute("/", "schema", std::string("encore.arrays/1"));
    h5.write("/subjects/s1/responses", noise(12, 5));
    h5.write("/subjects/s2/responses", base::MatrixD(noise(12, 3).cast<double>()));
    h5.write_texts("/subjects/s1/voxels/roi", {"A1", "A1", "", "STG", "STG"});
    h5.write_ints("/samples/run", {1, 1, 1, 1, 2, 2, 2, 2, 7, 7, 7, 7});
    h5.write_ints("/samples/split", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1});
    h5.write_ints("/samples/clip", {3, 3, 4, 4, 5, 5, -1, -1, 9, 9, 9, 9});
    h5.write_ints("/samples/repeat", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
    h5.write("/features/music", noise(12, 4));
    h5.close();
  }
  // Changes the file, and gives what reading it says then.
  std::string after(const std::function<void(io::H5File&)>& change) {
    {
      io::H5File h5(file(), io::H5File::Mode::append);
      change(h5);
      h5.close();
    }
    return test::error_of([&] { read_arrays(data); });
  }
  std::string after_ints(const std::string& name, const std::vector<std::int64_t>& values) {
    return after([&](io::H5File& h5) {
      h5.remove(name);
      if (!values.empty()) h5.write_ints(name, values);
    });
  }
};

TEST_F(Arrays, AreReadAsTheyAre) {
  const DataSet set = read_arrays(data);
  ASSERT_EQ(set.subjects.size(), 2U);
  ASSERT_EQ(set.subjects[0].runs.size(), 3U);
  EXPECT_EQ(set.subjects[0].runs[2].number, 7);
  EXPECT_TRUE(set.subjects[0].runs[2].test);
  EXPECT_EQ(set.subjects[0].runs[2].volumes, 4);
  EXPECT_EQ(set.clips.size(), 4U);
  EXPECT_TRUE(set.warnings.empty());
  const auto rows = array_rows(file(), set);
  ASSERT_EQ(rows.size(), 12U);
  EXPECT_EQ(rows[3].run, 1);
  EXPECT_EQ(set.clips[static_cast<std::size_t>(rows[3].clip)].id, "4");
  EXPECT_EQ(rows[3].offset, 1);
  EXPECT_EQ(rows[6].clip, -1);
  EXPECT_EQ(rows[10].repeat, 1);
  EXPECT_EQ(rows[10].offset, 0);
  EXPECT_EQ(rows[11].offset, 1);
  const auto responses = open_array_responses(file(), "s2", rows);
  EXPECT_EQ(responses->read(1, 2), noise(12, 3).middleCols(1, 2));
  EXPECT_EQ(array_roi_names(file(), "s1")[3], "STG");
  EXPECT_TRUE(array_roi_names(file(), "s2").empty());
  EXPECT_EQ(read_array_feature(file(), "music"), noise(12, 4));
  EXPECT_EQ(array_features(file()), std::vector<std::string>{"music"});
}

TEST_F(Arrays, RepeatsAreCountedWhenTheFileDoesNot) {
  EXPECT_EQ(after_ints("/samples/repeat", {}), "no error");
  EXPECT_EQ(after_ints("/samples/clip", {3, 3, 4, 4, 5, 5, 3, 3, 9, 9, 8, 9}), "no error");
  const auto rows = array_rows(file(), read_arrays(data));
  EXPECT_EQ(rows[7].repeat, 1);  // clip 3 again
  EXPECT_EQ(rows[9].repeat, 0);
  EXPECT_EQ(rows[9].offset, 1);
  EXPECT_EQ(rows[11].repeat, 1);
  EXPECT_EQ(rows[11].offset, 0);
}

TEST_F(Arrays, WithoutClips) {
  EXPECT_TRUE(test::contains(after_ints("/samples/clip", {}), "repeat without /samples/clip"));
  EXPECT_EQ(after_ints("/samples/repeat", {}), "no error");
  const auto rows = array_rows(file(), read_arrays(data));
  EXPECT_EQ(rows[5].clip, -1);
}

TEST_F(Arrays, MistakesInSamplesAreNamed) {
  using test::contains;
  EXPECT_TRUE(contains(after_ints("/samples/clip", {3, 3, 4, 4, 5, 5, -1, -1, 9, 9, 9, 3}),
                       "clip 3 stands in the training and in the test rows"));
  EXPECT_TRUE(contains(after_ints("/samples/clip", {1, 2}), "has 2 rows, but /samples/run has 12"));
  EXPECT_TRUE(contains(after_ints("/samples/split", {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2}),
                       "holds 2 in row 11"));
  EXPECT_TRUE(contains(after_ints("/samples/split", {}), "has no dataset /samples/split"));
  EXPECT_TRUE(contains(after_ints("/samples/run", {1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1}),
                       "run 1 comes back in row 8"));
  EXPECT_TRUE(contains(after([](io::H5File& h5) {
                         h5.remove("/samples/run");
                         h5.write("/samples/run", noise(12, 1));
                       }),
                       "one column of integers is expected"));
}

TEST_F(Arrays, OtherMistakesAreNamed) {
  using test::contains;
  data.subjects = {{"s3", {}}};
  EXPECT_ERROR(read_arrays(data), "did you mean");
  data.subjects.clear();
  EXPECT_TRUE(contains(after([](io::H5File& h5) {
                         h5.set_attribute("/", "schema", std::string("encore.arrays/2"));
                       }),
                       "has the schema 'encore.arrays/2'; this version reads 'encore.arrays/1'"));
  after([](io::H5File& h5) { h5.set_attribute("/", "schema", std::string("encore.arrays/1")); });
  EXPECT_TRUE(contains(after([](io::H5File& h5) {
                         h5.remove("/subjects/s2/responses");
                         h5.write("/subjects/s2/responses", noise(11, 3));
                       }),
                       "has 11 rows, but there are 12 samples"));
  EXPECT_TRUE(contains(after([](io::H5File& h5) {
                         h5.remove("/subjects/s2");
                         h5.remove("/subjects/s1/voxels/roi");
                         h5.write_texts("/subjects/s1/voxels/roi", {"A1"});
                       }),
                       "has 1 names, but there are 5 voxels"));
  data.source.path.value = folder.write("x.h5", "nothing").string();
  EXPECT_ERROR(read_arrays(data), "is not an HDF5 file");
}

TEST_F(Arrays, FeaturesMustFit) {
  EXPECT_ERROR(read_array_feature(file(), "musik"), "did you mean 'music'?");
  after([](io::H5File& h5) {
    auto bad = noise(12, 2);
    bad(4, 1) = std::numeric_limits<float>::quiet_NaN();
    h5.write("/features/bad", bad);
    h5.write("/features/short", noise(7, 2));
    base::MatrixD large = noise(12, 2).cast<double>();
    large(3, 0) = 1e200;
    h5.write("/features/large", large);
  });
  EXPECT_ERROR(read_array_feature(file(), "bad"), "holds NaN in row 4, column 1");
  EXPECT_ERROR(read_array_feature(file(), "large"),
               "holds infinity or a number beyond float32's range (3.4e38) in row 3, column 0");
  EXPECT_ERROR(read_array_feature(file(), "short"), "has 7 rows, but there are 12 samples");
}

TEST_F(Arrays, NamesOfRegions) {
  const auto named = [&](const std::string& name) {
    return after([&](io::H5File& h5) {
      h5.remove("/subjects/s1/voxels/roi");
      h5.write_texts("/subjects/s1/voxels/roi", {"A1", "A1", "", "STG", name});
    });
  };
  EXPECT_EQ(named("Ä 1"), "no error");
  EXPECT_TRUE(test::contains(named("A\tB"), "of voxel 4 (from 0) holds a tab, a line break"));
  EXPECT_TRUE(test::contains(named("A\nB"), "holds a tab, a line break"));
  EXPECT_TRUE(test::contains(named("whole-brain"), "is that of the rows of all voxels"));
  EXPECT_TRUE(test::contains(named("  "), "is empty"));
}

TEST_F(Arrays, MixedRunsAreAWarning) {
  EXPECT_EQ(after_ints("/samples/split", {0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}).find("clip 3"), 0U);
  after_ints("/samples/repeat", {});
  EXPECT_EQ(after_ints("/samples/clip", {}), "no error");
  const DataSet set = read_arrays(data);
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_TRUE(test::contains(set.warnings[0], "1 of 3 runs hold training and test rows (run-1"));
}

}  // namespace
}  // namespace encore::data
