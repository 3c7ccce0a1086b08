#include "core/store/store.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::store {
namespace {
namespace fs = std::filesystem;

class StoreTest : public testing::Test {
 protected:
  void SetUp() override { fs::remove_all(root_); }
  void TearDown() override { fs::remove_all(root_); }
  fs::path root_ = fs::temp_directory_path() / ("encore-store-" + std::to_string(::getpid()));
};

std::string put(const Store& store, const nlohmann::json& key, const std::string& text) {
  auto writer = store.begin(key, "test/task");
  base::write_text(writer.folder() / "data", text);
  writer.commit();
  return hash_of(key);
}

TEST_F(StoreTest, FindsWhatWasCommittedOnly) {
  const Store store(root_);
  const nlohmann::json key = {{"a", 1}};
  {
    auto writer = store.begin(key, "t");
    base::write_text(writer.folder() / "data", "half");
  }
  EXPECT_FALSE(store.find(hash_of(key)));
  put(store, key, "whole");
  const auto found = store.find(hash_of(key));
  ASSERT_TRUE(found);
  EXPECT_EQ(base::read_text(*found / "data"), "whole");
  EXPECT_FALSE(store.find(hash_of({{"a", 2}})));
  EXPECT_TRUE(fs::is_empty(root_ / "tmp"));
}

TEST_F(StoreTest, TruncatedEntryIsNotWholeAndIsReplaced) {
  const Store store(root_);
  const std::string hash = put(store, {{"a", 1}}, "whole");
  fs::resize_file(*store.find(hash) / "data", 2);
  EXPECT_FALSE(store.find(hash));
  put(store, {{"a", 1}}, "again");
  ASSERT_TRUE(store.find(hash));
  EXPECT_EQ(base::read_text(*store.find(hash) / "data"), "again");
}

// One bit, at the same size: found at the first reading, removed, and written anew.
TEST_F(StoreTest, DamagedEntryIsToldAndAbsent) {
  const std::string hash = put(Store(root_), {{"a", 1}}, "whole");
  const Store store(root_);  // as another process
  base::write_text(*store.find(hash) / "data", "whome");
  ASSERT_TRUE(store.find(hash)) << "sizes agree";
  std::string said;
  const auto tell = [&](const std::string& text) { said = text; };
  EXPECT_FALSE(store.find_sound(hash, tell));
  EXPECT_NE(said.find("test/task"), std::string::npos) << said;
  EXPECT_FALSE(store.find(hash));
  put(store, {{"a", 1}}, "again");
  said.clear();
  ASSERT_TRUE(store.find_sound(hash, tell));
  EXPECT_EQ(base::read_text(*store.find_sound(hash, tell) / "data"), "again");
  EXPECT_EQ(said, "");
}

TEST_F(StoreTest, EntriesOfEarlierVersionsAreAcceptedWithoutChecksums) {
  const Store store(root_);
  const std::string hash = put(store, {{"a", 1}}, "whole");
  const auto meta = *store.find(hash) / "meta.json";
  auto facts = nlohmann::json::parse(base::read_text(meta));
  ASSERT_EQ(facts.erase("xxh3"), 1U);
  base::write_text(meta, facts.dump());
  EXPECT_TRUE(store.find_sound(hash, [](const std::string& text) { FAIL() << text; }));
}

// Whatever stands in a meta.json, looking for the entry does not throw.
TEST_F(StoreTest, DamagedMetaIsAbsent) {
  const Store store(root_);
  const std::string hash = put(store, {{"a", 1}}, "whole");
  const auto meta = *store.find(hash) / "meta.json";
  const std::string whole = base::read_text(meta);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto text = whole;
    text[i] = static_cast<char>(text[i] ^ 1);
    base::write_text(meta, text);
    EXPECT_NO_THROW(store.find(hash)) << i;
    EXPECT_NO_THROW(store.list()) << i;
  }
  for (const char* text : {"3", "{}", "{\"files\": 3}", "{\"files\": {\"data\": \"x\"}}"}) {
    base::write_text(meta, text);
    EXPECT_FALSE(store.find(hash)) << text;
  }
}

TEST_F(StoreTest, KeyOrderDoesNotMatterButContentDoes) {
  EXPECT_EQ(hash_of({{"a", 1}, {"b", 2}}), hash_of({{"b", 2}, {"a", 1}}));
  EXPECT_NE(hash_of({{"a", 1}}), hash_of({{"a", 1.5}}));
}

TEST_F(StoreTest, DigestFollowsTheContent) {
  const Store store(root_);
  base::write_text(root_ / "f", "abc");
  const std::string first = store.digest(root_ / "f");
  EXPECT_EQ(first, store.digest(root_ / "f"));
  base::write_text(root_ / "f", "abcd");
  EXPECT_NE(first, store.digest(root_ / "f"));
  EXPECT_THROW(store.digest(root_ / "none"), base::Error);
}

TEST_F(StoreTest, DigestOfAFolderFollowsNamesAndContents) {
  const Store store(root_);
  fs::create_directories(root_ / "model/parts");
  base::write_text(root_ / "model/model.yaml", "name: a");
  base::write_text(root_ / "model/parts/weights", "123");
  const std::string first = store.digest(root_ / "model");
  EXPECT_EQ(first, store.digest(root_ / "model"));
  fs::create_directories(root_ / "elsewhere");
  fs::copy(root_ / "model", root_ / "elsewhere/model", fs::copy_options::recursive);
  EXPECT_EQ(first, store.digest(root_ / "elsewhere/model"));
  base::write_text(root_ / "model/parts/weights", "1234");
  const std::string changed = store.digest(root_ / "model");
  EXPECT_NE(first, changed);
  fs::rename(root_ / "model/parts/weights", root_ / "model/parts/others");
  EXPECT_NE(changed, store.digest(root_ / "model"));
}

// Folders that cannot be gone through are errors with a name, not the end of the program.
TEST_F(StoreTest, DigestOfWhatCannotBeReadIsAnError) {
  const Store store(root_);
  const auto deep = root_ / "deep";
  fs::path at = deep;
  for (int level = 0; level < 60; ++level) at /= "d";
  fs::create_directories(at);
  fs::create_symlink("gone", deep / "nowhere");
  EXPECT_EQ(store.digest(deep).size(), 64U);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{40, before.rlim_max};  // one is open for each level
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  EXPECT_THROW(store.digest(deep), base::Error);
  ::setrlimit(RLIMIT_NOFILE, &before);
  fs::create_symlink("circle", deep / "circle");
  EXPECT_THROW(store.digest(deep), base::Error);
}

TEST_F(StoreTest, CleanKeepsLiveWritersAndListShowsEntries) {
  const Store store(root_);
  put(store, {{"a", 1}}, "x");
  auto writer = store.begin({{"b", 1}}, "live");
  fs::create_directories(root_ / "tmp" / "999999999-0");  // no such process
  store.clean(false);
  EXPECT_TRUE(fs::exists(writer.folder()));
  EXPECT_FALSE(fs::exists(root_ / "tmp" / "999999999-0"));
  ASSERT_EQ(store.list().size(), 1u);
  EXPECT_EQ(store.list()[0].task, "test/task");
  store.clean(true);
  EXPECT_TRUE(store.list().empty());
}

}  // namespace
}  // namespace encore::store
