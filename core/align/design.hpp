// core/align/design.hpp: features and responses on common rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::align {

using base::Index;

// A row of the fit: the mean of one or more volumes (repeats of the test set, scans of a window).
struct FitRow {
  std::vector<Index> volumes;  // rows of data::Responses
  std::int32_t run = 0;        // run, or the first of the runs that were averaged
  std::int32_t clip = -1;
  std::int32_t offset = 0;     // volumes (fir) or windows (window) since the clip's onset
};

// Which rows train and which test. The same for all features of a subject.
struct RowPlan {
  std::vector<FitRow> train, test;
};

// One subject's features on the rows of the plan.
struct Design {
  base::MatrixF train, test;             // rows x columns; columns are delay-major: all dims of
                                         // the first delay, then of the second ...
  std::vector<std::string> column_names; // "mel_12@3tr"; may be empty
};

}  // namespace encore::align
