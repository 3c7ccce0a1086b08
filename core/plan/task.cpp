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
  for (const auto& [pointer, value] : key.flatten().items()) out[dotted(pointer)] = value.dump();
  return out;
}

// Hashes are long and say nothing to a reader.
std::string shown(const std::string& value) {
  return value.size() > 40 ? value.substr(0, 9) + "..." : value;
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
  }
  return "";
}

std::string difference(const nlohmann::json& before, const nlohmann::json& after) {
  const Leaves a = leaves(before);
  const Leaves b = leaves(after);
  std::vector<std::string> changes;
  for (const auto& [name, value] : b) {
    const auto old = a.find(name);
    if (old == a.end()) changes.push_back(fmt::format("{} is new: {}", name, shown(value)));
    else if (old->second != value)
      changes.push_back(fmt::format("{}: {} -> {}", name, shown(old->second), shown(value)));
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
