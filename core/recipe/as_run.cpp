// A recipe as text again, with what --set changed in place.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "core/recipe/expand.hpp"

namespace encore::recipe {
namespace {

void emit(YAML::Emitter& out, const base::Value& value) {
  switch (value.kind) {
    case base::Value::Kind::null: out << YAML::Null; return;
    case base::Value::Kind::scalar:
      if (value.quoted) out << YAML::DoubleQuoted;
      out << value.text;
      return;
    case base::Value::Kind::list:
      out << YAML::Flow << YAML::BeginSeq;
      for (const auto& item : value.items) emit(out, item);
      out << YAML::EndSeq;
      return;
    case base::Value::Kind::map:
      out << YAML::BeginMap;
      for (const auto& m : value.members) {
        out << YAML::Key << m.key << YAML::Value;
        emit(out, m.value);
      }
      out << YAML::EndMap;
      return;
  }
}

}  // namespace

std::string text_as_run(const base::Value& tree, const std::string& file,
                        const std::vector<std::string>& overrides) {
  YAML::Emitter out;
  emit(out, tree);
  std::string head =
      fmt::format("# {} as run, with --set {}", file, fmt::join(overrides, " --set "));
  std::replace(head.begin(), head.end(), '\n', ' ');
  return fmt::format("{}\n{}\n", head, out.c_str());
}

}  // namespace encore::recipe
