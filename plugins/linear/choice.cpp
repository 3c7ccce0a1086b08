#include "choice.hpp"

#include <cmath>

namespace linear {

Choice choice_of(const encore::Params& params) {
  return params.choice("choose") == "conservative" ? Choice::conservative : Choice::best;
}

Index best_penalty(const MatrixD& means, Index column, const std::vector<double>& slope) {
  Index best = 0;
  const auto ranked = [&](Index a) {
    return means(a, column) + slope[static_cast<std::size_t>(a)];
  };
  for (Index a = 1; a < means.rows(); ++a)
    if (ranked(a) > ranked(best)) best = a;
  return best;
}

Index conservative_penalty(const MatrixD& means, Index column, Index best,
                           const std::vector<MatrixD>& folds) {
  const auto n = static_cast<double>(folds.size());
  double squares = 0;
  for (const MatrixD& fold : folds)
    squares += std::pow(fold(best, column) - means(best, column), 2);
  const double standard_error = std::sqrt(squares / (n - 1) / n);
  for (Index a = means.rows() - 1; a > best; --a)
    if (means(a, column) >= means(best, column) - standard_error) return a;
  return best;
}

}  // namespace linear
