// core/store/store.hpp: finished work, found again by what decided it.
//
// An entry is a folder named by the SHA-256 of its key, a JSON object that holds everything the
// result depends on (plugin and version, parameters, hashes of inputs, seed). It is written to a
// temporary folder, synced and renamed, so an entry is either whole or not there.
// Layout: <root>/entries/ab/abcdef.../{meta.json, files}, <root>/digests, <root>/tmp.
//
// meta.json holds the size and the checksum of every file. Sizes are compared whenever an entry is
// looked for, checksums once in the life of a Store (and its copies), before the first reading. An
// entry of an earlier version has no checksums and is accepted as it is.
//
// Thread-safe, and safe for several processes at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace encore::store {

// Raise it when the meaning of any key changes: every older entry is then ignored.
inline constexpr int kKeyVersion = 1;

// The name of an entry: 64 hexadecimal digits.
std::string hash_of(const nlohmann::json& key);

struct Entry {
  std::string hash;
  std::string task;  // as the writer called it: "encode/sub-001/mel"
  std::uint64_t bytes = 0;
  std::string written;  // UTC
};

class Store {
 public:
  // An entry being written. Destroyed without commit, it leaves nothing behind.
  class Writer {
   public:
    Writer(Writer&&) noexcept;
    Writer& operator=(Writer&&) = delete;
    ~Writer();
    const std::filesystem::path& folder() const { return folder_; }
    // Syncs and publishes what stands in folder(). Returns where it is now.
    std::filesystem::path commit();

   private:
    friend class Store;
    Writer(const Store& store, const nlohmann::json& key, std::string task);
    const Store* store_;
    std::string hash_, meta_;
    std::filesystem::path folder_;
    bool committed_ = false;
  };

  // Makes the folders; throws base::Error when it cannot write there.
  explicit Store(std::filesystem::path root);

  // Folder of a whole entry: its meta.json is there and every file has the size it states.
  std::optional<std::filesystem::path> find(const std::string& hash) const;
  // The same when its files are what was written. A damaged entry is removed, and so absent from
  // then on; `warn` is told its task.
  using Warn = std::function<void(const std::string& text)>;
  std::optional<std::filesystem::path> find_sound(const std::string& hash, const Warn& warn) const;
  Writer begin(const nlohmann::json& key, const std::string& task) const;
  void remove(const std::string& hash) const;

  // SHA-256 of a file, remembered by path, size and time of change where the store can be written;
  // of a folder, of the names and contents of all files below it.
  std::string digest(const std::filesystem::path& file) const;

  std::vector<Entry> list() const;
  // Removes entries, or only what interrupted programs left. Returns the bytes freed. Throws
  // base::Error when something could not be removed, once the rest is gone.
  std::uint64_t clean(bool everything) const;

  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path entry_folder(const std::string& hash) const;
  std::string folder_digest(const std::filesystem::path& folder) const;
  bool is_known_sound(const std::string& hash, bool add = false) const;

  struct Sound;  // hashes of entries whose checksums were compared
  std::filesystem::path root_;
  std::shared_ptr<Sound> sound_;
};

}  // namespace encore::store
