#include "core/io/hdf5.hpp"

#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "core/base/random.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::io {
namespace {

base::MatrixF noise(Index rows, Index cols) {
  base::Random random(7);
  base::MatrixF m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

struct Layouts : testing::TestWithParam<H5Layout> {};

TEST_P(Layouts, MatrixComesBackAsItWas) {
  const test::Folder folder;
  const auto m = noise(37, 53);
  {
    H5File file(folder / "a.h5", H5File::Mode::create);
    file.write("/one/two", m, GetParam());
    file.close();
  }
  const H5File file(folder / "a.h5", H5File::Mode::read);
  EXPECT_EQ(file.read_f("/one/two"), m);
  EXPECT_EQ(file.read_d("/one/two"), m.cast<double>());
  EXPECT_EQ(file.read_columns("/one/two", 11, 30), m.middleCols(11, 30));
  EXPECT_EQ(file.shape("/one/two").rows, 37);
  EXPECT_EQ(file.shape("/one/two").cols, 53);
}

INSTANTIATE_TEST_SUITE_P(Layout, Layouts,
                         testing::Values(H5Layout{}, H5Layout{.chunk_rows = 0, .chunk_cols = 8},
                                         H5Layout{.chunk_rows = 5, .chunk_cols = 7},
                                         H5Layout{.chunk_rows = 10, .chunk_cols = 0, .deflate = 4},
                                         H5Layout{.deflate = 1}));

TEST(H5File, TilesOfALargeMatrixAgree) {
  const test::Folder folder;
  const auto m = noise(300, 9000);  // more than one tile, in either direction
  H5File file(folder / "a.h5", H5File::Mode::create);
  file.write("contiguous", m);
  file.write("chunked", m, {.chunk_rows = 0, .chunk_cols = 64});
  EXPECT_EQ(file.read_f("contiguous"), m);
  EXPECT_EQ(file.read_f("chunked"), m);
  EXPECT_EQ(file.read_columns("chunked", 8991, 9), m.rightCols(9));
}

TEST(H5File, BlocksFillADataset) {
  const test::Folder folder;
  const auto m = noise(20, 12);
  H5File file(folder / "a.h5", H5File::Mode::create);
  file.create("y", 20, 12, {.chunk_cols = 5});
  file.write_block("y", 0, 0, m.topRows(9));
  file.write_block("y", 9, 0, m.bottomRows(11));
  EXPECT_EQ(file.read_f("y"), m);
  EXPECT_ERROR(file.write_block("y", 10, 0, m), "does not fit");
}

TEST(H5File, VectorsTextsAndAttributes) {
  const test::Folder folder;
  {
    H5File file(folder / "a.h5", H5File::Mode::create);
    file.write_ints("/samples/run", {3, -1, 1LL << 40});
    file.write_texts("roi", {"A1", "", "Heschl\xC3\xA9"});
    file.write_ints("none", {});
    file.set_attribute("/", "schema", std::string("encore.arrays/1"));
    file.set_attribute("/samples/run", "unit", 1.5);
    file.set_attribute("/samples/run", "unit", 2.5);
    file.close();
  }
  H5File file(folder / "a.h5", H5File::Mode::append);
  EXPECT_EQ(file.read_ints("/samples/run"), (std::vector<std::int64_t>{3, -1, 1LL << 40}));
  EXPECT_EQ(file.read_texts("roi"), (std::vector<std::string>{"A1", "", "Heschl\xC3\xA9"}));
  EXPECT_TRUE(file.read_ints("none").empty());
  EXPECT_EQ(file.text_attribute("/", "schema"), "encore.arrays/1");
  EXPECT_EQ(file.real_attribute("/samples/run", "unit"), 2.5);
  EXPECT_FALSE(file.text_attribute("/", "absent").has_value());
  EXPECT_EQ(file.list("/"), (std::vector<std::string>{"none", "roi", "samples"}));
  EXPECT_EQ(file.read_f("/samples/run").rows(), 3);
  file.remove("none");
  EXPECT_FALSE(file.has("none"));
}

TEST(H5File, MistakesAreNamed) {
  const test::Folder folder;
  folder.write("text.h5", "this is no HDF5 file");
  EXPECT_ERROR(H5File(folder / "text.h5", H5File::Mode::read), "is not an HDF5 file");
  EXPECT_ERROR(H5File(folder / "absent.h5", H5File::Mode::read), "there is no file");
  EXPECT_ERROR(H5File(folder.path(), H5File::Mode::read), "is a folder");
  EXPECT_ERROR(H5File(folder / "no/such/folder.h5", H5File::Mode::create), "No such file");
  H5File file(folder / "a.h5", H5File::Mode::create);
  file.write("/features/music", noise(3, 2));
  file.write_texts("/features/names", {"a"});
  EXPECT_ERROR(file.read_f("/features/musik"), "did you mean 'music'?");
  EXPECT_ERROR(file.read_f("/other/x"), "/ holds features");
  EXPECT_ERROR(file.read_f("/features"), "is a group");
  EXPECT_ERROR(file.read_f("/features/names"), "does not hold numbers");
  EXPECT_ERROR(file.read_ints("/features/music"), "3 x 2 (float32)");
  EXPECT_ERROR(file.read_texts("/features/music"), "column of texts is expected");
  EXPECT_ERROR(file.read_columns("/features/music", 1, 2), "are outside of");
}

TEST(H5File, TruncatedFileIsAnError) {
  const test::Folder folder;
  {
    H5File file(folder / "a.h5", H5File::Mode::create);
    file.write("y", noise(100, 100));
    file.close();
  }
  std::filesystem::resize_file(folder / "a.h5", 20000);
  EXPECT_ERROR(H5File(folder / "a.h5", H5File::Mode::read), "truncated");
}

TEST(H5File, FullDiskIsAnError) {
  const test::Folder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto m = noise(300, 300);
  std::string said;
  {
    H5File file(folder / "a.h5", H5File::Mode::create);
    const rlimit low = {100000, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &low), 0);
    said = test::error_of([&] {
      file.write("y", m);
      file.close();
    });
    setrlimit(RLIMIT_FSIZE, &before);
  }
  EXPECT_TRUE(test::contains(said, "a.h5")) << said;
  EXPECT_TRUE(test::contains(said, "File too large")) << said;
}

TEST(H5File, ThreadsReadTheirOwnColumns) {
  const test::Folder folder;
  const auto m = noise(50, 64);
  {
    H5File out(folder / "a.h5", H5File::Mode::create);
    out.write("y", m, {.chunk_cols = 4});
    out.close();
  }
  const H5File file(folder / "a.h5", H5File::Mode::read);
  std::vector<std::thread> pool;
  std::vector<int> wrong(8, 0);
  for (int t = 0; t < 8; ++t)
    pool.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i)
        if (file.read_columns("y", 8 * t, 8) != m.middleCols(8 * t, 8)) ++wrong[t];
    });
  for (auto& t : pool) t.join();
  EXPECT_EQ(wrong, std::vector<int>(8, 0));
}

}  // namespace
}  // namespace encore::io
