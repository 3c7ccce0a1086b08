// plugins/linear/norms.hpp: inner products of stacked predictions, the one loop BLAS has no call
// for.
//
// A column of `products` holds k predictions of `height` values each, one after another. `height`
// is a multiple of norm_lanes. Chooses AVX2 when the processor has it. Thread-safe.
#pragma once

#include "linalg.hpp"

namespace linear {

inline constexpr Index norm_lanes = 8;

// Place of the inner product of predictions a <= b among the k (k + 1) / 2 of a column.
constexpr Index pair_index(Index a, Index b, Index k) { return a * k - a * (a - 1) / 2 + b - a; }
constexpr Index pair_count(Index k) { return k * (k + 1) / 2; }

// sums (k x columns) += squared norm of each prediction.
template <class T>
void add_squared_norms(const T* products, Index k, Index height, Index columns, T* sums);

// sums (pair_count(k) x columns) += inner product of every pair of predictions.
template <class T>
void add_inner_products(const T* products, Index k, Index height, Index columns, T* sums);

}  // namespace linear
