// plugins/process/scratch.hpp: a folder that is gone when its owner is.
#pragma once

#include <filesystem>

namespace process {

class Scratch {
 public:
  // In TMPDIR or /tmp, for this user only. Throws encore::Error.
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

}  // namespace process
