// YAML to a located tree. yaml-cpp's marks mislead for nulls, aliases and anchors, so the key's
// place stands in for those (plugin-design.md, D.5).
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>

#include <sstream>

#include "core/base/file.hpp"
#include "core/recipe/load.hpp"

namespace encore::recipe {
namespace {

using base::Location;
using base::Value;

constexpr int kDeepest = 64;
constexpr std::size_t kMostNodes = 100000;  // aliases may repeat whole trees

class Converter {
 public:
  Converter(std::string file, base::Diagnostics& out) : file_(std::move(file)), out_(out) {}

  Value convert(const YAML::Node& node, const Location& key_at, int depth) {
    Value value;
    value.at = place(node, key_at);
    if (depth > kDeepest || ++nodes_ > kMostNodes) {
      if (!too_large_) out_.error(value.at, "the file is nested too deeply or expands too far");
      too_large_ = true;
      return value;
    }
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
  Location at(const YAML::Mark& mark, std::size_t length) const {
    return {file_, mark.line + 1, mark.column + 1, static_cast<int>(length)};
  }

  // A null's mark is the next token's, and an alias has its anchor's place.
  Location place(const YAML::Node& node, const Location& key_at) const {
    if (!node.IsDefined() || node.IsNull() || node.Mark().is_null()) return key_at;
    const Location here = at(node.Mark(), node.IsScalar() ? node.Scalar().size() : 1);
    return key_at.known() && here.line < key_at.line ? key_at : here;
  }

  void scalar(const YAML::Node& node, Value& value) {
    value.kind = Value::Kind::scalar;
    value.text = node.Scalar();
    value.quoted = node.Tag() == "!";
    if (value.quoted && value.at.known()) value.at.length += 2;
  }

  void list(const YAML::Node& node, Value& value, int depth) {
    value.kind = Value::Kind::list;
    for (const auto& item : node) value.items.push_back(convert(item, value.at, depth + 1));
  }

  void map(const YAML::Node& node, Value& value, int depth) {
    value.kind = Value::Kind::map;
    for (const auto& entry : node) {
      const Location key_at = at(entry.first.Mark(), entry.first.IsScalar() ? entry.first.Scalar().size() : 1);
      if (!entry.first.IsScalar()) {
        out_.error(key_at, "a key must be a word");
        continue;
      }
      const std::string key = entry.first.Scalar();
      if (key == "<<") {
        out_.error(key_at, "merge keys (<<) are not part of recipes", "write the values out");
        continue;
      }
      for (const auto& m : value.members)
        if (m.key == key)
          out_.error(key_at, fmt::format("'{}' stands twice", key),
                     fmt::format("first on line {}", m.key_at.line));
      value.members.push_back({key, key_at, convert(entry.second, key_at, depth + 1)});
    }
  }

  std::string file_;
  base::Diagnostics& out_;
  std::size_t nodes_ = 0;
  bool too_large_ = false;
};

}  // namespace

base::Value parse_yaml(const std::filesystem::path& file) {
  base::Diagnostics out;
  Value root;
  try {
    const auto documents = YAML::LoadAll(base::read_text(file));
    if (documents.empty() || documents.front().IsNull())
      out.error({file.string(), 1, 1, 1}, "the file is empty");
    else if (documents.size() > 1)
      out.error({file.string(), 1, 1, 1}, "the file holds more than one document (---)");
    else
      root = Converter(file.string(), out).convert(documents.front(), {file.string(), 1, 1, 1}, 0);
  } catch (const YAML::Exception& e) {
    out.error({file.string(), std::max(0, e.mark.line) + 1, std::max(0, e.mark.column) + 1, 1},
              "not valid YAML: " + e.msg,
              "look for an unclosed bracket or quote, or a tab, here or above");
  }
  out.throw_if_any();
  return root;
}

}  // namespace encore::recipe
