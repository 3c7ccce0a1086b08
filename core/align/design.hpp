// core/align/design.hpp: features and responses on common rows.
//
// A plan says which rows of the responses make each row of the fit (align/plan.hpp); a design holds
// one feature on those rows (align/build.hpp); align/average.hpp brings responses onto them. Plain
// values, owned by whoever holds them. docs/alignment.md has the formulas.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::align {

using base::Index;

// A row of the fit: the mean of one or more volumes (repeats of the test set, scans of a window).
struct FitRow {
  std::vector<Index> volumes;  // rows of data::Responses, presentation after presentation
  int repeats = 1;             // presentations; each has volumes.size() / repeats volumes
  std::int32_t run = 0;        // run, or the first of the runs that were averaged
  std::int32_t clip = -1;
  std::int32_t offset = 0;  // volumes (fir) or windows (window) since the clip's onset
};

// Where a row of data::Responses was measured.
struct Place {
  std::int32_t run = 0;  // data::Run::number
  Index volume = 0;      // among the stored volumes of that run
};

// Which rows train and which test. The same for all features of a model.
struct RowPlan {
  std::vector<FitRow> train, test;
  std::vector<Place> places;  // of each row of data::Responses
  double window_s = 0;        // window mode: length of the windows; 0 in fir mode
};

// One subject's features on the rows of the plan.
struct Design {
  base::MatrixF train, test;              // rows x columns; columns are delay-major: all dims of
                                          // the first delay, then of the second ...
  std::vector<std::string> column_names;  // "mel_12@3tr", "mel_12" in window mode
};

// What an extractor gave for one clip.
struct ClipFeatures {
  base::MatrixF values;  // frames x dims
  base::MatrixD spans;   // frames x 2: start and end in s from the clip's start; middles ascend
};

// Gives the features of a clip, by its index in data::DataSet::clips. Asked once for each clip
// that is needed, so that a source may read from a file and keep nothing.
using ClipSource = std::function<ClipFeatures(std::size_t clip)>;

// What a feature is called in errors and column names. `dims` may be empty: "mel_0", "mel_1" ...
struct FeatureLabel {
  std::string name;
  std::vector<std::string> dims;
};

}  // namespace encore::align
