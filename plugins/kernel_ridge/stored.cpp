#include "stored.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "encore/eigen.hpp"

namespace kernel_ridge {
namespace {

constexpr const char* kName = "kernel-ridge";
constexpr std::int32_t kVersion = 1;

encore::View view_of(const MatrixD& m) {
  return encore::View({m.data(), m.rows(), m.cols(), 1, m.rows(), ENCORE_F64, 0});
}

void require(bool ok, const char* message) {
  if (!ok) throw encore::Error::io("state", message);
}

Function read_function(const encore::Reader& in) {
  Function f;
  const auto shape = in.value<std::int32_t>();
  require(shape >= 0 && shape <= static_cast<std::int32_t>(Shape::cosine), "has no such kernel");
  f.shape = static_cast<Shape>(shape);
  f.degree = in.value<std::int32_t>();
  f.gamma = in.value<double>();
  f.coef0 = in.value<double>();
  require(f.degree >= 1 && std::isfinite(f.gamma) && std::isfinite(f.coef0), "has no such kernel");
  return f;
}

}  // namespace

StoredModel::StoredModel(const Function& function, MatrixD training, linear::StoredModel model)
    : function_(function), model_(std::move(model)) {
  if (!function.is_linear()) training_ = std::move(training);
}

MatrixD StoredModel::predict(encore::View x) const {
  if (x.cols() != model_.band_start.back())
    throw encore::Error::shape("x", "does not fit the saved model");
  const MatrixD features = function_.is_linear()
                               ? MatrixD(encore::copy<double>(x))
                               : make_kernel(function_)->between(x, view_of(training_));
  MatrixD out = features * model_.weights;
  out.rowwise() += model_.intercept.transpose();
  return out;
}

void StoredModel::write(const encore::Writer& out) const {
  out.text(kName);
  out.value(kVersion);
  out.value(static_cast<std::int32_t>(function_.shape));
  out.value(function_.degree);
  out.value(function_.gamma);
  out.value(function_.coef0);
  out.value(static_cast<std::int64_t>(training_.rows()));
  out.list(std::vector<double>(training_.data(), training_.data() + training_.size()));
  linear::write_model(out, model_);
}

StoredModel StoredModel::read(const encore::Reader& in) {
  require(in.text() == kName, "is not a model of encore.kernel-ridge");
  require(in.value<std::int32_t>() == kVersion,
          "was saved in another format of encore.kernel-ridge");
  const Function function = read_function(in);
  const auto rows = in.value<std::int64_t>();
  const auto values = in.list<double>();
  require(function.is_linear() ? rows == 0 && values.empty() : rows > 0, "has no training rows");
  linear::StoredModel model = linear::read_model(in, rows);
  if (function.is_linear()) return {function, {}, std::move(model)};
  const Index columns = model.band_start.back();
  require(static_cast<std::int64_t>(values.size()) == rows * columns,
          "has tables of different length");
  return {function, Eigen::Map<const MatrixD>(values.data(), rows, columns), std::move(model)};
}

}  // namespace kernel_ridge
