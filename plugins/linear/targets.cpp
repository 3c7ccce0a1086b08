#include "targets.hpp"

#include <algorithm>
#include <cmath>

#include "threads.hpp"

namespace linear {
namespace {

template <class T, class S>
void copy_column(const S* source, Index stride, const SortedRows& rows, T* out) {
  const Index* order = rows.order().data();
  for (Index r = 0; r < rows.size(); ++r) out[r] = static_cast<T>(source[order[r] * stride]);
}

// False for a target that has no meaningful fit. Centres and scales the others.
template <class T>
bool standardise(Eigen::Ref<Eigen::Array<T, Eigen::Dynamic, 1>> y, bool intercept, double& mean,
                 double& scale) {
  if (!y.allFinite() || y.minCoeff() == y.maxCoeff()) return false;
  const auto n = static_cast<double>(y.size());
  mean = intercept ? y.template cast<double>().sum() / n : 0;
  y -= static_cast<T>(mean);
  // What rounding the mean left over; it matters where the mean dwarfs the variance.
  const double rest = intercept ? y.template cast<double>().sum() / n : 0;
  scale = std::sqrt((y.template cast<double>() - rest).square().sum() / n);
  if (!(scale > 0) || !std::isfinite(scale)) return false;
  y = ((y.template cast<double>() - rest) / scale).template cast<T>();
  mean = intercept ? static_cast<double>(static_cast<T>(mean)) + rest : 0;
  return true;
}

template <class T>
void fold_moments(const Matrix<T>& y, Index column, const SortedRows& rows, FoldMoments& m) {
  for (std::size_t f = 0; f < rows.folds().size(); ++f) {
    const RowRange& fold = rows.folds()[f];
    const auto part = y.col(column).segment(fold.start, fold.size).array();
    const auto row = static_cast<Index>(f);
    const double sum = part.template cast<double>().sum();
    const double squares = part.template cast<double>().square().sum();
    const double mean = sum / static_cast<double>(fold.size);
    const bool constant = part.minCoeff() == part.maxCoeff();
    m.sum(row, column) = sum;
    m.squares(row, column) = squares;
    m.variance(row, column) =
        constant ? 0 : (part.template cast<double>() - mean).square().sum();
  }
}

}  // namespace

template <class T>
void Targets<T>::read(encore::View view, Index first, Index count, const SortedRows& rows,
                      bool intercept, unsigned threads) {
  const auto n_folds = static_cast<Index>(rows.folds().size());
  const auto n = static_cast<std::size_t>(count);
  y.resize(rows.size(), count);
  mean.assign(n, 0);
  scale.assign(n, 1);
  valid.assign(n, 0);
  for (MatrixD* part : {&moments.sum, &moments.squares, &moments.variance})
    part->setZero(n_folds, count);

  const auto& raw = view.raw();
  for_columns(threads, count, [&](Index begin, Index end) {
    for (Index c = begin; c < end; ++c) {
      const auto i = static_cast<std::size_t>(c);
      const Index offset = (first + c) * raw.col_stride;
      if (raw.dtype == ENCORE_F32)
        copy_column(view.data<float>() + offset, raw.row_stride, rows, y.col(c).data());
      else copy_column(view.data<double>() + offset, raw.row_stride, rows, y.col(c).data());
      valid[i] = standardise<T>(y.col(c).array(), intercept, mean[i], scale[i]) ? 1 : 0;
      if (valid[i] != 0) fold_moments(y, c, rows, moments);
      else y.col(c).setZero();
    }
  });
}

template struct Targets<float>;
template struct Targets<double>;

}  // namespace linear
