#include "core/plugin/listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plugin/info_json.hpp"

namespace encore::plugin {
namespace {

using State = LibraryReport::State;

const char* state_name(State state) {
  switch (state) {
    case State::good: return "good";
    case State::shadowed: return "shadowed";
    default: return "bad";
  }
}

std::string libraries_in(const Catalog& catalog, State state, const char* title) {
  std::string text;
  for (const auto& library : catalog.libraries())
    if (library.state == state)
      text += fmt::format("  {}\n      {}\n", library.path.string(), library.reason);
  return text.empty() ? "" : fmt::format("\n{}:\n{}", title, text);
}

// Lines of at most `width` characters, each after `indent`; words are never broken.
std::string wrapped(const std::string& text, const std::string& indent, std::size_t width = 92) {
  std::string out = indent, line;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto space = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, space - at);
    if (!line.empty() && line.size() + 1 + word.size() > width - indent.size()) {
      out += line + "\n" + indent;
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = space + 1;
  }
  return out + line + "\n";
}

std::string parameter(const ParamSpec& p) {
  std::string facts = p.type_text();
  if (const std::string range = p.range_text(); !range.empty()) facts += ", " + range;
  facts += p.required() ? ", required"
                        : ", default " + (p.default_text.empty() ? "empty" : p.default_text);
  if ((p.flags & ENCORE_PF_NO_HASH) != 0) facts += ", does not change results";
  return fmt::format("  {}: {}\n{}", p.key, facts, wrapped(p.doc, "      "));
}

std::string example(const PluginInfo& p) {
  std::string with;
  for (const auto& spec : p.params)
    if (spec.required()) with += fmt::format("{}{}: ...", with.empty() ? "" : ", ", spec.key);
  const std::string use = with.empty() ? fmt::format("{{use: {}}}", p.id)
                                       : fmt::format("{{use: {}, with: {{{}}}}}", p.id, with);
  switch (p.kind) {
    case ENCORE_KIND_FEATURES: return "features:\n    mine: " + use;
    case ENCORE_KIND_REGRESSION: return "encode:\n    regression: " + use;
    case ENCORE_KIND_RETRIEVAL: return "retrieve:\n    index: " + use;
    default: return "generate:\n    generator: " + use;
  }
}

void field(std::string& text, const char* name, const std::string& value) {
  if (!value.empty()) text += fmt::format("{:<10} {}\n", name, value);
}

// A plugin's summary is a line for lists; what follows, if anything, is for whoever asks for more.
std::string first_line(const std::string& summary) { return summary.substr(0, summary.find('\n')); }

std::string after_first_line(const std::string& summary) {
  const auto begin = summary.find_first_not_of('\n', first_line(summary).size());
  return begin == std::string::npos ? "" : "\n" + summary.substr(begin) + "\n";
}

std::string flags_text(std::uint32_t flags) {
  std::vector<std::string> words;
  if ((flags & ENCORE_DF_DETERMINISTIC) != 0) words.push_back("deterministic");
  if ((flags & ENCORE_DF_USES_BLAS) != 0) words.push_back("uses BLAS");
  if ((flags & ENCORE_DF_JOINT_TARGETS) != 0) words.push_back("needs all targets at once");
  if ((flags & ENCORE_DF_NEEDS_GPU) != 0) words.push_back("needs a GPU");
  if ((flags & ENCORE_DF_RUNS_PROGRAMS) != 0) words.push_back("runs programs (--allow-exec)");
  return base::join(words, "and");
}

}  // namespace

std::string list(const Catalog& catalog) {
  std::size_t id_width = 0, version_width = 0;
  for (const auto& id : catalog.ids()) {
    id_width = std::max(id_width, id.size());
    version_width = std::max(version_width, catalog.find(id)->version.size());
  }
  std::string text;
  for (const int kind : {ENCORE_KIND_FEATURES, ENCORE_KIND_REGRESSION, ENCORE_KIND_RETRIEVAL,
                         ENCORE_KIND_GENERATOR}) {
    auto ids = catalog.ids(kind);
    if (ids.empty()) continue;
    std::ranges::sort(ids);
    text += fmt::format("{}{}:\n", text.empty() ? "" : "\n", kind_name(kind));
    for (const auto& id : ids) {
      const PluginInfo& p = *catalog.find(id);
      text += fmt::format("  {:<{}}  {:<{}}  {}\n", p.id, id_width, p.version, version_width,
                          first_line(p.summary));
    }
  }
  if (text.empty()) text = "No plugins were found.\n";
  text +=
      libraries_in(catalog, State::shadowed, "shadowed, since another file of that id comes first");
  return text + libraries_in(catalog, State::bad, "cannot be used");
}

nlohmann::ordered_json list_json(const Catalog& catalog) {
  using Json = nlohmann::ordered_json;
  Json plugins = Json::array(), libraries = Json::array();
  for (const auto& id : catalog.ids()) plugins.push_back(info_to_json(*catalog.find(id)));
  for (const auto& library : catalog.libraries())
    libraries.push_back({{"path", library.path.string()},
                         {"state", state_name(library.state)},
                         {"reason", library.reason}});
  return {{"plugins", plugins}, {"libraries", libraries}};
}

std::string describe(const PluginInfo& p) {
  std::string text =
      fmt::format("{} {}: {}\n{}\n\n", p.id, p.version, p.name, first_line(p.summary));
  field(text, "kind", kind_name(p.kind));
  field(text, "authors", p.authors);
  field(text, "license", p.license);
  field(text, "cite", p.citation);
  field(text, "url", p.url);
  field(text, "traits", flags_text(p.flags));
  field(text, "library", p.library.string());
  field(text, "built with", p.build);
  text += p.params.empty() ? "\nIt has no parameters.\n" : "\nParameters:\n";
  for (const auto& spec : p.params) text += parameter(spec);
  text += fmt::format("\nIn a recipe:\n  {}\n", example(p));
  return text + after_first_line(p.summary);
}

nlohmann::ordered_json describe_json(const PluginInfo& plugin) { return info_to_json(plugin); }

const PluginInfo& find_or_throw(const Catalog& catalog, const std::string& id) {
  if (const PluginInfo* found = catalog.find(id)) return *found;
  for (const auto& library : catalog.libraries())
    if (library.state == State::bad && library.path.string().find(id) != std::string::npos)
      throw base::Error(
          fmt::format("{} cannot be used: {}", library.path.string(), library.reason));
  const std::string near = base::nearest(id, catalog.ids());
  throw base::Error(fmt::format("there is no plugin '{}'", id),
                    near.empty() ? "`encore plugins list` shows the installed ones"
                                 : fmt::format("did you mean '{}'?", near));
}

}  // namespace encore::plugin
