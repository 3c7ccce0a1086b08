#include "core/encode/trial.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.hpp"

namespace encore::encode {
namespace {

constexpr Index kRows = 8;
// Columns of a band that stand for all of its columns: decompositions of columns stay small.
constexpr Index kColumns = 4;

// Signs that differ from row to row and column to column; rows and columns have mean 0.
float sign(Index row, Index column) {
  const auto bits = static_cast<unsigned>(row) & static_cast<unsigned>(column % 7 + 1);
  return __builtin_parity(bits) != 0 ? -1.0f : 1.0f;
}

bool takes_one_run(plugin::Regression& regression) {
  try {
    try_out(regression, {kColumns}, 1);
    return true;
  } catch (const base::Error&) {
    return false;
  }
}

}  // namespace

void try_out(plugin::Regression& regression, const std::vector<Index>& band_columns, int runs) {
  std::vector<std::int32_t> band_start = {0}, run;
  std::vector<std::string> names;
  base::MatrixF x(kRows, 0);
  for (const Index columns : band_columns) {
    const Index stand = std::clamp<Index>(columns, 1, kColumns), first = x.cols();
    // Products of rows are those of as many columns as the band has.
    const auto scale = std::sqrt(static_cast<float>(columns) / static_cast<float>(stand));
    x.conservativeResize(Eigen::NoChange, first + stand);
    for (Index c = first; c < x.cols(); ++c)
      for (Index r = 0; r < kRows; ++r) x(r, c) = scale * sign(r, c);
    band_start.push_back(static_cast<std::int32_t>(x.cols()));
    names.push_back("band " + std::to_string(names.size() + 1));
  }
  for (Index r = 0; r < kRows; ++r) run.push_back(static_cast<std::int32_t>(r * runs / kRows));
  regression.prepare(x, run, band_start, names);
}

std::vector<std::int32_t> folds_for(plugin::Regression& regression,
                                    const std::vector<align::FitRow>& train,
                                    const recipe::Encode& encode) {
  const auto is_of_first = [&](const auto& row) { return row.run == train.front().run; };
  if (encode.cv.by_clips() || train.empty() ||
      !std::all_of(train.begin(), train.end(), is_of_first))
    return folds(train, encode.cv);
  if (takes_one_run(regression)) return std::vector<std::int32_t>(train.size(), 0);
  throw base::Error(
      encode.cv.at.known() ? encode.cv.at : encode.regression.at,
      "cross-validation needs at least two training runs; there is one",
      "the regression chooses its penalty on a run left out: give more runs to data.split.train, "
      "mark parts of the run as runs (/samples/run of an arrays file), take encode.cv: {kind: "
      "group-kfold, group: clip}, or a regression without cross-validation (docs/regression.md)");
}

}  // namespace encore::encode
