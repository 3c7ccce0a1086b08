#include "core/data/bids_name.hpp"

#include <algorithm>

namespace encore::data {
namespace {

bool digits(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view without_zeros(std::string_view s) {
  const auto first = s.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : s.substr(first);
}

}  // namespace

std::string BidsName::entity(std::string_view key) const {
  for (const auto& [k, v] : entities)
    if (k == key) return v;
  return "";
}

std::optional<BidsName> parse_bids_name(const std::string& file_name) {
  BidsName name;
  const auto dot = file_name.find('.');
  if (dot == std::string::npos) return std::nullopt;
  name.extension = file_name.substr(dot);
  std::string_view stem(file_name.data(), dot);
  for (auto bar = stem.find('_'); bar != std::string_view::npos; bar = stem.find('_')) {
    const std::string_view part = stem.substr(0, bar);
    const auto dash = part.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == part.size()) return std::nullopt;
    name.entities.emplace_back(part.substr(0, dash), part.substr(dash + 1));
    stem.remove_prefix(bar + 1);
  }
  name.suffix = stem;
  if (name.suffix.empty() || name.suffix.find('-') != std::string::npos) return std::nullopt;
  return name;
}

bool same_entity(std::string_view a, std::string_view b) {
  if (digits(a) && digits(b)) return without_zeros(a) == without_zeros(b);
  return a == b;
}

bool matches(const BidsName& name, const recipe::Select& select) {
  return std::all_of(select.entities.begin(), select.entities.end(), [&](const auto& wanted) {
    const std::string value = name.entity(wanted.first);
    return std::any_of(wanted.second.begin(), wanted.second.end(),
                       [&](const std::string& w) { return same_entity(w, value); });
  });
}

bool applies_to(const BidsName& general, const BidsName& name) {
  return std::all_of(general.entities.begin(), general.entities.end(),
                     [&](const auto& e) { return same_entity(name.entity(e.first), e.second); });
}

bool is_processing(std::string_view key) {
  return key == "hemi" || key == "space" || key == "cohort" || key == "res" || key == "den" ||
         key == "desc";
}

BidsName without_processing(BidsName name) {
  std::erase_if(name.entities, [](const auto& e) { return is_processing(e.first); });
  return name;
}

std::string variant(const BidsName& name) {
  std::string out;
  for (const auto& [key, value] : name.entities)
    if (is_processing(key) && key != "hemi") out += (out.empty() ? "" : "_") + key + "-" + value;
  return out;
}

std::string run_label(const BidsName& name) {
  std::string label;
  for (const auto& [key, value] : name.entities) {
    if (key == "sub" || is_processing(key)) continue;
    label += (label.empty() ? "" : "_") + key + "-" + value;
  }
  return label;
}

}  // namespace encore::data
