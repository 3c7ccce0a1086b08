// core/base/value.hpp: a tree of values as a person wrote them, each with its place.
//
// It keeps the text of scalars, so that the declared type of a key decides how to read them
// ("010" and "no" are never guessed at). Immutable after parsing; safe to read from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/location.hpp"

namespace encore::base {

class Value {
 public:
  enum class Kind { null, scalar, list, map };
  struct Member;

  Kind kind = Kind::null;
  Location at;
  std::string text;     // scalar: as written, without quotes
  bool quoted = false;  // scalar: stood in quotes
  std::vector<Value> items;
  std::vector<Member> members;

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }

  // Member of a map, or nullptr.
  const Value* find(std::string_view key) const;

  // Strict readings: true|false; decimal integers without leading zeros; decimal numbers; none of
  // them when quoted.
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_int() const;
  std::optional<double> as_real() const;

  // "a list", "the number 3", "the text 'abc'": for messages.
  std::string describe() const;
};

struct Value::Member {
  std::string key;
  Location key_at;
  Value value;
};

}  // namespace encore::base
