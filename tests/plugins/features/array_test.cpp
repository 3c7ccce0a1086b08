// encore.array on files that NumPy and h5py wrote (tests/reference/arrays.py).
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

std::string file(const std::string& name) {
  return std::string(ENCORE_SOURCE_DIR) + "/tests/plugins/features/arrays/" + name;
}
plugin::FeatureExtractor array_of(const std::string& name, const std::string& more = "") {
  return extractor("array", "{file: '" + file(name) + "'" + more + "}");
}

plugin::RowsInput rows_of(std::size_t n) {
  plugin::RowsInput rows;
  rows.run.assign(n, 1);
  rows.test.assign(n, 0);
  return rows;
}
plugin::ClipInput named(const std::string& id, double duration_s = 15) {
  plugin::ClipInput clip;
  clip.id = id;
  clip.duration_s = duration_s;
  return clip;
}

// Element (row, column) of the files.
base::MatrixF numbers(base::Index rows, float half = 0.5F, float more = 0) {
  base::MatrixF x(rows, 3);
  for (base::Index r = 0; r < rows; ++r)
    for (base::Index c = 0; c < 3; ++c)
      x(r, c) = 10 * static_cast<float>(r) + static_cast<float>(c) + half + more;
  return x;
}

TEST(ArrayRows, NumpyTypesAndOrders) {
  for (const char* name : {"f4.npy", "f8_fortran.npy", "f2.npy", "f4_version2.npy", "rows.tsv"})
    EXPECT_EQ(array_of(name).extract_rows(rows_of(6)), numbers(6)) << name;
  for (const char* name : {"i8.npy", "i4.npy", "u1.npy"})
    EXPECT_EQ(array_of(name).extract_rows(rows_of(6)), numbers(6, 0)) << name;
  EXPECT_EQ(array_of("rows.npz", ", dataset: embedding").extract_rows(rows_of(4)), numbers(4));
  EXPECT_EQ(array_of("clips.h5", ", dataset: /rows").extract_rows(rows_of(6)), numbers(6, 0));
}

TEST(ArrayRows, DatasetOfTheArraysFile) {
  plugin::CallOptions options;
  options.dataset = [](const std::string& name) {
    if (name != "music") throw base::Error("no features " + name);
    return numbers(5);
  };
  auto array = extractor("array", "{dataset: music}", options);
  EXPECT_EQ(array.extract_rows(rows_of(5)), numbers(5));
  const auto text = error_of([&] { array.extract_rows(rows_of(6)); });
  EXPECT_NE(text.find("5 rows, but the data set has 6"), std::string::npos) << text;
}

TEST(ArrayRows, BadFilesAreRefusedWithTheReason) {
  const std::pair<const char*, const char*> cases[] = {{"bad_objects.npy", "Python objects"},
                                                       {"bad_records.npy", "records"},
                                                       {"bad_big_endian.npy", "big-endian"},
                                                       {"bad_rank3.npy", "(2, 3, 4)"},
                                                       {"bad_nan.npy", "row 4, column 1 is NaN"},
                                                       {"bad_truncated.npy", "there are 67"},
                                                       {"bad_shape.npy", "(9, 3)"},
                                                       {"none.npy", "no such file"}};
  for (const auto& [name, reason] : cases) {
    const auto text = error_of([&, bad = name] { array_of(bad).extract_rows(rows_of(6)); });
    EXPECT_NE(text.find(reason), std::string::npos) << name << ": " << text;
  }
}

TEST(ArrayClips, NamesAreJoinedWithCare) {
  const std::string layouts[][2] = {{"rows.npz", ", dataset: embedding"},
                                    {"clips.h5", ", dataset: text/embedding"},
                                    {"clips.h5", ", dataset: fixed/embedding"},
                                    {"clips.tsv", ""},
                                    {"clips.csv", ", ids: clip name"}};
  for (const auto& [name, more] : layouts) {
    auto array = array_of(name, more);
    const auto all = numbers(4);
    EXPECT_EQ(array.extract(named("blues.00000")).values, all.row(0)) << name << more;
    EXPECT_EQ(array.extract(named("disco.00011")).values, all.row(1)) << name << more;
    EXPECT_EQ(array.extract(named("rock.00002")).values, all.row(2)) << name << more;
    EXPECT_EQ(array.extract(named("rock.00007_15s")).values, all.row(3)) << name << more;
    EXPECT_EQ(array.extract(named("rock.00002")).spans, (base::MatrixD(1, 2) << 0, 15).finished());
    const auto text = error_of([&] { array.extract(named("jazz.00001")); });
    EXPECT_NE(text.find("nothing for clip 'jazz.00001'"), std::string::npos) << text;
    EXPECT_NE(text.find("4 names"), std::string::npos) << text;
  }
}

TEST(ArrayClips, OneArrayForEachClip) {
  auto h5 = array_of("clips.h5", ", dataset: mulan");
  const auto frames = h5.extract(named("disco.00011"));
  EXPECT_EQ(frames.values, numbers(4, 0.5F, 100));
  EXPECT_EQ(frames.spans, (base::MatrixD(4, 2) << 0, 10, 1.5, 11.5, 3, 13, 4.5, 14.5).finished());
  auto npz = array_of("clips.npz", ", hop_s: 4");
  const auto other = npz.extract(named("rock.00002"));
  EXPECT_EQ(other.values, numbers(4, 0.5F, 200));
  EXPECT_EQ(other.spans.row(3), (base::MatrixD(1, 2) << 12, 15).finished());
}

TEST(ArrayClips, IdsOfAFileOfTheirOwn) {
  auto array = array_of("f4.npy", ", ids_file: '" + file("ids.txt") + "'");
  EXPECT_EQ(array.extract(named("clip3")).values, numbers(6).row(3));
}

TEST(ArrayClips, MistakesAreNamed) {
  const auto message = [](const char* name, const char* more, double duration_s = 15) {
    return error_of([&] { array_of(name, more).extract(named("rock.00002", duration_s)); });
  };
  const std::pair<std::string, const char*> cases[] = {
      {message("f4.npy", ""), "does not say which clip"},
      {message("clips.npz", ""), "say how far apart"},
      {message("clips.npz", ", hop_s: 6"), "too short for 4 rows"},
      {message("rows.npz", ", dataset: embeding"), "it holds embedding, ids"},
      {message("clips.h5", ", dataset: mulam"), "has no 'mulam'"},
      {message("clips.tsv", ", ids: name"), "it has: clip, a, b, c"},
      {message("bad_text.tsv", ""), "row 3, column a: 'loud' is not a number"},
      {message("bad_missing.tsv", ""), "row 1, column 0 is NaN or missing"}};
  for (const auto& [text, reason] : cases)
    EXPECT_NE(text.find(reason), std::string::npos) << reason << ": " << text;
  const auto none = error_of([] { extractor("array").extract(named("a")); });
  EXPECT_NE(none.find("holds no features of its own"), std::string::npos) << none;
}

}  // namespace
}  // namespace encore::test
