// core/base/location.hpp: a place in a file that a person wrote.
#pragma once

#include <string>
#include <utility>

namespace encore::base {

// 1-based line and column; length counts characters to underline. Line 0: unknown.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 0;
  bool known() const { return line > 0; }
};

// A value together with where it was written.
template <class T>
struct Located {
  T value{};
  Location at;
};

}  // namespace encore::base
