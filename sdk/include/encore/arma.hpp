// encore/arma.hpp: a view as an Armadillo matrix.
//
//   if (auto x = encore::arma_map<float>(view)) ...  // no copy; contiguous views only
//   arma::mat x = encore::arma_copy<double>(view);   // any strides, any floating type
//
// Rationale: Armadillo has no strides, so a strided view can only be copied, and that should be
// seen in the author's code.
#pragma once

#include <armadillo>
#include <optional>

#include "encore/view.hpp"

namespace encore {
inline namespace abi1 {

// Shares memory with the view. Const, since Armadillo cannot hold read-only memory otherwise.
template <class T>
std::optional<const arma::Mat<T>> arma_map(View v) {
  if (!v.contiguous()) return std::nullopt;
  return std::optional<const arma::Mat<T>>(
      std::in_place, const_cast<T*>(v.data<T>()), static_cast<arma::uword>(v.rows()),
      static_cast<arma::uword>(v.cols()), /*copy_aux_mem=*/false, /*strict=*/true);
}

template <class T>
arma::Mat<T> arma_copy(View v) {
  arma::Mat<T> m(static_cast<arma::uword>(v.rows()), static_cast<arma::uword>(v.cols()));
  const auto fill = [&]<class S>(S) {
    for (std::int64_t c = 0; c < v.cols(); ++c)
      for (std::int64_t r = 0; r < v.rows(); ++r)
        m(static_cast<arma::uword>(r), static_cast<arma::uword>(c)) = static_cast<T>(v.at<S>(r, c));
  };
  if (v.dtype() == ENCORE_F32) fill(float{});
  else fill(double{});
  return m;
}

template <class T>
void arma_assign(MutableView v, const arma::Mat<T>& values) {
  if (v.rows() != static_cast<std::int64_t>(values.n_rows) ||
      v.cols() != static_cast<std::int64_t>(values.n_cols))
    throw Error::shape("result", "does not have the shape that was asked for");
  const auto fill = [&]<class S>(S) {
    for (std::int64_t c = 0; c < v.cols(); ++c)
      for (std::int64_t r = 0; r < v.rows(); ++r)
        v.at<S>(r, c) =
            static_cast<S>(values(static_cast<arma::uword>(r), static_cast<arma::uword>(c)));
  };
  if (v.dtype() == ENCORE_F32) fill(float{});
  else fill(double{});
}

}  // namespace abi1
}  // namespace encore
