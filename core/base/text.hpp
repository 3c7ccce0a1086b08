// core/base/text.hpp: small questions about words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/location.hpp"

namespace encore::base {

// Edits (insert, delete, replace, swap of neighbours) from a to b.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that was probably meant, or "" when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// ASCII letters in lower case.
std::string lower(std::string text);

// "a, b or c".
std::string join(const std::vector<std::string>& words, std::string_view last = "or");

// "1 subject", "2 subjects".
std::string counted(std::size_t n, const std::string& singular);

// Shell-like match with * and ?.
bool glob_match(std::string_view pattern, std::string_view text);

// Every `field` of the text replaced by `value`, whose own text is not looked at again.
std::string replaced(std::string text, std::string_view field, std::string_view value);

// "five.yaml:38: text"; the text alone where the place is not known.
std::string at_line(const Location& at, const std::string& text);

// The shortest decimal text that reads back as the same number.
std::string number(double value);

}  // namespace encore::base
