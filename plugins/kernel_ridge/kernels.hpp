// plugins/kernel_ridge/kernels.hpp: the kernel functions, as scikit-learn and himalaya define them.
//
//   polynomial  (gamma x'y + coef0)^degree
//   rbf         exp(-gamma |x - y|²)
//   cosine      x'y / (|x| |y|), 0 for a row of zeros
#pragma once

#include <cstdint>
#include <memory>

#include "encore/params.hpp"
#include "plugins/linear/kernel.hpp"

namespace kernel_ridge {

using linear::Index;
using linear::MatrixD;

enum class Shape : std::int32_t { linear, polynomial, rbf, cosine };

struct Function {
  Shape shape = Shape::linear;
  std::int32_t degree = 3;
  double gamma = 0;  // 0: 1 / columns
  double coef0 = 1;

  Function() = default;
  explicit Function(const encore::Params& params);
  bool is_linear() const { return shape == Shape::linear; }

  // With gamma as it is for features of so many columns.
  Function of_columns(Index columns) const;
};

// Float64 whatever the views hold. Not for Shape::linear, whose kernel the linear way sums itself.
std::shared_ptr<const linear::Kernel> make_kernel(const Function& function);

}  // namespace kernel_ridge
