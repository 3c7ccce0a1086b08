// plugins/linear/memory.hpp: bytes that models take, as upper bounds from shapes alone.
//
// Runs are taken to be equally long. Thread-safe.
#pragma once

#include <cstdint>

#include "encore/regression.hpp"
#include "options.hpp"

namespace linear {

// Columns of features in float64 at once, where a kernel is summed (training.hpp).
inline constexpr double kColumnsAtOnce = 512;

// What the sums below are over.
struct Extent {
  explicit Extent(const encore::FitShape& shape);

  double rows, cols, targets, new_rows, folds, threads;
  double fold_rows;  // that one fold leaves out
  double at_once;    // decompositions
};

// Rows of a design of that shape, for choose_solver. Throws encore::Error for fewer than two runs.
SortedRows equal_runs(const encore::FitShape& shape);

// Of `size` bytes a number: what threads hold while they fit chunks of targets, `side` the number
// of directions; and one decomposition in float64 at work.
double desks_bytes(const Extent& e, double side, double size);
double decomposition_bytes(double side, double fold_rows);

// Of an engine for features, and for a kernel of its own.
std::int64_t engine_memory(const encore::FitShape& shape, const Options& options);
std::int64_t kernel_engine_memory(const encore::FitShape& shape, const Options& options);

}  // namespace linear
