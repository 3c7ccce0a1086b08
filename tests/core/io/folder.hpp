// tests/core/io/folder.hpp: a temporary folder that goes with its test, and messages of errors.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace encore::test {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "encore-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  std::filesystem::path path_;
};

// What a call that must throw base::Error says: message, and hint after " | ".
template <class Call>
std::string error_of(const Call& call) {
  try {
    call();
  } catch (const base::Error& e) {
    return std::string(e.what()) + " | " + e.hint();
  }
  return "no error";
}

// Folder of the real recordings and scans; empty when this machine does not have it.
inline std::filesystem::path real_data() {
  const char* given = std::getenv("ENCORE_TEST_DATA");
  const std::filesystem::path folder = given != nullptr ? given : ENCORE_TEST_DATA_DEFAULT;
  return std::filesystem::exists(folder / "nifti") ? folder : std::filesystem::path();
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The text with `to` for the first `from`, which must be there.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace encore::test

#define EXPECT_ERROR(call, part) \
  do { \
    const std::string said = encore::test::error_of([&] { (void)(call); }); \
    EXPECT_TRUE(encore::test::contains(said, part)) << "said: " << said; \
  } while (false)
