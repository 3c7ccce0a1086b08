// plugin_host: as much of the `encore` program as plugins need, so that they can be tested alone.
//
//   plugin_host check FILE [--with '{key: value}'] [--only PATTERN] [--in-process] [--json]
//   plugin_host new KIND NAME DIR [TEMPLATES]
//   plugin_host list FOLDER...
//   plugin_host describe FOLDER ID
#include <cstdio>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/plugin/check/check.hpp"
#include "core/plugin/listing.hpp"
#include "core/plugin/scaffold.hpp"

namespace {

using namespace encore::plugin;
using Words = std::vector<std::string>;

int check_command(const Words& words, const std::filesystem::path& program) {
  CheckOptions options;
  bool json = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto next = [&] { return i + 1 < words.size() ? words[++i] : std::string(); };
    if (words[i] == "--with") options.with = next();
    else if (words[i] == "--only") options.only = next();
    else if (words[i] == "--in-process") options.in_process = true;
    else if (words[i] == "--json") json = true;
    else throw encore::base::Error("unknown word " + words[i]);
  }
  const auto results = check(words[0], program, options);
  std::fputs(json ? check_json(results).dump(2).c_str() : check_table(results).c_str(), stdout);
  return passed(results) ? 0 : 1;
}

int run(const Words& words, const std::filesystem::path& program) {
  const std::string command = words.empty() ? "" : words[0];
  const Words rest(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (command == "--scan-one" && rest.size() == 1) return scan_one(rest[0]);
  if (command == "--check-one") return check_one(rest);
  if (command == "check" && !rest.empty()) return check_command(rest, program);
  if (command == "new" && rest.size() >= 3) {
    const auto templates = rest.size() > 3 ? rest[3] : template_folder(program).string();
    for (const auto& file : new_plugin(rest[0], rest[1], rest[2], templates))
      std::puts(file.c_str());
    return 0;
  }
  if (command == "list") {
    std::fputs(list(Catalog::scan({rest.begin(), rest.end()}, program)).c_str(), stdout);
    return 0;
  }
  if (command == "describe" && rest.size() == 2) {
    const auto catalog = Catalog::scan({rest[0]}, program);
    std::fputs(describe(find_or_throw(catalog, rest[1])).c_str(), stdout);
    return 0;
  }
  std::fputs("usage: see the top of tests/sdk/plugin_host.cpp\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) try {
  return run({argv + 1, argv + argc}, std::filesystem::read_symlink("/proc/self/exe"));
} catch (const encore::base::Error& e) {
  std::fprintf(stderr, "error: %s\n  %s\n", e.what(), e.hint().c_str());
  return static_cast<int>(e.exit());
} catch (const std::exception& e) {
  std::fprintf(stderr, "error: %s\n", e.what());
  return 2;
}
