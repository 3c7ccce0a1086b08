#include "core/store/store.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

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

// As in a store that somebody else filled: a memo only saves time.
TEST_F(StoreTest, DigestNeedsNoMemo) {
  const Store store(root_);
  base::write_text(root_ / "f", "abc");
  const std::string first = store.digest(root_ / "f");
  fs::remove_all(root_ / "digests");
  base::write_text(root_ / "digests", "a file, in which none can be written");
  EXPECT_EQ(store.digest(root_ / "f"), first);
  fs::remove(root_ / "digests");
  fs::create_directories(root_ / "digests");
  store.digest(root_ / "f");
  for (const auto& memo : base::entries(root_ / "digests")) {
    fs::remove(memo);
    fs::create_directory(memo);  // in which none can be read
  }
  EXPECT_EQ(store.digest(root_ / "f"), first);
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

// No right to change a folder for as long as this lives; the superuser becomes another user.
class WithoutRights {
 public:
  explicit WithoutRights(fs::path folder) : folder_(std::move(folder)) {
    fs::permissions(folder_, fs::perms(0555));
    if (::geteuid() == 0) other_ = ::seteuid(65534) == 0;
  }
  ~WithoutRights() {
    if (other_ && ::seteuid(0) != 0) std::abort();
    fs::permissions(folder_, fs::perms(0755));
  }
  WithoutRights(const WithoutRights&) = delete;
  WithoutRights& operator=(const WithoutRights&) = delete;
  bool hold() const { return ::faccessat(AT_FDCWD, folder_.c_str(), W_OK, AT_EACCESS) != 0; }

 private:
  fs::path folder_;
  bool other_ = false;
};

TEST_F(StoreTest, CleanCountsWhatIsGone) {
  const Store store(root_);
  put(store, {{"a", 1}}, std::string(1000, 'x'));
  put(store, {{"a", 2}}, std::string(1000, 'x'));
  std::uint64_t bytes = 0;
  for (const auto& entry : store.list()) bytes += entry.bytes;
  EXPECT_EQ(store.clean(false), 0U);
  EXPECT_EQ(store.clean(true), bytes);
  EXPECT_EQ(store.clean(true), 0U);
  put(store, {{"a", 1}}, "again");
  EXPECT_EQ(store.list().size(), 1U);
}

TEST_F(StoreTest, CleanTellsWhatItCannotRemove) {
  const Store store(root_);
  const std::string hash = put(store, {{"a", 1}}, "x");
  {
    const WithoutRights rights(*store.find(hash));
    if (!rights.hold()) GTEST_SKIP() << "skipped: this user may write everywhere";
    try {
      store.clean(true);
      ADD_FAILURE() << "removed what it has no right to";
    } catch (const base::Error& e) {
      const std::string said = e.what();
      EXPECT_NE(said.find("cannot remove " + (root_ / "entries").string()), std::string::npos)
          << said;
      EXPECT_NE(said.find("Permission denied"), std::string::npos) << said;
      EXPECT_NE(e.hint().find("0 bytes were freed"), std::string::npos) << e.hint();
    }
  }
  EXPECT_TRUE(store.find(hash));
  EXPECT_GT(store.clean(true), 0U);
}

}  // namespace
}  // namespace encore::store
