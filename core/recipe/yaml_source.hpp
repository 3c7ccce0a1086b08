// core/recipe/yaml_source.hpp: the text of a YAML file, and where things stand in it.
//
// yaml-cpp counts bytes, marks an anchored value at its `&`, and accepts bytes that are not text
// and quotes that never end. This class knows the text itself and puts that right. Immutable.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/location.hpp"

namespace encore::recipe {

class YamlSource {
 public:
  YamlSource(std::string file, std::string text);

  const std::string& text() const { return text_; }  // without a byte order mark
  base::Location start() const { return {file_, 1, 1, 1}; }

  // Reports what is not text: bytes that are not UTF-8, control characters.
  void check(base::Diagnostics& out) const;

  // The word at a mark of yaml-cpp (counted from 0, in bytes), in characters. Anchors and tags
  // before it are skipped; a word that goes on in the next line is marked to the end of its own.
  base::Location word(int line, int column) const;
  base::Location point(int line, int column) const;  // one character

  // True when the value at a mark opens with a quote that nothing closes.
  bool quote_is_open(int line, int column) const;

  // The first [ or { that nothing closes.
  std::optional<base::Location> open_bracket() const;
  // The first line that a tab indents.
  std::optional<base::Location> indenting_tab() const;

 private:
  struct Place {
    std::size_t line = 0, byte = 0;
  };
  Place value_at(int line, int column) const;
  std::size_t word_end(const Place& place) const;
  base::Location locate(const Place& place, std::size_t end) const;

  std::string file_;
  std::string text_;
  std::vector<std::string_view> lines_;  // of text_, without line ends
};

}  // namespace encore::recipe
