// core/plugin/catalog.hpp: which plugins there are, and why some are not.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/params.hpp"

namespace encore::plugin {

struct PluginInfo {
  std::string id, version, name, summary, authors, license, citation, url;
  int kind = 0;  // ENCORE_KIND_*
  std::uint32_t flags = 0;
  std::vector<ParamSpec> params;
  std::filesystem::path library;
  std::string build, library_sha256;
  const ParamSpec* find(const std::string& key) const;
};

const char* kind_name(int kind);  // "features", "regression", "retrieval", "generator"

// "features" -> ENCORE_KIND_FEATURES; 0 for another word.
int kind_of(const std::string& name);

// One file that was looked at. A shadowed library may still lend its other plugins.
struct LibraryReport {
  enum class State { good, shadowed, bad };
  std::filesystem::path path;
  State state = State::good;
  std::string reason;  // why it is bad, or what shadows it
  std::vector<PluginInfo> plugins;
};

// Scanned once at start; immutable afterwards, safe from any thread.
class Catalog {
 public:
  // Looks at *.encoreplugin.so in the folders, in order; the first of two equal ids wins. Each
  // library is opened in a child process (`program --scan-one FILE`), so that one which crashes,
  // lacks a library or speaks another ABI is reported and harms nothing. What is good is
  // remembered by path, size and time in the file `memory` (empty, or ENCORE_PLUGIN_CACHE=off:
  // not). A child that takes longer than limit_s is ended.
  static Catalog scan(const std::vector<std::filesystem::path>& folders,
                      const std::filesystem::path& program,
                      const std::filesystem::path& memory = {}, double limit_s = 10);

  // A catalogue of given reports, shadowing worked out: what scan makes of them, and what a test
  // makes by hand.
  static Catalog of(std::vector<LibraryReport> libraries);

  const PluginInfo* find(const std::string& id) const;  // usable plugins only
  std::vector<std::string> ids(int kind = 0) const;     // 0: all kinds
  const std::vector<LibraryReport>& libraries() const { return libraries_; }

 private:
  std::vector<LibraryReport> libraries_;
};

// One library, in a child process.
LibraryReport scan_library(const std::filesystem::path& library,
                           const std::filesystem::path& program, double limit_s);

// --plugin-path first, then ENCORE_PLUGIN_PATH, ~/.local/lib/encore/plugins, and
// ../lib/encore/plugins from the program.
std::vector<std::filesystem::path> search_folders(const std::vector<std::string>& given,
                                                  const std::filesystem::path& program);

// The child's side of scan: prints JSON about one library on standard output.
int scan_one(const std::filesystem::path& library);

}  // namespace encore::plugin
