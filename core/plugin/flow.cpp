#include "core/plugin/flow.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"

namespace encore::plugin {
namespace {

using base::Value;

class Reader {
 public:
  Reader(std::string_view text, const base::Location& at) : text_(text), at_(at) {}

  Value whole() {
    Value v = value(0);
    if (skip_spaces(); pos_ != text_.size())
      fail(fmt::format("'{}' follows after the value; quotes make all of it one text",
                       text_.substr(pos_)));
    return v;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw base::Error(at_, fmt::format("cannot read '{}': {}", text_, what));
  }
  void skip_spaces() {
    while (pos_ < text_.size() && (text_[pos_] == ' ' || text_[pos_] == '\t')) ++pos_;
  }
  char peek() {
    skip_spaces();
    return pos_ < text_.size() ? text_[pos_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++pos_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(fmt::format("expected '{}'", c));
  }

  Value value(int depth) {
    if (depth > 8) fail("nested too deeply");
    switch (peek()) {
      case '[': return list(depth);
      case '{': return map(depth);
      case '\'':
      case '"': return quoted();
      default: return plain();
    }
  }

  Value list(int depth) {
    Value v;
    v.kind = Value::Kind::list;
    v.at = at_;
    expect('[');
    while (!take(']')) {
      v.items.push_back(value(depth + 1));
      if (peek() != ']') expect(',');
    }
    return v;
  }

  Value map(int depth) {
    Value v;
    v.kind = Value::Kind::map;
    v.at = at_;
    expect('{');
    while (!take('}')) {
      Value key = peek() == '\'' || peek() == '"' ? quoted() : plain();
      if (key.is_null()) fail("a key is missing");
      if (v.find(key.text) != nullptr) fail(fmt::format("'{}' stands twice", key.text));
      expect(':');
      v.members.push_back({key.text, at_, value(depth + 1)});
      if (peek() != '}') expect(',');
    }
    return v;
  }

  Value quoted() {
    Value v = scalar();
    v.quoted = true;
    const char quote = text_[pos_++];
    while (true) {
      if (pos_ == text_.size()) fail("a quote is not closed");
      const char c = text_[pos_++];
      const bool doubled = quote == '\'' && c == quote && text_.substr(pos_, 1) == "'";
      if (c == quote && !doubled) return v;
      const bool escaped = doubled || (quote == '"' && c == '\\' && pos_ < text_.size());
      v.text += escaped ? text_[pos_++] : c;
    }
  }

  Value plain() {
    const std::size_t first = pos_;
    while (pos_ < text_.size() && !ends_plain()) ++pos_;
    std::size_t last = pos_;
    while (last > first && text_[last - 1] == ' ') --last;
    Value v = scalar();
    v.text = text_.substr(first, last - first);
    if (v.text.empty() || v.text == "null" || v.text == "~") v.kind = Value::Kind::null;
    return v;
  }
  bool ends_plain() const {
    const char c = text_[pos_];
    if (c == ',' || c == '[' || c == ']' || c == '{' || c == '}') return true;
    return c == ':' && (pos_ + 1 == text_.size() || text_[pos_ + 1] == ' ');
  }

  Value scalar() const {
    Value v;
    v.kind = Value::Kind::scalar;
    v.at = at_;
    return v;
  }

  std::string_view text_;
  base::Location at_;
  std::size_t pos_ = 0;
};

}  // namespace

base::Value parse_flow(std::string_view text, const base::Location& at) {
  return Reader(text, at).whole();
}

}  // namespace encore::plugin
