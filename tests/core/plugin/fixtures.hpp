// Where the tests of plugins find their fixtures and the program that scans them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "core/base/error.hpp"
#include "core/plugin/catalog.hpp"
#include "core/plugin/flow.hpp"

namespace encore::plugin {

inline std::filesystem::path fixture_folder(const std::string& name) {
  return std::filesystem::path(ENCORE_BINARY_DIR) / "tests/sdk/fixtures" / name;
}
inline std::filesystem::path fixture(const std::string& name) {
  return fixture_folder(name) / (name + ".encoreplugin.so");
}
inline std::filesystem::path program() {
  return std::filesystem::path(ENCORE_BINARY_DIR) / "bin/plugin_host";
}

// A folder that lasts as long as the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "encore-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The parameters of a plugin from a line of flow YAML; throws when something is wrong with them.
inline Params params_of(const PluginInfo& plugin, const std::string& with = "{}",
                        const base::Location& at = {}) {
  base::Diagnostics found;
  const base::Value value = parse_flow(with, at);
  Params params = resolve(plugin, &value, at, {}, found);
  found.throw_if_any();
  return params;
}

// The message of the base::Error that `body` throws, "" when it throws none.
template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
    return "";
  } catch (const base::Error& e) {
    return e.what();
  }
}

}  // namespace encore::plugin
