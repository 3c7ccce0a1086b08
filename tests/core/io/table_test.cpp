#include "core/io/table.hpp"

#include "tests/core/io/folder.hpp"

namespace encore::io {
namespace {

TEST(ReadTable, TsvAsPeopleWriteIt) {
  const test::Folder folder;
  const auto file = folder.write("a.tsv",
                                 "\xEF\xBB\xBFonset\tgenre\tx\r\n"
                                 "0\t'disco'\tn/a\r\n"
                                 "\r\n"
                                 "1.5e1\t\"a b\"\t-0.25");
  const Table t = read_table(file);
  EXPECT_EQ(t.columns, (std::vector<std::string>{"onset", "genre", "x"}));
  ASSERT_EQ(t.rows.size(), 2U);
  EXPECT_EQ(t.rows[0][1], "'disco'");
  EXPECT_EQ(unquoted(t.rows[0][1]), "disco");
  EXPECT_EQ(t.rows[1][1], "a b");
  EXPECT_EQ(t.lines, (std::vector<int>{2, 4}));
  EXPECT_EQ(t.real(0, 2), std::nullopt);
  EXPECT_EQ(t.real(1, 0), 15.0);
  EXPECT_EQ(t.real(1, 2), -0.25);
}

TEST(ReadTable, CsvWithQuotesAndLineBreaks) {
  const test::Folder folder;
  const auto file = folder.write("a.csv",
                                 "ID,DescEN\r\n\r\n"
                                 "x,\"He said \"\"no\"\", twice.\nNew line\"\r\n"
                                 "\"\ny\",plain\n"
                                 "z, \xE3\x81\x82");
  const Table t = read_table(file);
  ASSERT_EQ(t.rows.size(), 3U);
  EXPECT_EQ(t.rows[0][1], "He said \"no\", twice.\nNew line");
  EXPECT_EQ(t.rows[1][0], "\ny");
  EXPECT_EQ(t.rows[2][1], "\xE3\x81\x82");
  EXPECT_EQ(t.lines, (std::vector<int>{3, 5, 7}));
}

TEST(ReadTable, MistakesAreNamed) {
  const test::Folder folder;
  EXPECT_ERROR(read_table(folder.write("a.tsv", "")), "is empty");
  EXPECT_ERROR(read_table(folder.write("b.tsv", "a\tb\n1\t2\t3\n")), "line 2: 3 fields");
  EXPECT_ERROR(read_table(folder.write("c.csv", "a,b\n1,2\n3\n")), "line 3: 1 fields");
  EXPECT_ERROR(read_table(folder.write("d.csv", "a,b\n1,\"2\n")), "line 2: the quotes");
  EXPECT_ERROR(read_table(folder.write("e.csv", "a,b\n1,x\"y\"\n")), "line 2: the quotes");
  EXPECT_ERROR(read_table(folder.write("f.tsv", "a\ta\n")), "two columns 'a'");
  EXPECT_ERROR(read_table(folder.write("g.tsv", std::string_view("a\0b", 3))), "not a text file");
  EXPECT_ERROR(read_table(folder / "absent.tsv"), "No such file");
  const Table t = read_table(folder.write("h.tsv", "onset\tgenre\nsoon\tx\n"));
  EXPECT_ERROR(t.real(0, 0), "line 2: 'soon' in column 'onset' is not a number");
  EXPECT_ERROR(t.column("track"), "its columns are onset and genre");
}

TEST(ReadTable, RealCaptions) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << "skipped: no real data on this machine";
  const Table t = read_table(data / "captions/brain2music-captions.csv");
  EXPECT_EQ(t.columns, (std::vector<std::string>{"ID", "DescEN"}));
  EXPECT_EQ(t.rows.size(), 540U);
  std::size_t characters = 0;
  for (const auto& row : t.rows) characters += row[1].size();
  // 278.7 characters on average, counted with Python's csv module.
  EXPECT_NEAR(static_cast<double>(characters) / 540, 278.7, 0.5);
}

}  // namespace
}  // namespace encore::io
