#include "plugins/array/npz.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

#include "encore/error.hpp"
#include "plugins/array/npy.hpp"

namespace array {
namespace {

class Npy : public Source {
 public:
  explicit Npy(std::string path) : path_(std::move(path)) {}
  bool is_container(const std::string&) const override { return false; }
  std::vector<std::string> members(const std::string&) const override { return {}; }
  std::string path_of(const std::string&, const std::string& member) const override {
    return member;
  }
  std::string default_ids(const std::string&) const override { return ""; }

  Array read(const std::string& name) override {
    if (!name.empty())
      throw encore::Error::param("dataset", "an .npy file holds one array without a name");
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) throw encore::Error::io(path_, "cannot be read");
    return parse_npy(bytes.view(), path_);
  }

 private:
  std::string path_;
};

class Npz : public Source {
 public:
  explicit Npz(std::string path) : path_(std::move(path)) {
    walk([&](const std::string& name, archive*, archive_entry*) {
      names_.push_back(name);
      return true;
    });
    if (names_.empty()) throw encore::Error::io(path_, "holds no arrays");
  }

  bool is_container(const std::string& name) const override { return name.empty(); }
  std::vector<std::string> members(const std::string&) const override { return names_; }
  std::string path_of(const std::string&, const std::string& member) const override {
    return member;
  }
  std::string default_ids(const std::string&) const override {
    return std::find(names_.begin(), names_.end(), "ids") != names_.end() ? "ids" : "";
  }

  Array read(const std::string& wanted) override {
    std::string bytes;
    bool found = false;
    walk([&](const std::string& name, archive* a, archive_entry*) {
      if (name != wanted) return true;
      found = true;
      char block[65536];
      la_ssize_t n = 0;
      while ((n = archive_read_data(a, block, sizeof block)) > 0)
        bytes.append(block, static_cast<std::size_t>(n));
      if (n < 0) throw encore::Error::io(path_, archive_error_string(a));
      return false;
    });
    if (!found) {
      std::string there;
      for (std::size_t i = 0; i < names_.size() && i < 8; ++i)
        there += (i > 0 ? ", " : "") + names_[i];
      throw encore::Error::io(path_, "has no array '" + wanted + "'; it holds " + there +
                                         (names_.size() > 8 ? ", ..." : ""));
    }
    return parse_npy(bytes, path_ + ", array '" + wanted + "'");
  }

 private:
  // Calls visit for each array until it returns false.
  void walk(const std::function<bool(const std::string&, archive*, archive_entry*)>& visit) const {
    const std::unique_ptr<archive, int (*)(archive*)> a(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(a.get());
    if (archive_read_open_filename(a.get(), path_.c_str(), 1 << 16) != ARCHIVE_OK)
      throw encore::Error::io(path_, archive_error_string(a.get()));
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(a.get(), &entry)) == ARCHIVE_OK) {
      const char* text = archive_entry_pathname(entry);
      std::string name = text != nullptr ? text : "";
      if (!name.ends_with(".npy")) continue;
      name.resize(name.size() - 4);
      if (!visit(name, a.get(), entry)) return;
    }
    if (status != ARCHIVE_EOF)
      throw encore::Error::io(
          path_, std::string("is not a whole .npz file: ") + archive_error_string(a.get()));
  }

  std::string path_;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Source> open_npy(const std::string& path) { return std::make_unique<Npy>(path); }
std::unique_ptr<Source> open_npz(const std::string& path) { return std::make_unique<Npz>(path); }

}  // namespace array
