// plugins/kernel_ridge/stored.hpp: a fitted model on its own, as written to and read from a stream.
//
// A linear kernel needs its weights; any other the training rows (float64, rows x columns) and the
// dual coefficients, so that a saved model holds the features it was fitted on. Not thread-safe.
#pragma once

#include <memory>

#include "encore/stream.hpp"
#include "kernels.hpp"
#include "plugins/linear/stored.hpp"

namespace kernel_ridge {

class StoredModel {
 public:
  // `training` is not looked at for a linear kernel.
  StoredModel(const Function& function, MatrixD training, linear::StoredModel model);

  const Function& function() const { return function_; }
  const linear::StoredModel& model() const { return model_; }

  // Throws encore::Error (shape) when x has other columns.
  MatrixD predict(encore::View x) const;

  // Throw encore::Error (io).
  void write(const encore::Writer& out) const;
  static StoredModel read(const encore::Reader& in);

 private:
  Function function_;
  MatrixD training_;
  linear::StoredModel model_;
};

}  // namespace kernel_ridge
