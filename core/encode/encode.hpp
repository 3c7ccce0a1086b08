// core/encode/encode.hpp: one subject, one model: fit, predict the test set, score.
//
// Voxels are read, fitted and written in blocks, so memory does not grow with their number. The
// block is a constant and not a function of memory: the same numbers everywhere.
#pragma once

#include <chrono>
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

// Voxels in a block. 2,048 x 7,200 rows of float32 are 56 MiB. A plugin whose fit does much that
// all targets share may ask for more, up to eight times as many.
inline constexpr Index kBlock = 2048;
inline constexpr Index kLargeBlock = 8 * kBlock;

class Checkpoints;
class KeptWriter;

// x becomes (x - mean) * scale, column by column; empty: it stays as it is.
struct Scaling {
  base::VectorD mean, scale;
};

struct Problem {
  const data::Responses* responses = nullptr;
  align::RowPlan rows;
  bool zscore_test = false;  // z-score the test rows again after averaging repeats
  base::MatrixF x_train, x_test;
  base::VectorF x_mean;                  // of the training rows, in every column
  std::vector<std::int32_t> fold;        // of each training row
  std::vector<std::int32_t> band_start;  // bands + 1
  std::vector<std::string> band_names;
  std::vector<std::string> column_names;
  Scaling scaling;  // that x_train and x_test were brought to
  // The regression sees responses about their training mean. Not so where its intercept is off,
  // for then data are taken as they are.
  bool centred = true;
};

// Facts for the lock file and the terminal.
struct Facts {
  std::map<std::string, std::string> meta;  // what the plugin said: "solver" = "primal"
  Index constant_voxels = 0;                // constant or not finite: scores are NaN
  Index edge_voxels = 0;                    // chose an end of the penalty grid
  Index still_voxels = 0;                   // have a fit that does not vary over the test rows
  bool split = false;                       // R2 was split among several bands
};

// The mean of each column, summed in float64.
base::VectorF column_means(const base::MatrixF& x);

// Columns to mean 0 and (optionally) variance 1 by the statistics of the training rows. Constant
// columns become 0.
Scaling scaling_of(const base::MatrixF& train, bool unit_variance);
void apply(const Scaling& scaling, base::MatrixF& x);

// Names of the bands of which no column varies over the training rows: they predict nothing.
std::vector<std::string> constant_bands(const Problem& problem);

// The fold of each training row: its run, or the number its run was dealt.
std::vector<std::int32_t> folds(const std::vector<align::FitRow>& train, const recipe::Cv& cv);

// Responses of a block of voxels on the rows of the plan.
struct Block {
  base::MatrixF train, test;
};
Block responses_block(const data::Responses& responses, const align::RowPlan& rows,
                      bool zscore_test, Index first, Index count, bool with_train);

// Who follows a fit; all of it may be absent.
struct Watch {
  base::Progress progress;
  base::Span* block = nullptr;         // becomes the part of the voxels that is being fitted
  KeptWriter* kept = nullptr;          // gets every fitted block
  Checkpoints* checkpoints = nullptr;  // get blocks that took long, and give them back
  // A block that took so long is worth the disk that keeping it costs.
  std::chrono::milliseconds long_block{3000};
};

// Writes /pearson_r, /r2 (voxels), /alpha (bands x voxels), /cv_score, /edge (voxels) where the
// plugin has them, /predictions (test rows x voxels; about /mean, centre.hpp), and /r2_split
// (bands x voxels, split.hpp) for several bands where the plugin predicts them one by one. Throws
// base::Error.
Facts encode(const Problem& problem, plugin::Regression& regression,
             const std::filesystem::path& file, const Watch& watch);

// The largest block that a regression is given.
Index largest_block(const plugin::Regression& regression, Index voxels);

// Bytes that encode needs at its peak beside the program itself, from shapes alone.
struct Sizes {
  Index train_rows = 0, test_rows = 0, volumes = 0, columns = 0, block = 0;
  std::uint64_t plugin = 0;  // what the regression says it takes; 0: it does not say
};
std::uint64_t memory_estimate(const Sizes& sizes);
// What a fitted model takes on disk with one float64 a column and voxel, and the same as float32 in
// weights.h5; and the memory to save or load a block of it. A plugin may store more.
std::uint64_t kept_disk(Index columns, Index voxels);
std::uint64_t kept_memory(Index columns, Index block);

}  // namespace encore::encode
