#include "kernels.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "plugins/linear/rows.hpp"

namespace kernel_ridge {
namespace {

constexpr Index kChunk = 512;  // columns that are float64 at once

// Sums over columns: inner products of rows, and the squared lengths of both sides.
struct Products {
  MatrixD inner;  // rows of a x rows of b
  linear::VectorD a_squares, b_squares;
};

// `centred`: of rows about the mean of b, which changes no distance but keeps its digits.
Products multiply(encore::View a, encore::View b, bool centred) {
  Products out{MatrixD::Zero(a.rows(), b.rows()), linear::VectorD::Zero(a.rows()),
               linear::VectorD::Zero(b.rows())};
  for (Index start = 0; start < b.cols(); start += kChunk) {
    const Index size = std::min<Index>(kChunk, b.cols() - start);
    MatrixD left = linear::gather(a, {}, start, size), right = linear::gather(b, {}, start, size);
    if (centred && b.rows() > 0) {
      const Eigen::RowVectorXd mean = right.colwise().mean();
      left.rowwise() -= mean;
      right.rowwise() -= mean;
    }
    out.inner.noalias() += left * right.transpose();
    out.a_squares += left.rowwise().squaredNorm();
    out.b_squares += right.rowwise().squaredNorm();
  }
  return out;
}

// Lengths to divide by: 1 for rows of zeros.
linear::VectorD lengths(const linear::VectorD& squares) {
  return (squares.array() > 0).select(squares.cwiseSqrt(), 1.0);
}

class FunctionOfProducts final : public linear::Kernel {
 public:
  explicit FunctionOfProducts(const Function& function) : f_(function) {}

  MatrixD between(encore::View a, encore::View b) const override {
    auto [k, a_squares, b_squares] = multiply(a, b, f_.shape == Shape::rbf);
    if (f_.shape == Shape::polynomial) {
      k = (f_.gamma * k.array() + f_.coef0).pow(f_.degree);
    } else if (f_.shape == Shape::rbf) {
      k *= -2;
      k.colwise() += a_squares;
      k.rowwise() += b_squares.transpose();
      k = (-f_.gamma * k.array().max(0.0)).exp();
    } else if (f_.shape == Shape::cosine) {
      k.array().colwise() /= lengths(a_squares).array();
      k.array().rowwise() /= lengths(b_squares).array().transpose();
    }
    return k;
  }

 private:
  Function f_;
};

}  // namespace

Function::Function(const encore::Params& params)
    : degree(static_cast<std::int32_t>(params.integer("degree"))),
      gamma(params.real("gamma")),
      coef0(params.real("coef0")) {
  const std::string name = params.choice("kernel");
  if (name == "polynomial") shape = Shape::polynomial;
  if (name == "rbf") shape = Shape::rbf;
  if (name == "cosine") shape = Shape::cosine;
}

Function Function::of_columns(Index columns) const {
  Function out = *this;
  if (gamma == 0) out.gamma = 1 / static_cast<double>(std::max<Index>(columns, 1));
  return out;
}

std::shared_ptr<const linear::Kernel> make_kernel(const Function& function) {
  return std::make_shared<FunctionOfProducts>(function);
}

}  // namespace kernel_ridge
