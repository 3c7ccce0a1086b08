#include "linalg.hpp"

#include <cblas.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "encore/error.hpp"
#include "threads.hpp"

extern "C" {
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* lda,
             double* values, double* work, const int* n_work, int* i_work, const int* n_i_work,
             int* info);
void dgeqrf_(const int* rows, const int* cols, double* a, const int* lda, double* tau, double* work,
             const int* n_work, int* info);
void dgesdd_(const char* job, const int* rows, const int* cols, double* a, const int* lda,
             double* values, double* u, const int* ldu, double* v, const int* ldv, double* work,
             const int* n_work, int* i_work, int* info);
}

namespace linear {
namespace {

int blas_size(Index n) {
  if (n > std::numeric_limits<int>::max())
    throw encore::Error::unsupported("x", "too large for this machine's BLAS");
  return static_cast<int>(n);
}

void require_success(int info, const char* routine) {
  if (info == 0) return;
  throw encore::Error::numeric("x",
                               std::string(routine) + " failed with code " + std::to_string(info));
}

}  // namespace

template <class T>
void multiply(const Eigen::Ref<const Matrix<T>>& a, bool transpose,
              const Eigen::Ref<const Matrix<T>>& b, Eigen::Ref<Matrix<T>> out) {
  const Index rows = transpose ? a.cols() : a.rows(), inner = transpose ? a.rows() : a.cols();
  eigen_assert(out.rows() == rows && out.cols() == b.cols() && b.rows() == inner);
  if (out.size() == 0 || inner == 0) {
    out.setZero();
    return;
  }
  const int m = blas_size(rows), n = blas_size(b.cols()), k = blas_size(inner);
  const int lda = blas_size(a.outerStride()), ldb = blas_size(b.outerStride()),
            ldc = blas_size(out.outerStride());
  const auto ta = transpose ? CblasTrans : CblasNoTrans;
  if constexpr (std::is_same_v<T, float>)
    cblas_sgemm(CblasColMajor, ta, CblasNoTrans, m, n, k, 1, a.data(), lda, b.data(), ldb, 0,
                out.data(), ldc);
  else
    cblas_dgemm(CblasColMajor, ta, CblasNoTrans, m, n, k, 1, a.data(), lda, b.data(), ldb, 0,
                out.data(), ldc);
}
template void multiply<float>(const Eigen::Ref<const Matrix<float>>&, bool,
                              const Eigen::Ref<const Matrix<float>>&, Eigen::Ref<Matrix<float>>);
template void multiply<double>(const Eigen::Ref<const Matrix<double>>&, bool,
                               const Eigen::Ref<const Matrix<double>>&, Eigen::Ref<Matrix<double>>);

template <class T>
void multiply_wide(unsigned threads, const Eigen::Ref<const Matrix<T>>& a, bool transpose,
                   const Eigen::Ref<const Matrix<T>>& b, Eigen::Ref<Matrix<T>> out) {
  for_chunks(threads, b.cols(), [&](Index first, Index count, Index) {
    multiply<T>(a, transpose, b.middleCols(first, count), out.middleCols(first, count));
  });
}
template void multiply_wide<float>(unsigned, const Eigen::Ref<const Matrix<float>>&, bool,
                                   const Eigen::Ref<const Matrix<float>>&,
                                   Eigen::Ref<Matrix<float>>);
template void multiply_wide<double>(unsigned, const Eigen::Ref<const Matrix<double>>&, bool,
                                    const Eigen::Ref<const Matrix<double>>&,
                                    Eigen::Ref<Matrix<double>>);

VectorD turned_product(const MatrixD& a, const VectorD& x) {
  if (a.size() == 0) return VectorD::Zero(a.cols());
  return a.transpose() * x;
}

namespace {

// Columns of the lower triangle of a'a, or aa', that one task makes: the square on the diagonal,
// and what is below it.
constexpr Index kStripe = 256;

// sum = keep * sum + a'a (or aa') in the lower triangle.
void lower_gram(unsigned threads, const MatrixD& a, bool of_rows, double keep, MatrixD& sum) {
  const Index n = sum.rows();
  const int k = blas_size(of_rows ? a.cols() : a.rows());
  const int lda = std::max(1, blas_size(a.rows())), ldc = std::max(1, blas_size(n));
  const auto left = of_rows ? CblasNoTrans : CblasTrans;
  const auto right = of_rows ? CblasTrans : CblasNoTrans;
  const auto from = [&](Index i) { return of_rows ? &a.coeffRef(i, 0) : &a.coeffRef(0, i); };
  if (n == 0 || k == 0) return;
  for_tasks(threads, (n + kStripe - 1) / kStripe, [&](Index stripe, Index) {
    const Index first = stripe * kStripe, width = std::min(kStripe, n - first);
    const Index below = n - first - width;
    cblas_dsyrk(CblasColMajor, CblasLower, left, static_cast<int>(width), k, 1, from(first), lda,
                keep, &sum(first, first), ldc);
    if (below > 0)
      cblas_dgemm(CblasColMajor, left, right, static_cast<int>(below), static_cast<int>(width), k,
                  1, from(first + width), lda, from(first), lda, keep, &sum(first + width, first),
                  ldc);
  });
}

}  // namespace

MatrixD gram(unsigned threads, const MatrixD& a) {
  MatrixD sum = MatrixD::Zero(a.cols(), a.cols());
  lower_gram(threads, a, false, 0, sum);
  mirror_lower(sum);
  return sum;
}

void add_row_gram(unsigned threads, const MatrixD& a, MatrixD& sum) {
  lower_gram(threads, a, true, 1, sum);
}

void mirror_lower(MatrixD& symmetric) {
  constexpr Index tile = 64;  // a whole column of transposed reads would leave the cache
  const Index n = symmetric.rows();
  for (Index c = 0; c < n; c += tile)
    for (Index r = c; r < n; r += tile) {
      const Index width = std::min(tile, n - c), height = std::min(tile, n - r);
      if (r == c) {
        for (Index j = 0; j < width; ++j)
          for (Index i = j + 1; i < height; ++i) symmetric(c + j, c + i) = symmetric(c + i, c + j);
      } else {
        symmetric.block(c, r, width, height) = symmetric.block(r, c, height, width).transpose();
      }
    }
}

Eigenpairs eigen_symmetric(MatrixD a) {
  const int n = blas_size(a.rows());
  const std::int64_t wanted = 1 + 6 * std::int64_t{n} + 2 * std::int64_t{n} * n;
  if (wanted > std::numeric_limits<int>::max())
    throw encore::Error::unsupported("x", "more than 32,000 rows and columns");
  Eigenpairs out;
  out.values.resize(n);
  if (n == 0) return out;
  const int n_work = static_cast<int>(wanted), n_i_work = 3 + 5 * n;
  std::vector<double> work(static_cast<std::size_t>(n_work));
  std::vector<int> i_work(static_cast<std::size_t>(n_i_work));
  int info = 0;
  dsyevd_("V", "L", &n, a.data(), &n, out.values.data(), work.data(), &n_work, i_work.data(),
          &n_i_work, &info);
  require_success(info, "dsyevd");
  out.vectors = std::move(a);
  return out;
}

Eigenpairs above(Eigenpairs pairs, double floor) {
  const auto* begin = pairs.values.data();
  const Index skipped = std::upper_bound(begin, begin + pairs.values.size(), floor) - begin;
  const Index kept = pairs.values.size() - skipped;
  return {pairs.values.tail(kept).reverse(), pairs.vectors.rightCols(kept).rowwise().reverse()};
}

ThinSvd thin_svd(MatrixD a) {
  const int rows = blas_size(a.rows()), cols = blas_size(a.cols()), rank = std::min(rows, cols);
  ThinSvd out{MatrixD(rows, rank), VectorD(rank), MatrixD(rank, cols)};
  if (rank == 0) return out;
  std::vector<int> i_work(8 * static_cast<std::size_t>(rank));
  std::vector<double> work(1);
  int n_work = -1, info = 0;
  const auto run = [&] {
    dgesdd_("S", &rows, &cols, a.data(), &rows, out.values.data(), out.u.data(), &rows,
            out.v_turned.data(), &rank, work.data(), &n_work, i_work.data(), &info);
    require_success(info, "dgesdd");
  };
  run();  // asks how much it needs
  n_work = static_cast<int>(work[0]);
  work.resize(static_cast<std::size_t>(n_work));
  run();
  return out;
}

MatrixD triangular_factor(MatrixD a) {
  const int rows = blas_size(a.rows()), cols = blas_size(a.cols());
  const Index rank = std::min(a.rows(), a.cols());
  if (rank == 0) return MatrixD(0, cols);
  std::vector<double> tau(static_cast<std::size_t>(rank));
  double best = 0;
  int n_work = -1, info = 0;
  dgeqrf_(&rows, &cols, a.data(), &rows, tau.data(), &best, &n_work, &info);
  n_work = static_cast<int>(best);
  std::vector<double> work(static_cast<std::size_t>(n_work));
  dgeqrf_(&rows, &cols, a.data(), &rows, tau.data(), work.data(), &n_work, &info);
  require_success(info, "dgeqrf");
  MatrixD r = a.topRows(rank).triangularView<Eigen::Upper>();
  return r;
}

}  // namespace linear
