// plugins/text_tfidf/vocabulary.hpp: the terms of the training captions and how much each tells.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tfidf {

enum class Norm { l2, l1, none };

struct Weighting {
  std::int64_t min_df = 1;  // captions that a term must stand in
  double max_df = 1;        // share of captions that a term may stand in
  bool sublinear_tf = false;
  Norm norm = Norm::l2;
};

using Terms = std::vector<std::string>;
// Columns in rising order, and their weights: a caption as a sparse row.
using Row = std::vector<std::pair<std::size_t, double>>;

// As scikit-learn's TfidfVectorizer: idf = ln((1 + captions) / (1 + captions with the term)) + 1,
// weight = count x idf (sublinear: (1 + ln count) x idf), rows then of norm 1.
class Vocabulary {
 public:
  Vocabulary() = default;
  // `captions`: the terms of each training caption.
  Vocabulary(const std::vector<Terms>& captions, const Weighting& weighting);
  // What was learnt before.
  Vocabulary(Terms names, std::vector<double> idf);

  std::size_t size() const { return names_.size(); }
  const Terms& names() const { return names_; }  // sorted
  const std::vector<double>& idf() const { return idf_; }
  // Empty when no term of the caption is known.
  Row weigh(const Terms& caption, const Weighting& weighting) const;

 private:
  Terms names_;
  std::vector<double> idf_;
};

}  // namespace tfidf
