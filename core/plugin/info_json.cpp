#include "core/plugin/info_json.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"

namespace encore::plugin {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity, so bounds are texts.
double bound(const std::string& text) {
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

Json param_to_json(const ParamSpec& p) {
  return {{"key", p.key},
          {"type", p.type},
          {"type_text", p.type_text()},
          {"doc", p.doc},
          {"unit", p.unit},
          {"default", p.default_text},
          {"flags", p.flags},
          {"required", p.required()},
          {"min", base::number(p.min)},
          {"max", base::number(p.max)},
          {"choices", p.choices}};
}

ParamSpec param_from_json(const Json& j) {
  ParamSpec p;
  j.at("key").get_to(p.key);
  j.at("type").get_to(p.type);
  j.at("doc").get_to(p.doc);
  j.at("unit").get_to(p.unit);
  j.at("default").get_to(p.default_text);
  j.at("flags").get_to(p.flags);
  p.min = bound(j.at("min").get<std::string>());
  p.max = bound(j.at("max").get<std::string>());
  j.at("choices").get_to(p.choices);
  return p;
}

}  // namespace

Json info_to_json(const PluginInfo& p) {
  Json params = Json::array();
  for (const auto& spec : p.params) params.push_back(param_to_json(spec));
  return {{"id", p.id},
          {"version", p.version},
          {"kind", kind_name(p.kind)},
          {"name", p.name},
          {"summary", p.summary},
          {"authors", p.authors},
          {"license", p.license},
          {"citation", p.citation},
          {"url", p.url},
          {"flags", p.flags},
          {"build", p.build},
          {"library", p.library.string()},
          {"library_sha256", p.library_sha256},
          {"params", params}};
}

PluginInfo info_from_json(const Json& j) {
  PluginInfo p;
  j.at("id").get_to(p.id);
  j.at("version").get_to(p.version);
  p.kind = kind_of(j.at("kind").get<std::string>());
  j.at("name").get_to(p.name);
  j.at("summary").get_to(p.summary);
  j.at("authors").get_to(p.authors);
  j.at("license").get_to(p.license);
  j.at("citation").get_to(p.citation);
  j.at("url").get_to(p.url);
  j.at("flags").get_to(p.flags);
  j.at("build").get_to(p.build);
  p.library = j.at("library").get<std::string>();
  j.at("library_sha256").get_to(p.library_sha256);
  for (const auto& spec : j.at("params")) p.params.push_back(param_from_json(spec));
  return p;
}

}  // namespace encore::plugin
