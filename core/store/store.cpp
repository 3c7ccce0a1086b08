#include "core/store/store.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/store/clear.hpp"
#include "core/store/meta.hpp"

namespace encore::store {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::uint64_t bytes_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code ec;
  for (const auto& f : fs::recursive_directory_iterator(folder, ec))
    if (f.is_regular_file(ec)) bytes += f.file_size(ec);
  return bytes;
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

// Temporary folders are called <pid>-<n>; a dead writer's are waste.
bool writer_is_alive(const fs::path& temporary) {
  const std::string name = temporary.filename().string();
  int pid = 0;
  std::from_chars(name.data(), name.data() + name.size(), pid);
  return pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
}

[[noreturn]] void cannot_read(const fs::path& path, const std::error_code& why) {
  throw base::Error(fmt::format("cannot read {}: {}", path.string(), why.message()));
}

// Memos save time only. One that cannot be read or written, as in a store that others filled, is
// done without.
std::string remembered(const fs::path& memo) {
  std::error_code ec;
  if (!fs::exists(memo, ec)) return "";
  try {
    return base::read_text(memo);
  } catch (const base::Error&) {
    return "";
  }
}

void remember(const fs::path& memo, const std::string& digest) {
  try {
    base::write_text(memo, digest);
  } catch (const base::Error&) {
    return;
  }
}

}  // namespace

std::string hash_of(const json& key) {
  return base::sha256(json{{"version", kKeyVersion}, {"key", key}}.dump());
}

struct Store::Sound {
  std::mutex mutex;
  std::set<std::string> hashes;
};

Store::Store(fs::path root) : root_(std::move(root)), sound_(std::make_shared<Sound>()) {
  try {
    for (const char* part : {"entries", "tmp", "digests"}) base::make_folder(root_ / part);
  } catch (const base::Error& e) {
    throw base::Error(e.what(), "the store is `cache` of the machine file, or ENCORE_CACHE");
  }
}

fs::path Store::entry_folder(const std::string& hash) const {
  return root_ / "entries" / hash.substr(0, 2) / hash;
}

std::optional<fs::path> Store::find(const std::string& hash) const {
  const fs::path folder = entry_folder(hash);
  const auto meta = meta_of(folder);
  if (!meta) return std::nullopt;
  std::error_code ec;
  for (const auto& [name, bytes] : meta->at("files").items())
    if (fs::file_size(folder / name, ec) != bytes.get<std::uintmax_t>() || ec) return std::nullopt;
  return folder;
}

std::optional<fs::path> Store::find_sound(const std::string& hash, const Warn& warn) const {
  const auto folder = find(hash);
  if (!folder || is_known_sound(hash)) return folder;
  const auto meta = meta_of(*folder);
  if (meta && meta->contains("xxh3") &&
      meta->at("xxh3") != checksums_of(*folder, meta->at("files"))) {
    remove(hash);
    warn(
        fmt::format("the result of {} in the store was damaged (its checksum differs); it is "
                    "computed again",
                    text_in(*meta, "task")));
    return std::nullopt;
  }
  is_known_sound(hash, true);
  return folder;
}

bool Store::is_known_sound(const std::string& hash, bool add) const {
  const std::scoped_lock lock(sound_->mutex);
  if (add) sound_->hashes.insert(hash);
  return sound_->hashes.contains(hash);
}

Store::Writer Store::begin(const json& key, const std::string& task) const {
  return Writer(*this, key, task);
}

Store::Writer::Writer(const Store& store, const json& key, std::string task)
    : store_(&store), hash_(hash_of(key)) {
  static std::atomic<unsigned> counter{0};
  meta_ = json{{"key", key}, {"task", task}, {"written", utc_now()}}.dump();
  folder_ = store.root_ / "tmp" / fmt::format("{}-{}", ::getpid(), counter++);
  std::error_code ec;
  fs::remove_all(folder_, ec);
  base::make_folder(folder_);
}

Store::Writer::Writer(Writer&& other) noexcept
    : store_(other.store_),
      hash_(std::move(other.hash_)),
      meta_(std::move(other.meta_)),
      folder_(std::move(other.folder_)),
      committed_(std::exchange(other.committed_, true)) {}

Store::Writer::~Writer() {
  std::error_code ec;
  if (!committed_) fs::remove_all(folder_, ec);
}

fs::path Store::Writer::commit() {
  json meta = json::parse(meta_);
  meta["files"] = sizes_of(folder_);
  meta["xxh3"] = checksums_of(folder_, meta["files"]);
  for (const auto& [name, bytes] : meta["files"].items()) base::sync_path(folder_ / name);
  base::write_text(folder_ / "meta.json", meta.dump(2));
  base::sync_path(folder_);
  const fs::path target = store_->entry_folder(hash_);
  base::make_folder(target.parent_path());
  std::error_code ec;
  if (!store_->find(hash_)) {
    fs::remove_all(target, ec);  // damaged: find would have seen a whole one
    fs::rename(folder_, target, ec);
    // Another process may have been faster; its entry has the same content.
    if (ec && !store_->find(hash_))
      throw base::Error(fmt::format("cannot write {}: {}", target.string(), ec.message()));
    base::sync_path(target.parent_path());
  }
  fs::remove_all(folder_, ec);
  committed_ = true;
  return target;
}

void Store::remove(const std::string& hash) const {
  std::error_code ec;
  fs::remove_all(entry_folder(hash), ec);
  const std::scoped_lock lock(sound_->mutex);
  sound_->hashes.erase(hash);
}

std::string Store::folder_digest(const fs::path& folder) const {
  std::vector<fs::path> files;
  std::error_code ec;
  // Not a range-for, whose step throws. A link that leads nowhere is no file.
  for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code why;
    const auto kind = it->status(why).type();
    if (kind == fs::file_type::none) cannot_read(it->path(), why);
    if (kind == fs::file_type::regular) files.push_back(it->path());
  }
  if (ec) cannot_read(folder, ec);
  std::sort(files.begin(), files.end());
  json content = json::array();
  for (const auto& file : files)
    content.push_back({fs::relative(file, folder).generic_string(), digest(file)});
  return base::sha256(content.dump());
}

std::string Store::digest(const fs::path& file) const {
  std::error_code ec;
  if (fs::is_directory(file, ec)) return folder_digest(file);
  const auto bytes = fs::file_size(file, ec);
  if (ec) cannot_read(file, ec);
  const auto time = fs::last_write_time(file).time_since_epoch().count();
  const json fact = {{"path", fs::absolute(file).string()}, {"bytes", bytes}, {"time", time}};
  const fs::path memo = root_ / "digests" / base::sha256(fact.dump());
  if (const std::string known = remembered(memo); known.size() == 64) return known;
  const std::string digest = base::sha256_file(file);
  remember(memo, digest);
  return digest;
}

std::vector<Entry> Store::list() const {
  std::vector<Entry> entries;
  for (const auto& group : fs::directory_iterator(root_ / "entries")) {
    for (const auto& folder : fs::directory_iterator(group)) {
      const std::string hash = folder.path().filename().string();
      const auto meta = find(hash) ? meta_of(folder.path()) : std::nullopt;
      if (!meta) continue;
      entries.push_back(
          {hash, text_in(*meta, "task"), bytes_of(folder), text_in(*meta, "written")});
    }
  }
  return entries;
}

std::uint64_t Store::clean(bool everything) const {
  Cleared cleared;
  for (const auto& folder : base::entries(root_ / "tmp"))
    if (!writer_is_alive(folder)) clear(folder, cleared);
  if (everything)
    for (const char* part : {"entries", "digests"}) clear_folder(root_ / part, cleared);
  if (cleared.left == 0) return cleared.bytes;
  const std::string others = cleared.left == 1 ? "" : fmt::format(" and {} more", cleared.left - 1);
  throw base::Error(
      fmt::format("cannot remove {}{}: {}", cleared.first.string(), others, cleared.why.message()),
      fmt::format("give yourself permission to change the store; {} bytes were freed",
                  cleared.bytes));
}

}  // namespace encore::store
