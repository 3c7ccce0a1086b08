#include "plugins/array/ids.hpp"

#include <cctype>

#include "encore/error.hpp"

namespace array {
namespace {

std::string strip(const std::string& name) {
  const auto at = name.rfind('_');
  return at == std::string::npos || at == 0 ? name : name.substr(0, at);
}

// Numbers without leading zeros.
std::string plain_numbers(const std::string& name) {
  const auto digit = [&](std::size_t i) {
    return i < name.size() && std::isdigit(static_cast<unsigned char>(name[i])) != 0;
  };
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    while (digit(i) && name[i] == '0' && digit(i + 1)) ++i;
    do out += name[i++];
    while (digit(i - 1) && digit(i));
  }
  return out;
}

}  // namespace

void Ids::add(const std::string& name, std::size_t entry) {
  auto& entries = exact_[name];
  entries.push_back(entry);
  if (entries.size() > 1) return;
  stripped_[strip(name)].push_back(name);
  plain_[plain_numbers(name)].push_back(name);
  if (strip(name) != name) plain_[plain_numbers(strip(name))].push_back(name);
}

const std::vector<std::size_t>* Ids::look(const Short& names, const std::string& key,
                                          const std::string& clip) const {
  const auto at = names.find(key);
  if (at == names.end()) return nullptr;
  if (at->second.size() > 1)
    throw encore::Error::param(
        "ids", "clip '" + clip + "' could be '" + at->second[0] + "' or '" + at->second[1] + "'");
  return &exact_.at(at->second[0]);
}

const std::vector<std::size_t>& Ids::find(const std::string& clip) const {
  static const std::vector<std::size_t> none;
  if (const auto at = exact_.find(clip); at != exact_.end()) return at->second;
  if (const auto* found = look(stripped_, clip, clip)) return *found;
  if (const auto* found = look(plain_, plain_numbers(clip), clip)) return *found;
  return none;
}

std::string Ids::describe() const {
  if (exact_.empty()) return "no names";
  std::string out = std::to_string(exact_.size()) + " names, such as ";
  int shown = 0;
  for (const auto& [name, entries] : exact_) {
    if (shown == 3) break;
    out += (shown++ > 0 ? ", '" : "'") + name + "'";
  }
  return out;
}

}  // namespace array
