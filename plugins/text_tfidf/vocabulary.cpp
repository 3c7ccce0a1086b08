#include "plugins/text_tfidf/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace tfidf {
namespace {

double length(const Row& row, Norm norm) {
  if (norm == Norm::none) return 1;
  double sum = 0;
  for (const auto& [column, weight] : row) sum += norm == Norm::l1 ? weight : weight * weight;
  return norm == Norm::l1 ? sum : std::sqrt(sum);
}

}  // namespace

Vocabulary::Vocabulary(const std::vector<Terms>& captions, const Weighting& weighting) {
  std::map<std::string, std::int64_t> captions_with;
  for (const auto& caption : captions)
    for (const auto& term : std::set<std::string>(caption.begin(), caption.end()))
      ++captions_with[term];
  const auto n = static_cast<double>(captions.size());
  for (const auto& [term, df] : captions_with) {
    const auto count = static_cast<double>(df);
    if (df < weighting.min_df || count > weighting.max_df * n) continue;
    names_.push_back(term);
    idf_.push_back(std::log((1 + n) / (1 + count)) + 1);
  }
}

Vocabulary::Vocabulary(Terms names, std::vector<double> idf)
    : names_(std::move(names)), idf_(std::move(idf)) {}

Row Vocabulary::weigh(const Terms& caption, const Weighting& weighting) const {
  std::map<std::size_t, double> counts;
  for (const auto& term : caption) {
    const auto at = std::lower_bound(names_.begin(), names_.end(), term);
    if (at != names_.end() && *at == term) ++counts[static_cast<std::size_t>(at - names_.begin())];
  }
  Row row;
  for (const auto& [column, count] : counts)
    row.emplace_back(column, (weighting.sublinear_tf ? 1 + std::log(count) : count) * idf_[column]);
  const double norm = length(row, weighting.norm);
  for (auto& [column, weight] : row) weight /= norm;
  return row;
}

}  // namespace tfidf
