// The way by kernels, for more columns than rows: one kernel of rows x rows a band, float64, summed
// with the weights of a draw. Responses are held as they are.
#include <algorithm>

#include "plugins/linear/kernel.hpp"
#include "space.hpp"

namespace banded {
namespace {

constexpr Index kColumns = 512;  // of the features, read at once

template <class F>
void for_parts(ColumnRange range, F&& body) {
  for (Index at = 0; at < range.size; at += kColumns)
    body(range.start + at, std::min(kColumns, range.size - at));
}

template <class T>
class DualFold final : public OpenFold<T> {
 public:
  // `whitened`: of the test rows.
  DualFold(FoldScorer<T> scorer, const SortedRows& rows, std::size_t fold, bool intercept,
           const MatrixD& vectors, const MatrixD& whitened)
      : OpenFold<T>(std::move(scorer)), rows_(rows), fold_(fold), intercept_(intercept),
        vectors_(vectors.template cast<T>()), whitened_(whitened.template cast<T>()),
        whitened_sums_(whitened.colwise().sum().transpose().template cast<T>()) {}

  void rotate(Responses<T>& r, Rotated<T>& out) const override {
    const auto& y = r.targets.y;
    const RowRange& test = rows_.folds()[fold_];
    const Index after = rows_.size() - test.end();
    out.z.setZero(vectors_.cols(), y.cols());
    if (test.start > 0)
      out.z.noalias() += vectors_.topRows(test.start).transpose() * y.topRows(test.start);
    if (after > 0) out.z.noalias() += vectors_.bottomRows(after).transpose() * y.bottomRows(after);
    out.q.resize(vectors_.cols(), y.cols());
    linear::multiply<T>(whitened_, true, y.middleRows(test.start, test.size), out.q);
    if (!intercept_) return;
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    for (Index t = 0; t < y.cols(); ++t) {
      const double sum = r.targets.moments.sum(static_cast<Index>(fold_), t);
      out.q.col(t) += static_cast<T>(sum / n_train) * whitened_sums_;
    }
  }

 private:
  const SortedRows& rows_;
  std::size_t fold_;
  bool intercept_;
  Matrix<T> vectors_, whitened_;
  Eigen::Matrix<T, Eigen::Dynamic, 1> whitened_sums_;
};

template <class T>
class DualWhole final : public Whole<T> {
 public:
  explicit DualWhole(const linear::Eigenpairs& own)
      : values_(own.values), vectors_(own.vectors.template cast<T>()) {}

  Matrix<T> coefficients(const Responses<T>& r, const std::vector<double>& alphas) const override {
    Matrix<T> z = vectors_.transpose() * r.targets.y;
    for (Index t = 0; t < z.cols(); ++t)
      z.col(t).array() *=
          (values_.array() + alphas[static_cast<std::size_t>(t)]).inverse().template cast<T>();
    return vectors_ * z;
  }

 private:
  VectorD values_;
  Matrix<T> vectors_;
};

template <class T>
class Dual final : public Space<T> {
 public:
  Dual(const encore::Call& call, const SpaceInput& in)
      : design_(in.design), rows_(in.rows), means_(in.means), alphas_(in.alphas),
        intercept_(in.intercept) {
    for (std::uint32_t b = 0; b < design_.bands(); ++b) {
      MatrixD kernel = MatrixD::Zero(rows_.size(), rows_.size());
      for_parts(band_range(design_, b), [&](Index start, Index size) {
        linear::add_row_gram(call.max_threads(), training(start, size), kernel);
        call.progress(static_cast<double>(start + size) / static_cast<double>(design_.cols()),
                      "features");
      });
      linear::mirror_lower(kernel);
      kernels_.push_back(std::move(kernel));
    }
  }

  Index coordinates() const override { return rows_.size(); }
  void project(Responses<T>&) const override {}

  std::unique_ptr<const OpenFold<T>> open_fold(const VectorD& gamma,
                                               std::size_t fold) const override {
    const RowRange& test = rows_.folds()[fold];
    const Index n_train = rows_.size() - test.size, after = rows_.size() - test.end();
    MatrixD inner = MatrixD::Zero(n_train, n_train), outer = MatrixD::Zero(test.size, n_train);
    for (std::size_t b = 0; b < kernels_.size(); ++b) {
      const double weight = gamma(static_cast<Index>(b));
      if (!(weight > 0)) continue;
      for (Index c = 0; c < n_train; ++c) {
        const auto from = kernels_[b].col(c < test.start ? c : c + test.size);
        inner.col(c).head(test.start) += weight * from.head(test.start);
        inner.col(c).tail(after) += weight * from.tail(after);
        outer.col(c) += weight * from.segment(test.start, test.size);
      }
    }
    if (intercept_) linear::centre(inner, outer);
    const auto own = decompose(std::move(inner));
    MatrixD whitened = outer * own.vectors * own.values.cwiseInverse().asDiagonal();
    auto scorer = linear::make_scorer<T>(test, n_train, own.values, whitened, alphas_);
    return std::make_unique<DualFold<T>>(std::move(scorer), rows_, fold, intercept_, own.vectors,
                                         whitened);
  }

  std::unique_ptr<const Whole<T>> open_all(const VectorD& gamma) const override {
    MatrixD kernel = MatrixD::Zero(rows_.size(), rows_.size());
    for (std::size_t b = 0; b < kernels_.size(); ++b)
      kernel += gamma(static_cast<Index>(b)) * kernels_[b];
    return std::make_unique<DualWhole<T>>(decompose(std::move(kernel)));
  }

  Matrix<T> along(encore::View x, ColumnRange range, bool centred) const override {
    Matrix<T> kernel = Matrix<T>::Zero(x.rows(), rows_.size());
    for_parts(range, [&](Index start, Index size) {
      MatrixD part = linear::gather(x, {}, start, size);
      if (centred) part.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = training(start, size).template cast<T>();
      kernel.noalias() += part.template cast<T>() * known.transpose();
    });
    return kernel;
  }

  Matrix<T> weights(ColumnRange range, const Matrix<T>& g, unsigned threads) const override {
    Matrix<T> out(range.size, g.cols());
    for_parts(range, [&](Index start, Index size) {
      const Matrix<T> known = training(start, size).template cast<T>();
      linear::multiply_wide<T>(threads, known, true, g,
                               out.middleRows(start - range.start, size));
    });
    return out;
  }

 private:
  MatrixD training(Index start, Index size) const {
    MatrixD part = linear::gather(design_.x(), rows_.order(), start, size);
    part.rowwise() -= means_.segment(start, size).transpose();
    return part;
  }

  linear::Eigenpairs decompose(MatrixD kernel) const {
    auto pairs = linear::eigen_symmetric(std::move(kernel));
    const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
    return linear::above(std::move(pairs),
                         negligible(largest, design_.rows(), design_.cols(), alphas_));
  }

  encore::Design design_;
  SortedRows rows_;
  VectorD means_;
  std::vector<double> alphas_;
  bool intercept_;
  std::vector<MatrixD> kernels_;
};

}  // namespace

template <class T>
std::unique_ptr<Space<T>> make_dual(const encore::Call& call, const SpaceInput& input) {
  return std::make_unique<Dual<T>>(call, input);
}
template std::unique_ptr<Space<float>> make_dual(const encore::Call&, const SpaceInput&);
template std::unique_ptr<Space<double>> make_dual(const encore::Call&, const SpaceInput&);

}  // namespace banded
