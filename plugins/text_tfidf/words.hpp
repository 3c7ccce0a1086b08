// plugins/text_tfidf/words.hpp: a caption as terms: words and runs of neighbouring words.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace tfidf {

struct WordRules {
  bool lowercase = true;
  std::size_t ngram_min = 1, ngram_max = 1;  // words in a term
  std::set<std::string> stop_words;          // as words are after lower-casing
};

// In the order of the text, terms of one word first. A word is two or more letters, digits or
// underscores of any script, as in scikit-learn; the words of a term stand one space apart. Bytes
// that are not UTF-8 end a word.
std::vector<std::string> terms(const std::string& text, const WordRules& rules);

}  // namespace tfidf
