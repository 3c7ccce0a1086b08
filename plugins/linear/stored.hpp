// plugins/linear/stored.hpp: a fitted model on its own, as written to and read from a stream.
//
// Format: "ridge", a version, then lists and sizes as encore/stream.hpp writes them; numbers are
// float64. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "encore/stream.hpp"
#include "linalg.hpp"

namespace linear {

// One value per target.
struct Chosen {
  std::vector<double> alpha;     // NaN where the target is not valid
  std::vector<double> cv_score;  // mean over folds of R² at that penalty
  std::vector<double> edge;      // 1: the smallest or largest penalty of the grid

  void resize(Index targets);
};

struct StoredModel {
  std::vector<std::int32_t> band_start;
  MatrixD weights;  // columns x targets; of a kernel, training rows x targets
  VectorD intercept;
  Chosen chosen;
};

// Throw encore::Error (io).
void write_model(const encore::Writer& out, const StoredModel& model);
// `rows`: of the weights; 0: one a column.
StoredModel read_model(const encore::Reader& in, Index rows = 0);

}  // namespace linear
