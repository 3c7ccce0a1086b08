#include "core/plugin/abi_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/error.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {
namespace {

constexpr std::string_view entry_prefix = "encore_plugin_entry_v";

// Sizes of ABI 1.0, the smallest that may come. tests/abi holds them fixed.
constexpr std::uint32_t entry_size = 40, descriptor_size = 112, features_size = 56,
                        regression_size = 64, retrieval_size = 40, generator_size = 16;

[[noreturn]] void fail(const std::string& what) { throw base::Error(what); }

std::string text(const char* s, const char* what) {
  if (s == nullptr) fail(fmt::format("{} is NULL, where the ABI asks for a text", what));
  return s;
}

void check_size(const char* what, std::uint32_t size, std::uint32_t least) {
  if (size < least)
    fail(fmt::format("{} has struct_size {}, but ABI {} starts at {}", what, size, ENCORE_ABI_MAJOR,
                     least));
}

bool word(std::string_view s, std::string_view extra) {
  const auto fits = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || extra.find(c) != extra.npos;
  };
  return !s.empty() && s[0] >= 'a' && s[0] <= 'z' && std::ranges::all_of(s, fits);
}

ParamSpec read_param(const encore_param_spec& raw, const std::string& id) {
  ParamSpec out;
  out.key = text(raw.key, "a parameter's key");
  const std::string where = fmt::format("parameter '{}' of {}", out.key, id);
  if (!word(out.key, "_")) fail(where + ": a key is made of a-z, 0-9 and _");
  out.doc = text(raw.doc, "a parameter's doc");
  out.unit = text(raw.unit, "a parameter's unit");
  out.default_text = text(raw.default_text, "a parameter's default_text");
  out.type = raw.type;
  out.flags = raw.flags;
  out.min = raw.min;
  out.max = raw.max;
  if (out.type < ENCORE_P_BOOL || out.type > ENCORE_P_STRING_LIST)
    fail(fmt::format("{}: unknown type {}", where, raw.type));
  if (!(out.min <= out.max)) fail(where + ": min is greater than max");
  if (raw.n_choices > 0 && raw.choices == nullptr) fail(where + ": choices is NULL");
  for (std::uint32_t i = 0; i < raw.n_choices; ++i)
    out.choices.push_back(text(raw.choices[i], "a choice"));
  if (out.type == ENCORE_P_CHOICE && out.choices.empty()) fail(where + ": no choices");
  return out;
}

void check_table(std::int32_t kind, const void* table, const std::string& id) {
  if (table == nullptr) fail(id + ": vtable is NULL");
  std::uint32_t size = 0;
  std::memcpy(&size, table, sizeof size);
  const std::string what = id + ": vtable";
  const auto need = [&](bool there, const char* function) {
    if (!there) fail(fmt::format("{}: the function {} is NULL", id, function));
  };
  if (kind == ENCORE_KIND_FEATURES) {
    check_size(what.c_str(), size, features_size);
    const auto t = copy_struct<encore_features_vt>(table);
    need(t.needs != nullptr, "needs");
    need(t.extract != nullptr || t.extract_rows != nullptr, "extract or extract_rows");
    need((t.save == nullptr) == (t.load == nullptr), "save or load (one without the other)");
    need((t.extract_many == nullptr) == (t.preferred_clips == nullptr),
         "extract_many or preferred_clips (one without the other)");
    need(t.extract_many == nullptr || t.extract != nullptr, "extract (beside extract_many)");
  } else if (kind == ENCORE_KIND_REGRESSION) {
    check_size(what.c_str(), size, regression_size);
    const auto t = copy_struct<encore_regression_vt>(table);
    need(t.prepare != nullptr && t.fit != nullptr && t.predict != nullptr,
         "prepare, fit or predict");
    need((t.save == nullptr) == (t.load == nullptr), "save or load (one without the other)");
  } else if (kind == ENCORE_KIND_RETRIEVAL) {
    check_size(what.c_str(), size, retrieval_size);
    const auto t = copy_struct<encore_retrieval_vt>(table);
    need(t.build != nullptr && t.search != nullptr, "build or search");
    need((t.save == nullptr) == (t.load == nullptr), "save or load (one without the other)");
  } else if (kind == ENCORE_KIND_GENERATOR) {
    check_size(what.c_str(), size, generator_size);
    need(copy_struct<encore_generator_vt>(table).generate != nullptr, "generate");
  } else {
    fail(fmt::format("{}: kind {} is not known to this host; it is newer than this Encore", id,
                     kind));
  }
}

PluginInfo read_descriptor(const encore_descriptor* theirs) {
  if (theirs == nullptr) fail("a descriptor is NULL");
  check_size("a descriptor", theirs->struct_size, descriptor_size);
  const auto raw = copy_struct<encore_descriptor>(theirs);
  PluginInfo out;
  out.id = text(raw.id, "a plugin's id");
  if (!word(out.id, "._-") || out.id.find('.') == std::string::npos)
    fail(fmt::format("the id '{}' must be dotted and lower-case, such as org.example.ridge",
                     out.id));
  out.version = text(raw.version, "a plugin's version");
  out.name = text(raw.name, "a plugin's name");
  out.summary = text(raw.summary, "a plugin's summary");
  out.authors = text(raw.authors, "a plugin's authors");
  out.license = text(raw.license, "a plugin's license");
  out.citation = text(raw.citation, "a plugin's citation");
  out.url = text(raw.url, "a plugin's url");
  out.kind = raw.kind;
  out.flags = raw.flags;
  if (raw.create == nullptr || raw.destroy == nullptr) fail(out.id + ": create or destroy is NULL");
  check_table(raw.kind, raw.vtable, out.id);
  if (raw.n_params > 0 && raw.params == nullptr) fail(out.id + ": params is NULL");
  for (std::uint32_t i = 0; i < raw.n_params; ++i) {
    out.params.push_back(read_param(raw.params[i], out.id));
    const auto same = [&](const ParamSpec& p) { return p.key == out.params.back().key; };
    if (std::ranges::count_if(out.params, same) > 1)
      fail(fmt::format("{} declares the parameter '{}' twice", out.id, out.params.back().key));
  }
  return out;
}

}  // namespace

std::vector<PluginInfo> read_entry(const encore_entry& theirs) {
  if (theirs.abi_major != ENCORE_ABI_MAJOR)
    fail(fmt::format("speaks ABI v{}, this host v{}", theirs.abi_major, ENCORE_ABI_MAJOR));
  check_size("the entry", theirs.struct_size, entry_size);
  const auto entry = copy_struct<encore_entry>(&theirs);
  const std::string build = text(entry.build, "the entry's build");
  const std::string lacking = missing_isa(text(entry.isa, "the entry's isa"));
  if (!lacking.empty())
    fail(fmt::format("needs the instruction sets {}, which this processor lacks", lacking));
  if (entry.n_plugins == 0 || entry.plugins == nullptr) fail("holds no plugin");
  std::vector<PluginInfo> out;
  std::set<std::string> ids;
  for (std::uint32_t i = 0; i < entry.n_plugins; ++i) {
    out.push_back(read_descriptor(entry.plugins[i]));
    out.back().build = build;
    if (!ids.insert(out.back().id).second)
      fail(fmt::format("holds two plugins of the id {}", out.back().id));
  }
  return out;
}

std::string entry_problem(const std::vector<std::string>& exports) {
  std::string other;
  for (const auto& symbol : exports) {
    if (symbol == ENCORE_ENTRY_SYMBOL) return "";
    if (symbol.starts_with(entry_prefix)) other = symbol.substr(entry_prefix.size());
  }
  if (!other.empty())
    return fmt::format("speaks ABI v{}, this host v{}: {}", other, ENCORE_ABI_MAJOR,
                       "build it anew with this host's SDK, or get a host of that version");
  return fmt::format("exports no {}: not a plugin of Encore", ENCORE_ENTRY_SYMBOL);
}

}  // namespace encore::plugin
