#include "plugins/array/matrix.hpp"

#include <cmath>

#include "encore/error.hpp"

namespace array {

void check_finite(const Eigen::Ref<const Eigen::MatrixXf>& values, const std::string& where) {
  if (values.allFinite()) return;
  for (Eigen::Index r = 0; r < values.rows(); ++r)
    for (Eigen::Index c = 0; c < values.cols(); ++c)
      if (!std::isfinite(values(r, c)))
        throw encore::Error::numeric(
            where, "row " + std::to_string(r) + ", column " + std::to_string(c) + " is " +
                       (std::isnan(values(r, c)) ? "NaN or missing"
                                                 : "infinite, or too large for "
                                                   "float32") +
                       " (counted from 0)");
}

Eigen::MatrixXf to_matrix(const Array& array, Vector vector, const std::string& where) {
  if (array.is_text) throw encore::Error::shape(where, "holds text, not numbers");
  if (array.shape.empty() || array.shape.size() > 2)
    throw encore::Error::shape(where,
                               "has shape " + shape_text(array.shape) + "; rows x dims is needed");
  Eigen::Index rows = array.shape[0], cols = array.shape.size() == 2 ? array.shape[1] : 1;
  if (array.shape.size() == 1 && vector == Vector::row) std::swap(rows, cols);
  if (rows == 0 || cols == 0)
    throw encore::Error::shape(where, "is empty, its shape is " + shape_text(array.shape));
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Eigen::MatrixXf out = Eigen::Map<const RowMajor>(array.numbers.data(), rows, cols).cast<float>();
  check_finite(out, where);
  return out;
}

std::vector<std::string> to_names(const Array& array, const std::string& where) {
  if (array.shape.size() > 1 &&
      array.texts.size() + array.numbers.size() != static_cast<std::size_t>(array.shape[0]))
    throw encore::Error::shape(where,
                               "must hold one name a row, its shape is " + shape_text(array.shape));
  if (array.is_text) return array.texts;
  std::vector<std::string> names;
  for (const double value : array.numbers) {
    if (value != std::floor(value) || std::abs(value) > 1e15)
      throw encore::Error::shape(where, "names of clips must be text or whole numbers");
    names.push_back(std::to_string(static_cast<std::int64_t>(value)));
  }
  return names;
}

}  // namespace array
