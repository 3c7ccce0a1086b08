#include "memory.hpp"

#include <algorithm>
#include <vector>

#include "threads.hpp"

namespace linear {
namespace {

double size_of(Precision precision) { return precision == Precision::float64 ? 8 : 4; }

double primal_bytes(const Extent& e, double size) {
  const double p = e.cols, square = p * p;
  const double features = e.rows * p * (16 + size) + 3 * square * 8;  // X, XQ, U; X'X, QS, Q/S
  const double folds = e.folds * (square + (e.fold_rows + 64) * p) * size;
  const double fitted = e.targets * p * size + square * size;
  const double predicted = e.new_rows * (p * (8 + size) + e.targets * size);
  return features + folds + e.at_once * decomposition_bytes(p, e.fold_rows) + fitted +
         desks_bytes(e, p, size) + predicted;
}

double dual_bytes(const Extent& e, double size) {
  const double n = e.rows, square = n * n;
  const double features = square * (16 + size) + n * kColumnsAtOnce * 16;
  const double folds = e.folds * (square + 2 * e.fold_rows * n) * size;
  const double predicted = e.new_rows * (3 * n * 8 + e.targets * size);
  return features + folds + e.at_once * decomposition_bytes(n, e.fold_rows) + e.targets * n * size +
         desks_bytes(e, n, size) + predicted;
}

}  // namespace

Extent::Extent(const encore::FitShape& shape)
    : rows(static_cast<double>(shape.rows)),
      cols(static_cast<double>(shape.cols)),
      targets(static_cast<double>(shape.targets)),
      new_rows(static_cast<double>(shape.new_rows)),
      folds(shape.groups),
      threads(std::max(1u, shape.max_threads)),
      fold_rows(rows / folds),
      at_once(std::min(folds + 1, threads)) {}

SortedRows equal_runs(const encore::FitShape& shape) {
  std::vector<std::int32_t> runs(static_cast<std::size_t>(shape.rows));
  for (std::size_t r = 0; r < runs.size(); ++r)
    runs[r] = static_cast<std::int32_t>(r * shape.groups / runs.size());
  return SortedRows(runs);
}

double desks_bytes(const Extent& e, double side, double size) {
  const double chunk = static_cast<double>(kChunk);
  return e.threads * size * (chunk * (e.rows + (e.folds + 8) * side) + 1024 * (side + chunk));
}

// The matrix, LAPACK's workspace of two more, the directions that are kept; test rows along them.
double decomposition_bytes(double side, double fold_rows) {
  return 8 * (4 * side * side + 4 * fold_rows * side);
}

std::int64_t engine_memory(const encore::FitShape& shape, const Options& options) {
  const SortedRows rows = equal_runs(shape);
  const Solver solver = choose_solver(options, rows, shape.cols);
  const double size = size_of(choose_precision(options, solver, rows, shape.cols));
  const Extent e(shape);
  return static_cast<std::int64_t>(solver == Solver::dual ? dual_bytes(e, size)
                                                          : primal_bytes(e, size));
}

std::int64_t kernel_engine_memory(const encore::FitShape& shape, const Options& options) {
  const SortedRows rows = equal_runs(shape);
  const double size = size_of(choose_precision(options, Solver::dual, rows, shape.rows));
  const Extent e(shape);
  // The kernel as it comes and sorted, and that of new rows; what functions of products start from.
  const double kernels = 8 * (3 * e.rows * e.rows + 3 * e.new_rows * e.rows) + 8 * e.rows * e.cols;
  return static_cast<std::int64_t>(dual_bytes(e, size) + kernels);
}

}  // namespace linear
