#include "targets.hpp"

#include <algorithm>
#include <cmath>

namespace linear {
namespace {

template <class T, class S>
void copy_column(const S* source, Index stride, const SortedRows& rows, T* out) {
  const Index* order = rows.order().data();
  for (Index r = 0; r < rows.size(); ++r) out[r] = static_cast<T>(source[order[r] * stride]);
}

template <class T>
struct Statistics {
  double sum = 0, squares = 0;
  T least, most;

  bool constant() const { return least == most; }
};

// Sums in lanes, since a single one would wait for each addition.
template <class T>
Statistics<T> statistics(const T* y, Index n) {
  constexpr Index lanes = 8;
  double sum[lanes] = {}, squares[lanes] = {};
  T least[lanes], most[lanes];
  std::fill_n(least, lanes, y[0]);
  std::fill_n(most, lanes, y[0]);
  const auto add = [&](Index lane, T value) {
    const auto v = static_cast<double>(value);
    sum[lane] += v;
    squares[lane] += v * v;
    least[lane] = value < least[lane] ? value : least[lane];
    most[lane] = value > most[lane] ? value : most[lane];
  };
  Index i = 0;
  for (; i + lanes <= n; i += lanes)
    for (Index lane = 0; lane < lanes; ++lane) add(lane, y[i + lane]);
  for (; i < n; ++i) add(0, y[i]);

  Statistics<T> out{0, 0, *std::min_element(least, least + lanes),
                    *std::max_element(most, most + lanes)};
  for (Index lane = 0; lane < lanes; ++lane) {
    out.sum += sum[lane];
    out.squares += squares[lane];
  }
  return out;
}

// False for a target that has no meaningful fit. Centres and scales the others.
template <class T>
bool standardise(T* y, Index size, bool intercept, double& mean, double& scale) {
  const auto n = static_cast<double>(size);
  const auto raw = statistics(y, size);
  if (!std::isfinite(raw.sum) || raw.constant()) return false;
  mean = intercept ? raw.sum / n : 0;
  const auto shift = static_cast<T>(mean);
  for (Index i = 0; i < size; ++i) y[i] -= shift;
  // What rounding the mean left over; it matters where the mean dwarfs the variance.
  const auto centred = statistics(y, size);
  const double rest = intercept ? centred.sum / n : 0;
  scale = std::sqrt(centred.squares / n - rest * rest);
  if (!(scale > 0) || !std::isfinite(scale)) return false;
  for (Index i = 0; i < size; ++i)
    y[i] = static_cast<T>((static_cast<double>(y[i]) - rest) / scale);
  mean = intercept ? static_cast<double>(shift) + rest : 0;
  return true;
}

// Of standardised responses, so squares about the mean are squares less the mean's.
template <class T>
void fold_moments(const Matrix<T>& y, Index column, const SortedRows& rows, FoldMoments& m) {
  for (std::size_t f = 0; f < rows.folds().size(); ++f) {
    const RowRange& fold = rows.folds()[f];
    const auto part = statistics(y.col(column).data() + fold.start, fold.size);
    const auto row = static_cast<Index>(f);
    m.sum(row, column) = part.sum;
    m.squares(row, column) = part.squares;
    m.variance(row, column) =
        part.constant() ? 0 : part.squares - part.sum * part.sum / static_cast<double>(fold.size);
  }
}

}  // namespace

template <class T>
void Targets<T>::read(encore::View view, std::span<const Index> columns, const SortedRows& rows,
                      bool intercept) {
  const auto n_folds = static_cast<Index>(rows.folds().size());
  const auto count = static_cast<Index>(columns.size());
  y.resize(rows.size(), count);
  mean.assign(columns.size(), 0);
  scale.assign(columns.size(), 1);
  valid.assign(columns.size(), 0);
  for (MatrixD* part : {&moments.sum, &moments.squares, &moments.variance})
    part->setZero(n_folds, count);

  const auto& raw = view.raw();
  for (Index c = 0; c < count; ++c) {
    const auto i = static_cast<std::size_t>(c);
    const Index offset = columns[i] * raw.col_stride;
    if (raw.dtype == ENCORE_F32)
      copy_column(view.data<float>() + offset, raw.row_stride, rows, y.col(c).data());
    else copy_column(view.data<double>() + offset, raw.row_stride, rows, y.col(c).data());
    valid[i] = standardise(y.col(c).data(), rows.size(), intercept, mean[i], scale[i]) ? 1 : 0;
    if (valid[i] != 0) fold_moments(y, c, rows, moments);
    else y.col(c).setZero();
  }
}

template struct Targets<float>;
template struct Targets<double>;

}  // namespace linear
