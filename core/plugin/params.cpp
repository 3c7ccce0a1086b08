#include "core/plugin/params.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"
#include "core/plugin/params_storage.hpp"

namespace encore::plugin {
namespace {

nlohmann::ordered_json to_json(const ParamSpec& spec, const ParamValue& v) {
  switch (spec.type) {
    case ENCORE_P_BOOL: return v.integer != 0;
    case ENCORE_P_INT: return v.integer;
    case ENCORE_P_REAL: return v.real;
    case ENCORE_P_PATH: return v.as_given;
    case ENCORE_P_REAL_LIST: return v.reals;
    case ENCORE_P_INT_LIST: return v.integers;
    case ENCORE_P_STRING_LIST: return v.texts;
    default: return v.text;
  }
}

encore_param_value to_raw(const ParamSpec& spec, ParamValue& v) {
  v.text_pointers.clear();
  for (const auto& t : v.texts) v.text_pointers.push_back(t.c_str());
  encore_param_value raw{};
  raw.type = spec.type;
  const std::size_t n = std::max({v.reals.size(), v.integers.size(), v.texts.size()});
  raw.n = static_cast<std::uint32_t>(n);
  raw.i = v.integer;
  raw.r = v.real;
  raw.s = v.text.c_str();
  raw.rs = v.reals.data();
  raw.is = v.integers.data();
  raw.ss = v.text_pointers.data();
  return raw;
}

}  // namespace

void Params::Storage::finish() {
  json = nlohmann::ordered_json::object();
  raw.clear();
  for (std::size_t i = 0; i < specs.size(); ++i) {
    json[specs[i].key] = to_json(specs[i], values[i]);
    raw.push_back(to_raw(specs[i], values[i]));
  }
}

const nlohmann::ordered_json& Params::values() const {
  static const nlohmann::ordered_json none = nlohmann::ordered_json::object();
  return storage_ ? storage_->json : none;
}

nlohmann::json Params::key(const std::function<std::string(const std::string&)>& digest) const {
  nlohmann::json out = nlohmann::json::object();
  if (!storage_) return out;
  for (std::size_t i = 0; i < storage_->specs.size(); ++i) {
    const ParamSpec& spec = storage_->specs[i];
    if ((spec.flags & ENCORE_PF_NO_HASH) != 0) continue;
    const ParamValue& value = storage_->values[i];
    const bool file = spec.type == ENCORE_P_PATH && !value.text.empty();
    if (file) out[spec.key] = {{"sha256", digest(value.text)}};
    else out[spec.key] = nlohmann::json::parse(to_json(spec, value).dump());
  }
  return out;
}

base::Location Params::at(const std::string& key) const {
  if (!storage_) return {};
  const auto found = storage_->at.find(key);
  return found != storage_->at.end() ? found->second : storage_->use_at;
}

std::vector<std::string> Params::files() const {
  std::vector<std::string> out;
  if (!storage_) return out;
  for (std::size_t i = 0; i < storage_->specs.size(); ++i) {
    const bool file = storage_->specs[i].type == ENCORE_P_PATH;
    if (file && !storage_->values[i].text.empty()) out.push_back(storage_->values[i].text);
  }
  return out;
}

const std::vector<encore_param_value>& Params::raw() const {
  static const std::vector<encore_param_value> none;
  return storage_ ? storage_->raw : none;
}

std::string ParamSpec::type_text() const {
  switch (type) {
    case ENCORE_P_BOOL: return "true or false";
    case ENCORE_P_INT: return "integer";
    case ENCORE_P_REAL: return "number";
    case ENCORE_P_STRING: return "text";
    case ENCORE_P_CHOICE: return "one of " + base::join(choices);
    case ENCORE_P_PATH: return "path";
    case ENCORE_P_REAL_LIST: return "list of numbers";
    case ENCORE_P_INT_LIST: return "list of integers";
    case ENCORE_P_STRING_LIST: return "list of texts";
    default: return "unknown type";
  }
}

std::string ParamSpec::range_text() const {
  const std::string in = unit.empty() ? "" : " " + unit;
  const bool below = std::isfinite(min), above = std::isfinite(max);
  if (below && above) return fmt::format("{} to {}{}", base::number(min), base::number(max), in);
  if (below) return fmt::format("{}{} or more", base::number(min), in);
  if (above) return fmt::format("{}{} or less", base::number(max), in);
  return unit.empty() ? "" : "in " + unit;
}

std::string ParamSpec::summary() const {
  std::string text = fmt::format("'{}' ({}", key, type_text());
  if (const std::string range = range_text(); !range.empty()) text += ", " + range;
  if (required()) return text + ", required)";
  return text + ", default " + (default_text.empty() ? "empty" : default_text) + ")";
}

}  // namespace encore::plugin
