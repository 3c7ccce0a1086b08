#include "core/io/hdf5.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/hdf5_detail.hpp"

namespace encore::io {
namespace detail {
namespace {

std::recursive_mutex& mutex() {
  static auto* const m = new std::recursive_mutex;  // outlives every static destructor
  return *m;
}

}  // namespace

Locked::Locked() : lock_(mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

std::string library_reason() {
  std::string reason;
  H5Ewalk2(
      H5E_DEFAULT, H5E_WALK_UPWARD,
      [](unsigned n, const H5E_error2_t* e, void* out) -> herr_t {
        if (n == 0 && e->desc != nullptr) *static_cast<std::string*>(out) = e->desc;
        return 0;
      },
      &reason);
  const auto message = reason.find("error message = '");
  if (message == std::string::npos) return reason;
  const auto start = message + std::strlen("error message = '");
  return reason.substr(start, reason.find('\'', start) - start);
}

void fail(const char* what, const std::string& name, const std::filesystem::path& file) {
  const std::string reason = library_reason();
  throw base::Error(fmt::format("cannot {} {}{}{}{}{}", what, name, name.empty() ? "" : " of ",
                                file.string(), reason.empty() ? "" : ": ", reason));
}

}  // namespace detail

namespace {

using detail::fail;
using detail::Hid;
using detail::Locked;

hid_t open_for_reading(const std::filesystem::path& path) {
  std::error_code ec;
  if (!std::filesystem::exists(path, ec))
    throw base::Error(fmt::format("there is no file {}", path.string()));
  if (std::filesystem::is_directory(path, ec))
    throw base::Error(fmt::format("{} is a folder, not an HDF5 file", path.string()));
  const Hid access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access, 0, 1);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (id >= 0) return id;
  const std::string reason = detail::library_reason();  // the next call forgets it
  if (H5Fis_hdf5(path.c_str()) == 0)
    throw base::Error(fmt::format("{} is not an HDF5 file", path.string()),
                      "write it with h5py or another HDF5 library");
  throw base::Error(fmt::format("cannot open {}: {}", path.string(), reason));
}

}  // namespace

// A file that could not be written (a full disk) stays half open inside the library, which then
// crashes when it cleans up at exit. Nothing is left to it: every file is closed by its owner.
[[maybe_unused]] const int no_cleanup_at_exit = H5dont_atexit();

H5File::H5File(const std::filesystem::path& path, Mode mode) : path_(path) {
  const Locked lock;
  if (mode == Mode::read) id_ = open_for_reading(path);
  else if (mode == Mode::create)
    id_ = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  else id_ = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  if (id_ < 0) fail(mode == Mode::create ? "write" : "open", "", path);
}

H5File::~H5File() {
  const Locked lock;
  if (id_ >= 0) H5Fclose(id_);
}

H5File::H5File(H5File&& other) noexcept
    : path_(std::move(other.path_)), id_(std::exchange(other.id_, -1)) {}

void H5File::close() {
  const Locked lock;
  if (id_ < 0) return;
  const herr_t flushed = H5Fflush(id_, H5F_SCOPE_GLOBAL);
  std::string reason = flushed < 0 ? detail::library_reason() : "";
  const herr_t closed = H5Fclose(std::exchange(id_, -1));
  if (flushed >= 0 && closed < 0) reason = detail::library_reason();
  if (flushed < 0 || closed < 0)
    throw base::Error(fmt::format("cannot write {}: {}", path_.string(), reason));
}

bool H5File::has(const std::string& name) const {
  const Locked lock;
  // H5Lexists wants every group on the way to exist.
  for (std::size_t slash = name.find('/', 1);; slash = name.find('/', slash + 1)) {
    const std::string part = name.substr(0, slash);
    if (part.empty() || part == "/") return true;
    if (H5Lexists(id_, part.c_str(), H5P_DEFAULT) <= 0) return false;
    if (slash == std::string::npos) return true;
  }
}

bool H5File::is_group(const std::string& name) const {
  const Locked lock;
  if (!has(name)) return false;
  const Hid group(H5Gopen2(id_, name.c_str(), H5P_DEFAULT), H5Gclose);
  return group.ok();
}

std::vector<std::string> H5File::list(const std::string& group) const {
  const Locked lock;
  std::vector<std::string> names;
  const Hid id(H5Gopen2(id_, group.c_str(), H5P_DEFAULT), H5Gclose);
  if (!id.ok()) return names;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  if (H5Literate(id, H5_INDEX_NAME, H5_ITER_INC, nullptr, add, &names) < 0)
    fail("list", group, path_);
  return names;
}

void H5File::make_group(const std::string& name) {
  const Locked lock;
  if (has(name)) return;
  const Hid links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  const Hid group(H5Gcreate2(id_, name.c_str(), links, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  if (!group.ok()) fail("write", name, path_);
}

void H5File::remove(const std::string& name) {
  const Locked lock;
  if (has(name) && H5Ldelete(id_, name.c_str(), H5P_DEFAULT) < 0) fail("remove", name, path_);
}

}  // namespace encore::io
