#include "plugins/text_tfidf/words.hpp"

#include <utf8proc.h>

namespace tfidf {
namespace {

bool in_word(utf8proc_int32_t c) {
  if (c == '_') return true;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return true;
    default: return false;
  }
}

void append(std::string& word, utf8proc_int32_t c) {
  utf8proc_uint8_t bytes[4];
  const auto n = utf8proc_encode_char(c, bytes);
  word.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(n));
}

std::vector<std::string> words(const std::string& text, const WordRules& rules) {
  std::vector<std::string> out;
  std::string word;
  std::size_t letters = 0;
  const auto end_word = [&] {
    if (letters > 1 && !rules.stop_words.contains(word)) out.push_back(word);
    word.clear();
    letters = 0;
  };
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = -1;
    const auto n = utf8proc_iterate(at, left, &c);
    const auto step = n > 0 ? n : 1;  // past a byte that is not UTF-8
    at += step;
    left -= step;
    if (n <= 0 || !in_word(c)) {
      end_word();
      continue;
    }
    append(word, rules.lowercase ? utf8proc_tolower(c) : c);
    ++letters;
  }
  end_word();
  return out;
}

}  // namespace

std::vector<std::string> terms(const std::string& text, const WordRules& rules) {
  const auto list = words(text, rules);
  std::vector<std::string> out;
  for (std::size_t n = rules.ngram_min; n <= rules.ngram_max; ++n)
    for (std::size_t first = 0; first + n <= list.size(); ++first) {
      std::string term = list[first];
      for (std::size_t i = 1; i < n; ++i) term += " " + list[first + i];
      out.push_back(std::move(term));
    }
  return out;
}

}  // namespace tfidf
