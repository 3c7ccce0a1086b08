#include "core/recipe/expand.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "core/plugin/flow.hpp"

namespace encore::recipe {
namespace {

using base::Value;

Value* member(Value& map, const std::string& key) {
  for (auto& m : map.members)
    if (m.key == key) return &m.value;
  return nullptr;
}

class Expander {
 public:
  Expander(const Value* vars, const Machine& machine, base::Diagnostics& out)
      : vars_(vars), machine_(machine), out_(out) {}

  void walk(Value& value) {
    for (auto& item : value.items) walk(item);
    for (auto& m : value.members) walk(m.value);
    if (value.is_scalar() && value.text.find("${") != std::string::npos) scalar(value);
  }

 private:
  void scalar(Value& value) {
    const auto open = value.text.find("${");
    const auto close = value.text.find('}', open);
    if (open == 0 && close + 1 == value.text.size() && value.text.starts_with("${vars.")) {
      const Value* found = variable(value.text.substr(7, close - 7), value.at);
      if (found == nullptr) return;
      const auto at = value.at;
      value = *found;
      value.at = at;
      return;
    }
    value.text = text(value.text, value.at);
  }

  std::string text(std::string in, const base::Location& at) {
    std::string out;
    for (auto open = in.find("${"); open != std::string::npos; open = in.find("${")) {
      const auto close = in.find('}', open);
      if (close == std::string::npos) {
        out_.error(at, "${ is not closed by }");
        return out;
      }
      out += in.substr(0, open) + reference(in.substr(open + 2, close - open - 2), at);
      in.erase(0, close + 1);
    }
    return out + in;
  }

  std::string reference(const std::string& name, const base::Location& at) {
    if (name.starts_with("vars.")) {
      const Value* v = variable(name.substr(5), at);
      if (v != nullptr && !v->is_scalar())
        out_.error(
            at, fmt::format("${{{}}} is {}; inside a text only a word fits", name, v->describe()));
      return v != nullptr ? v->text : "";
    }
    if (name.starts_with("paths.")) return path(name.substr(6), at);
    out_.error(at, fmt::format("${{{}}} is not known", name),
               "only ${vars.x} and ${paths.x} expand");
    return "";
  }

  const Value* variable(const std::string& name, const base::Location& at) {
    if (const Value* v = vars_ != nullptr ? vars_->find(name) : nullptr) return v;
    std::vector<std::string> names;
    if (vars_ != nullptr)
      for (const auto& m : vars_->members) names.push_back(m.key);
    out_.error(at, fmt::format("vars has no '{}'", name),
               names.empty() ? "the recipe has no vars" : "there are: " + base::join(names, "and"));
    return nullptr;
  }

  std::string path(const std::string& name, const base::Location& at) {
    const auto found = machine_.paths.find(name);
    if (found != machine_.paths.end()) return found->second;
    const std::string file =
        machine_.file.empty() ? "~/.config/encore/machine.yaml" : machine_.file.string();
    std::vector<std::string> names;
    for (const auto& [key, value] : machine_.paths) names.push_back(key);
    out_.error(at, fmt::format("this machine does not say where ${{paths.{}}} is", name),
               fmt::format("add to {}: paths: {{{}: FOLDER}}{}", file, name,
                           names.empty() ? "" : " (it has " + base::join(names, "and") + ")"));
    return "${paths." + name + "}";  // stays a text, so that nothing else complains of it
  }

  const Value* vars_;
  const Machine& machine_;
  base::Diagnostics& out_;
};

}  // namespace

void apply_override(Value& root, const std::string& text, base::Diagnostics& out) {
  const base::Location at{"--set " + text, 0, 0, 0};
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return out.error(at, "expected KEY=VALUE", "for example --set seed=7");
  Value* place = &root;
  std::string key = text.substr(0, equals);
  for (auto dot = key.find('.'); dot != std::string::npos; dot = key.find('.')) {
    const std::string head = key.substr(0, dot);
    key.erase(0, dot + 1);
    Value* next = member(*place, head);
    if (next == nullptr) {
      Value made;
      made.kind = Value::Kind::map;
      made.at = at;
      place->members.push_back({head, at, std::move(made)});
      next = &place->members.back().value;
    }
    if (!next->is_map())
      return out.error(
          at, fmt::format("'{}' is {} in the recipe, not a mapping", head, next->describe()));
    place = next;
  }
  try {
    Value value = plugin::parse_flow(text.substr(equals + 1), at);
    if (Value* old = member(*place, key)) *old = std::move(value);
    else place->members.push_back({key, at, std::move(value)});
  } catch (const base::Error& e) {
    out.error(at, e.what(), e.hint());
  }
}

void expand(Value& root, const Machine& machine, base::Diagnostics& out) {
  const Value* found = root.find("vars");
  const Value vars = found != nullptr ? *found : Value{};
  Expander expander(&vars, machine, out);
  for (auto& m : root.members)
    if (m.key != "vars") expander.walk(m.value);
}

}  // namespace encore::recipe
