#include "norms.hpp"

namespace linear {
namespace {

// A 32-byte vector of the compiler; on processors without AVX it becomes two of 16.
template <class T>
struct Vector {
  static constexpr Index lanes = 32 / static_cast<Index>(sizeof(T));
  typedef T type __attribute__((vector_size(32)));
};

template <class T>
[[gnu::always_inline]] inline T sum_of(const typename Vector<T>::type& v) {
  T sum = 0;
  for (Index i = 0; i < Vector<T>::lanes; ++i) sum += v[i];
  return sum;
}

// Inner products of Na predictions from a on with Nb predictions from b on.
template <class T, int Na, int Nb>
[[gnu::always_inline]] inline void tile(const T* column, Index k, Index height, Index a, Index b,
                                        T* sums) {
  using V = typename Vector<T>::type;
  V total[Na][Nb] = {};
  for (Index i = 0; i < height; i += Vector<T>::lanes) {
    V left[Na], right[Nb];
    for (int m = 0; m < Na; ++m)
      __builtin_memcpy(&left[m], column + (a + m) * height + i, sizeof(V));
    for (int n = 0; n < Nb; ++n)
      __builtin_memcpy(&right[n], column + (b + n) * height + i, sizeof(V));
    for (int m = 0; m < Na; ++m)
      for (int n = 0; n < Nb; ++n) total[m][n] += left[m] * right[n];
  }
  for (int m = 0; m < Na; ++m)
    for (int n = 0; n < Nb; ++n)
      if (a + m <= b + n) sums[pair_index(a + m, b + n, k)] += sum_of<T>(total[m][n]);
}

template <class T>
[[gnu::always_inline]] inline void inner_products(const T* products, Index k, Index height,
                                                  Index columns, T* sums) {
  for (Index c = 0; c < columns; ++c, products += k * height, sums += pair_count(k))
    for (Index a = 0; a < k; a += 2)
      for (Index b = a; b < k; b += 2) {
        if (b + 1 < k) tile<T, 2, 2>(products, k, height, a, b, sums);
        else if (a + 1 < k) tile<T, 2, 1>(products, k, height, a, b, sums);
        else tile<T, 1, 1>(products, k, height, a, b, sums);
      }
}

template <class T>
[[gnu::always_inline]] inline void squared_norms(const T* products, Index k, Index height,
                                                 Index columns, T* sums) {
  using V = typename Vector<T>::type;
  for (Index j = 0; j < k * columns; ++j, products += height) {
    V total = {};
    for (Index i = 0; i < height; i += Vector<T>::lanes) {
      V v;
      __builtin_memcpy(&v, products + i, sizeof(V));
      total += v * v;
    }
    sums[j] += sum_of<T>(total);
  }
}

#if defined(__x86_64__)
#define LINEAR_AVX2 __attribute__((target("avx2,fma")))
template <class T>
LINEAR_AVX2 void inner_products_avx2(const T* p, Index k, Index height, Index columns, T* sums) {
  inner_products(p, k, height, columns, sums);
}
template <class T>
LINEAR_AVX2 void squared_norms_avx2(const T* p, Index k, Index height, Index columns, T* sums) {
  squared_norms(p, k, height, columns, sums);
}
bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return has;
}
#else
template <class T>
void inner_products_avx2(const T*, Index, Index, Index, T*) {}
template <class T>
void squared_norms_avx2(const T*, Index, Index, Index, T*) {}
constexpr bool has_avx2() { return false; }
#endif

}  // namespace

template <class T>
void add_squared_norms(const T* products, Index k, Index height, Index columns, T* sums) {
  if (has_avx2()) squared_norms_avx2(products, k, height, columns, sums);
  else squared_norms(products, k, height, columns, sums);
}

template <class T>
void add_inner_products(const T* products, Index k, Index height, Index columns, T* sums) {
  if (has_avx2()) inner_products_avx2(products, k, height, columns, sums);
  else inner_products(products, k, height, columns, sums);
}

template void add_squared_norms(const float*, Index, Index, Index, float*);
template void add_squared_norms(const double*, Index, Index, Index, double*);
template void add_inner_products(const float*, Index, Index, Index, float*);
template void add_inner_products(const double*, Index, Index, Index, double*);

}  // namespace linear
