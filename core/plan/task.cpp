#include "core/plan/task.hpp"

#include <fmt/format.h>

#include <map>

namespace encore::plan {
namespace {

using Leaves = std::map<std::string, std::string>;

std::string dotted(std::string pointer) {
  for (char& c : pointer)
    if (c == '/') c = '.';
  return pointer.empty() ? pointer : pointer.substr(1);
}

Leaves leaves(const nlohmann::json& key) {
  Leaves out;
  const nlohmann::json flat = key.flatten();
  for (const auto& [pointer, value] : flat.items()) out[dotted(pointer)] = value.dump();
  return out;
}

// A hash as JSON: it says nothing to a reader but that something changed.
bool is_hash(const std::string& value) {
  return value.size() == 66 && value.find_first_not_of("0123456789abcdef\"") == std::string::npos;
}

std::string shown(const std::string& value) {
  return value.size() > 40 ? fmt::format("{:.37}...", value) : value;
}

std::string change(const std::string& name, const std::string& before, const std::string& after) {
  if (is_hash(before) && is_hash(after)) return name + " changed";
  return fmt::format("{}: {} -> {}", name, shown(before), shown(after));
}

}  // namespace

const char* stage_name(Stage stage) {
  switch (stage) {
    case Stage::mask: return "mask";
    case Stage::prepare: return "prepare";
    case Stage::features: return "features";
    case Stage::encode: return "encode";
    case Stage::significance: return "significance";
    case Stage::ceiling: return "ceiling";
    case Stage::compare: return "compare";
    case Stage::resample: return "resample";
  }
  return "";
}

std::string difference(const nlohmann::json& before, const nlohmann::json& after) {
  const Leaves a = leaves(before);
  const Leaves b = leaves(after);
  std::vector<std::string> changes;
  for (const auto& [name, value] : b) {
    const auto old = a.find(name);
    if (old == a.end())
      changes.push_back(name + " is new" + (is_hash(value) ? "" : ": " + shown(value)));
    else if (old->second != value) changes.push_back(change(name, old->second, value));
  }
  for (const auto& [name, value] : a)
    if (!b.contains(name)) changes.push_back(fmt::format("{} is gone", name));
  std::string text;
  for (std::size_t i = 0; i < changes.size() && i < 3; ++i)
    text += (i > 0 ? "; " : "") + changes[i];
  if (changes.size() > 3) text += fmt::format("; and {} more", changes.size() - 3);
  return text;
}

}  // namespace encore::plan
