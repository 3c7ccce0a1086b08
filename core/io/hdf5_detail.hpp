// core/io/hdf5_detail.hpp: what the HDF5 sources share: the lock, owned ids, and failures.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <mutex>
#include <string>

namespace encore::io::detail {

// The one lock of all HDF5 calls; also silences the library's own messages in this thread.
class Locked {
 public:
  Locked();

 private:
  std::unique_lock<std::recursive_mutex> lock_;
};

// An id that is closed when it goes. Lives inside a Locked scope only.
class Hid {
 public:
  using Close = herr_t (*)(hid_t);
  Hid(hid_t id, Close close) : id_(id), close_(close) {}
  ~Hid() {
    if (id_ >= 0) close_(id_);
  }
  Hid(Hid&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = -1; }
  Hid(const Hid&) = delete;
  Hid& operator=(const Hid&) = delete;
  operator hid_t() const { return id_; }
  bool ok() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

// The innermost reason that the library gave for its last failure in this thread, shortened to what
// helps a person; the next call forgets it.
std::string library_reason();

// Throws base::Error: "cannot WHAT DATASET of FILE: reason of the library".
[[noreturn]] void fail(const char* what, const std::string& name,
                       const std::filesystem::path& file);

Hid open_dataset(hid_t file, const std::string& name, const std::filesystem::path& path);
// A dataset of a simple space; the groups on the way are made.
Hid make_dataset(hid_t file, const std::string& name, hid_t type, hid_t space, hid_t creation,
                 const std::filesystem::path& path);

}  // namespace encore::io::detail
