#include "plugins/process/environment.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>

extern char** environ;

namespace process {
namespace {

// Where encore_process.py is installed beside this library; "" when it is not.
std::string python_folder() {
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&python_folder), &info) == 0) return "";
  std::error_code ec;
  const auto folder = std::filesystem::weakly_canonical(
      std::filesystem::path(info.dli_fname).parent_path() / "../../../share/encore/python", ec);
  return std::filesystem::exists(folder / "encore_process.py", ec) ? folder.string() : "";
}

}  // namespace

std::vector<std::string> environment() {
  constexpr std::string_view key = "PYTHONPATH=";
  std::vector<std::string> out;
  std::string path = python_folder();
  for (char** e = environ; *e != nullptr; ++e) {
    const std::string_view entry = *e;
    if (!entry.starts_with(key)) out.emplace_back(entry);
    else path = std::string(entry.substr(key.size())) + (path.empty() ? "" : ":" + path);
  }
  if (!path.empty()) out.push_back(std::string(key) + path);
  return out;
}

}  // namespace process
