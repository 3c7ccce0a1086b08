// core/encode/encode.hpp: one subject, one model: fit, predict the test set, score.
//
// Voxels are read, fitted and written in blocks, so memory does not grow with their number. The
// block is a constant and not a function of memory: the same numbers everywhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/align/design.hpp"
#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/data/responses.hpp"
#include "core/plugin/instance.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::encode {

using base::Index;

// Voxels in a block. 2,048 x 7,200 rows of float32 are 56 MiB.
inline constexpr Index kBlock = 2048;

struct Problem {
  const data::Responses* responses = nullptr;
  align::RowPlan rows;
  bool zscore_test = false;  // z-score the test rows again after averaging repeats
  base::MatrixF x_train, x_test;
  base::VectorF x_mean;                  // of the training rows, in every column
  std::vector<std::int32_t> fold;        // of each training row
  std::vector<std::int32_t> band_start;  // bands + 1
  std::vector<std::string> band_names;
};

// Facts for the lock file and the terminal.
struct Facts {
  std::map<std::string, std::string> meta;  // what the plugin said: "solver" = "primal"
  Index constant_voxels = 0;                // constant or not finite: scores are NaN
  Index edge_voxels = 0;                    // chose an end of the penalty grid
};

// The mean of each column, summed in float64.
base::VectorF column_means(const base::MatrixF& x);

// Columns of `x` to mean 0 and (optionally) variance 1 by the statistics of the training rows.
// Constant columns become 0.
void standardise(base::MatrixF& train, base::MatrixF& test, bool unit_variance);

// The fold of each training row: its run, or the number its run was dealt.
std::vector<std::int32_t> folds(const std::vector<align::FitRow>& train, const recipe::Cv& cv);

// Responses of a block of voxels on the rows of the plan.
struct Block {
  base::MatrixF train, test;
};
Block responses_block(const data::Responses& responses, const align::RowPlan& rows,
                      bool zscore_test, Index first, Index count, bool with_train);

// Writes /pearson_r, /r2 (voxels), /alpha (bands x voxels), /cv_score, /edge (voxels) where the
// plugin has them, /predictions (test rows x voxels), and /r2_split (bands x voxels, split.hpp)
// for several bands where the plugin predicts them one by one. Throws base::Error.
Facts encode(const Problem& problem, plugin::Regression& regression,
             const std::filesystem::path& file, const base::Progress& progress);

// Bytes that encode needs at its peak beside the program itself, from shapes alone.
std::uint64_t memory_estimate(Index train_rows, Index test_rows, Index volumes, Index columns,
                              Index voxels, bool joint_targets);

}  // namespace encore::encode
