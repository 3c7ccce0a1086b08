// encore/view.hpp: matrices that belong to somebody else.
//
//   void fit(const encore::Call&, encore::View x) { float a = x.at<float>(row, column); }
//
// For linear algebra take <encore/eigen.hpp> or <encore/arma.hpp>, which map a view without a
// copy. Rows are time or samples, columns are features or targets.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "encore/abi.h"
#include "encore/error.hpp"

namespace encore {
inline namespace abi1 {

template <class T>
constexpr std::int32_t dtype_of() {
  using U = std::remove_const_t<T>;
  if constexpr (std::is_same_v<U, float>) return ENCORE_F32;
  else if constexpr (std::is_same_v<U, double>) return ENCORE_F64;
  else if constexpr (std::is_same_v<U, std::int32_t>) return ENCORE_I32;
  else {
    static_assert(std::is_same_v<U, std::int64_t>, "no such element type in the ABI");
    return ENCORE_I64;
  }
}

constexpr const char* dtype_name(std::int32_t dtype) {
  switch (dtype) {
    case ENCORE_F32: return "float32";
    case ENCORE_F64: return "float64";
    case ENCORE_I32: return "int32";
    case ENCORE_I64: return "int64";
    default: return "unknown";
  }
}

// One class for both directions: View reads, MutableView reads and writes.
template <class Raw>
class BasicView {
 public:
  explicit BasicView(const Raw& raw) : raw_(raw) {}

  std::int64_t rows() const { return raw_.rows; }
  std::int64_t cols() const { return raw_.cols; }
  std::int32_t dtype() const { return raw_.dtype; }
  const Raw& raw() const { return raw_; }

  // True when columns are dense and follow each other: what BLAS and Armadillo want.
  bool contiguous() const {
    return (raw_.row_stride == 1 || raw_.rows <= 1) &&
           (raw_.col_stride == raw_.rows || raw_.cols <= 1);
  }

  // The numbers as T; throws ENCORE_E_SHAPE when they have another type.
  template <class T>
  auto data() const {
    if (raw_.dtype != dtype_of<T>())
      throw Error::shape("dtype", std::string("expected ") + dtype_name(dtype_of<T>()) + ", got " +
                                      dtype_name(raw_.dtype));
    if constexpr (std::is_const_v<std::remove_pointer_t<decltype(raw_.data)>>)
      return static_cast<const T*>(raw_.data);
    else return static_cast<T*>(raw_.data);
  }

  template <class T>
  auto& at(std::int64_t row, std::int64_t col) const {
    return data<T>()[row * raw_.row_stride + col * raw_.col_stride];
  }

 private:
  Raw raw_;
};
using View = BasicView<encore_cmatrix>;
using MutableView = BasicView<encore_matrix>;

// A read-only view of a matrix that may be written.
inline View as_view(const encore_matrix& m) {
  return View({m.data, m.rows, m.cols, m.row_stride, m.col_stride, m.dtype, 0});
}

}  // namespace abi1
}  // namespace encore
