// encore/eigen.hpp: a view as an Eigen matrix, without a copy.
//
//   auto x = encore::map<float>(view);               // any strides
//   if (auto x = encore::map_dense<float>(view)) ... // contiguous only: the fast path of BLAS
#pragma once

#include <Eigen/Core>
#include <optional>

#include "encore/view.hpp"

namespace encore {
inline namespace abi1 {

template <class T>
using EigenMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
using EigenStride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
template <class T>
using EigenMap = Eigen::Map<EigenMatrix<T>, Eigen::Unaligned, EigenStride>;
template <class T>
using EigenConstMap = Eigen::Map<const EigenMatrix<T>, Eigen::Unaligned, EigenStride>;

template <class T>
EigenConstMap<T> map(View v) {
  const auto& r = v.raw();
  return {v.data<T>(), r.rows, r.cols, EigenStride(r.col_stride, r.row_stride)};
}
template <class T>
EigenMap<T> map(MutableView v) {
  const auto& r = v.raw();
  return {v.data<T>(), r.rows, r.cols, EigenStride(r.col_stride, r.row_stride)};
}

template <class T>
std::optional<Eigen::Map<const EigenMatrix<T>>> map_dense(View v) {
  if (!v.contiguous()) return std::nullopt;
  return Eigen::Map<const EigenMatrix<T>>(v.data<T>(), v.rows(), v.cols());
}
template <class T>
std::optional<Eigen::Map<EigenMatrix<T>>> map_dense(MutableView v) {
  if (!v.contiguous()) return std::nullopt;
  return Eigen::Map<EigenMatrix<T>>(v.data<T>(), v.rows(), v.cols());
}

// A copy as T, whatever the view's strides and floating type.
template <class T>
EigenMatrix<T> copy(View v) {
  if (v.dtype() == ENCORE_F32) return map<float>(v).template cast<T>();
  return map<double>(v).template cast<T>();
}

// Writes `values` into a view of either floating type.
template <class Derived>
void assign(MutableView v, const Eigen::MatrixBase<Derived>& values) {
  if (v.rows() != values.rows() || v.cols() != values.cols())
    throw Error::shape("result", "does not have the shape that was asked for");
  if (v.dtype() == ENCORE_F32) map<float>(v) = values.template cast<float>();
  else map<double>(v) = values.template cast<double>();
}

}  // namespace abi1
}  // namespace encore
