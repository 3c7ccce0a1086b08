#include "core/plugin/scaffold.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace encore::plugin {
namespace {

namespace fs = std::filesystem;

// "my-ridge" -> "MyRidge"
std::string class_name(const std::string& name) {
  std::string out;
  bool start = true;
  for (const char c : name) {
    if (c != '-') out += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = c == '-';
  }
  return out;
}

void check_kind(const std::string& kind, const fs::path& templates) {
  const std::vector<std::string> kinds{"features", "regression", "retrieval", "generator"};
  if (std::ranges::find(kinds, kind) == kinds.end()) {
    const std::string near = base::nearest(kind, kinds);
    throw base::Error(fmt::format("there is no kind of plugin '{}'", kind),
                      near.empty() ? "the kinds are " + base::join(kinds, "and")
                                   : fmt::format("did you mean '{}'?", near));
  }
  if (!fs::is_directory(templates / kind))
    throw base::Error(fmt::format("no template in {}", (templates / kind).string()));
}

void check_name(const std::string& name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  const bool good = !name.empty() && name.size() <= 64 && letter(name.front()) &&
                    name.back() != '-' && name.find("--") == std::string::npos &&
                    std::ranges::all_of(name, fits);
  if (!good)
    throw base::Error(fmt::format("'{}' cannot be the name of a plugin", name),
                      "use a-z, 0-9 and single dashes, beginning with a letter: my-ridge");
}

std::string filled(std::string text, const std::map<std::string, std::string>& words) {
  for (const auto& [word, value] : words) {
    for (auto at = text.find(word); at != std::string::npos;
         at = text.find(word, at + value.size()))
      text.replace(at, word.size(), value);
  }
  return text;
}

}  // namespace

fs::path template_folder(const fs::path& program) {
  const auto prefix = fs::absolute(program).parent_path().parent_path();
  const fs::path installed = prefix / "share/encore/templates", source = ENCORE_TEMPLATES;
  std::error_code ec;
  for (const auto& folder : {installed, source})
    if (fs::is_directory(folder, ec)) return folder;
  throw base::Error(fmt::format("no templates in {}", installed.string()),
                    "install Encore with its SDK");
}

std::vector<fs::path> new_plugin(const std::string& kind, const std::string& name,
                                 const fs::path& folder, const fs::path& templates) {
  check_kind(kind, templates);
  check_name(name);
  std::error_code ec;
  if (fs::exists(folder, ec) && !fs::is_empty(folder, ec))
    throw base::Error(fmt::format("{} is not empty", folder.string()), "choose a new folder");
  const std::map<std::string, std::string> words{{"@NAME@", name}, {"@CLASS@", class_name(name)}};
  std::vector<fs::path> written;
  for (const auto& source : {templates / "common", templates / kind}) {
    for (const auto& entry : fs::recursive_directory_iterator(source)) {
      if (!entry.is_regular_file()) continue;
      fs::path file = folder / fs::relative(entry.path(), source);
      if (file.extension() == ".in") file.replace_extension();
      if (file.filename() == "plugin.cpp") file.replace_filename(name + ".cpp");
      base::make_folder(file.parent_path());
      base::write_text(file, filled(base::read_text(entry.path()), words));
      written.push_back(file);
    }
  }
  std::ranges::sort(written);
  return written;
}

}  // namespace encore::plugin
