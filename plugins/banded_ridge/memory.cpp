#include "plugins/linear/memory.hpp"

#include "model.hpp"
#include "plugins/linear/threads.hpp"

namespace banded {
namespace {

double primal_bytes(const linear::Extent& e, double size) {
  const double p = e.cols, square = p * p;
  const double features = e.rows * p * (16 + size) + (e.folds + 4) * square * 8;
  const double open = (e.folds + e.threads) * (square + (e.fold_rows + 64) * p) * size;
  const double fitted = e.targets * (p * size + 64);
  const double predicted = e.new_rows * (p * (8 + size) + 2 * e.targets * size) +
                           e.threads * static_cast<double>(linear::kChunk) * p * size;
  return features + open + e.threads * (linear::decomposition_bytes(p, e.fold_rows) + square * 8) +
         fitted + linear::desks_bytes(e, p, size) + predicted;
}

double dual_bytes(const linear::Extent& e, double bands, double size) {
  const double n = e.rows, square = n * n;
  const double features = bands * square * 8 + n * linear::kColumnsAtOnce * 16;
  const double open = (e.folds + e.threads) * (square + 2 * e.fold_rows * n) * size;
  const double predicted = e.new_rows * (2 * n + 2 * e.targets) * size +
                           e.threads * static_cast<double>(linear::kChunk) * n * size;
  return features + open + e.threads * (linear::decomposition_bytes(n, e.fold_rows) + square * 8) +
         e.targets * (n * size + 64) + linear::desks_bytes(e, n, size) + predicted;
}

}  // namespace

std::int64_t model_memory(const encore::FitShape& shape, const Settings& settings) {
  const auto rows = linear::equal_runs(shape);
  const auto solver = linear::choose_solver(settings.ridge, rows, shape.cols);
  const auto precision = linear::choose_precision(settings.ridge, solver, rows, shape.cols);
  const double size = precision == linear::Precision::float64 ? 8 : 4;
  const linear::Extent e(shape);
  return static_cast<std::int64_t>(solver == linear::Solver::dual ? dual_bytes(e, shape.bands, size)
                                                                  : primal_bytes(e, size));
}

}  // namespace banded
