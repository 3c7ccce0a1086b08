// plugins/linear/choice.hpp: which penalty a target gets, from its scores on the runs left out.
//
// Thread-safe.
#pragma once

#include <vector>

#include "encore/params.hpp"
#include "linalg.hpp"

namespace linear {

// best: the highest mean over folds. conservative: the largest penalty whose mean is no more than
// one standard error of the best one's mean below it.
enum class Choice { best, conservative };

inline constexpr const char* kChoices[] = {"best", "conservative"};
inline constexpr encore::Param choose_param = encore::choice(
    "choose", "best", kChoices,
    "best: the penalty with the highest mean score over folds; conservative: the largest one "
    "within one standard error (over folds) of that.");
Choice choice_of(const encore::Params& params);

// Place of the highest value of `column` of mean scores (penalties x targets). `slope` is added, so
// that larger penalties win ties.
Index best_penalty(const MatrixD& means, Index column, const std::vector<double>& slope);

// The conservative place, given the best one and the scores of each fold (penalties x targets).
Index conservative_penalty(const MatrixD& means, Index column, Index best,
                           const std::vector<MatrixD>& folds);

}  // namespace linear
