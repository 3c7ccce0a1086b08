// core/plan/evaluation.hpp: encode.evaluate on the rows of a subject.
#pragma once

#include <vector>

#include "core/encode/deal.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {

// Training rows first, then test rows: what the folds of an evaluation number.
std::vector<align::FitRow> all_rows(const align::RowPlan& rows);

// Of the column of encode.evaluate; "" where it is n/a. Throws base::Error for a clip without it,
// or with several of them.
std::string column_value(const Study& study, const data::Clip& clip);

// What each fold of encode.evaluate trains and tests on. Throws base::Error, at the place of the
// recipe, when there are too few groups or a fold has nothing to train on.
std::vector<encode::LeftOut> evaluation_folds(const Study& study, const align::RowPlan& rows,
                                              std::size_t subject);

// The same as a check of the recipe.
void check_evaluation(const Study& study, base::Diagnostics& bad);

}  // namespace encore::plan
