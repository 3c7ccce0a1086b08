// tests/e2e/arrays_lab.hpp: an arrays file whose truth is known, and recipes on it.
//
// Region A1 follows the feature `music`, STG follows `text`, V1 follows nothing. Training runs
// 1 .. 4 have 60 rows each; the test split is 12 clips of 10 rows heard twice (runs 5 and 6).
#pragma once

#include <string>

#include "core/base/matrix.hpp"
#include "tests/e2e/program.hpp"

namespace encore::test {

struct ArraysLab {
  base::Index voxels_a_region = 20;
  base::Index dims = 6;  // of music and of text
  int training_runs = 4;
  int rows_a_run = 60;
  int subjects = 1;
  bool repeats = true;
  base::Index smoothing = 1;  // rows: every value becomes the mean of so many, itself the last
  std::uint64_t seed = 1;

  // Writes lab.h5 and text.npy (the same values as /features/text of lab.h5).
  void write(const Place& place) const;
};

// C order, float32: what numpy.save writes.
void write_npy(const std::filesystem::path& file, const base::MatrixF& values);

// The recipe of docs/interfaces, section 2, as it stands there.
extern const char* const kArraysRecipe;
// A smaller one: models music and text, 100 draws in blocks of 5.
extern const char* const kSmallRecipe;

}  // namespace encore::test
