#include "core/recipe/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/recipe/yaml_source.hpp"

namespace encore::recipe {
namespace {

using base::Location;
using base::Value;

constexpr int kDeepest = 32;
constexpr std::size_t kMostNodes = 100000;  // aliases may repeat whole trees
constexpr std::size_t kMostBytes = 4u << 20;

class Converter {
 public:
  Converter(const YamlSource& source, base::Diagnostics& out) : source_(source), out_(out) {}

  // `before` is what stands before the node: its key, or the list that it is in. It stands in for
  // the place of nulls (yaml-cpp marks the next word) and aliases (it marks the anchor).
  Value convert(const YAML::Node& node, const Location& before, int before_pos, int depth) {
    Value value;
    value.at = place(node, before, before_pos);
    if (depth > kDeepest || ++nodes_ > kMostNodes) {
      if (!too_large_)
        out_.error(value.at, depth > kDeepest ? "nested too deeply" : "the aliases expand too far");
      too_large_ = true;
      return value;
    }
    if (node.IsDefined() && node.Tag().size() > 1)
      out_.error(value.at, fmt::format("tags such as {} are not part of recipes", node.Tag()));
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null: break;
      case YAML::NodeType::Scalar: scalar(node, value); break;
      case YAML::NodeType::Sequence: list(node, value, depth); break;
      case YAML::NodeType::Map: map(node, value, depth); break;
    }
    return value;
  }

 private:
  Location place(const YAML::Node& node, const Location& before, int before_pos) const {
    if (!node.IsDefined() || node.IsNull() || node.Mark().is_null()) return before;
    if (node.Mark().pos < before_pos) return before;
    return source_.word(node.Mark().line, node.Mark().column);
  }

  void scalar(const YAML::Node& node, Value& value) {
    value.kind = Value::Kind::scalar;
    value.text = node.Scalar();
    value.quoted = node.Tag() == "!";
    if (value.quoted && source_.quote_is_open(node.Mark().line, node.Mark().column))
      out_.error(source_.point(node.Mark().line, node.Mark().column), "this quote is not closed");
  }

  void list(const YAML::Node& node, Value& value, int depth) {
    value.kind = Value::Kind::list;
    for (const auto& item : node) {
      value.items.push_back(convert(item, value.at, node.Mark().pos, depth + 1));
      if (too_large_) return;
    }
  }

  void map(const YAML::Node& node, Value& value, int depth) {
    value.kind = Value::Kind::map;
    for (const auto& entry : node) {
      const YAML::Mark mark = entry.first.Mark();
      const Location key_at = mark.is_null() ? value.at : source_.word(mark.line, mark.column);
      if (!entry.first.IsScalar()) {
        out_.error(key_at, "a key must be a word");
        continue;
      }
      const std::string& key = entry.first.Scalar();
      if (key == "<<") {
        out_.error(key_at, "merge keys (<<) are not part of recipes", "write the values out");
        continue;
      }
      for (const auto& m : value.members)
        if (m.key == key)
          out_.error(key_at, fmt::format("'{}' stands twice", key),
                     fmt::format("first on line {}", m.key_at.line));
      value.members.push_back({key, key_at, convert(entry.second, key_at, mark.pos, depth + 1)});
      if (too_large_) return;
    }
  }

  const YamlSource& source_;
  base::Diagnostics& out_;
  std::size_t nodes_ = 0;
  bool too_large_ = false;
};

// yaml-cpp notices an open bracket where it gives up: say where it was opened.
void syntax_error(const YamlSource& source, const YAML::Exception& e, base::Diagnostics& out) {
  const auto found = source.point(e.mark.line, e.mark.column);
  if (e.msg == YAML::ErrorMsg::BAD_FILE)  // what its limit on depth says
    return out.error(found, "nested too deeply");
  if (const auto tab = source.indenting_tab())
    return out.error(*tab, "not valid YAML: a tab indents this line", "indent with spaces");
  if (const auto open = source.open_bracket())
    return out.error(*open, "not valid YAML: this bracket is not closed",
                     fmt::format("noticed on line {}", found.line));
  const bool colon = e.msg == "illegal map value";
  out.error(found, "not valid YAML: " + e.msg,
            colon ? "is the line indented as its neighbours? a text with ': ' needs quotes" : "");
}

Value parse(const YamlSource& source, base::Diagnostics& out) {
  try {
    const auto documents = YAML::LoadAll(source.text());
    if (documents.empty() || documents.front().IsNull()) {
      out.error(source.start(), "the file is empty");
    } else if (documents.size() > 1) {
      const auto second = documents[1].Mark();
      out.error(second.is_null() ? source.start() : source.point(second.line, second.column),
                "the file holds more than one document", "take out the line ---");
    } else {
      return Converter(source, out).convert(documents.front(), source.start(), 0, 0);
    }
  } catch (const YAML::Exception& e) {
    syntax_error(source, e, out);
  }
  return {};
}

}  // namespace

base::Value parse_yaml_text(std::string text, const std::string& file) {
  base::Diagnostics out;
  if (text.size() > kMostBytes) {
    out.error({file, 0, 0, 0}, "the file is too long to be a recipe");
    out.throw_if_any();
  }
  const YamlSource source(file, std::move(text));
  source.check(out);
  out.throw_if_any();
  Value root = parse(source, out);
  out.throw_if_any();
  return root;
}

base::Value parse_yaml(const std::filesystem::path& file) {
  return parse_yaml_text(base::read_text(file), file.string());
}

}  // namespace encore::recipe
