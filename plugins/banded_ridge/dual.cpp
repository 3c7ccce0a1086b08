// The way by kernels, for more columns than rows: one kernel of rows x rows a band, float64, summed
// with the weights of a draw. Responses are held as they are.
#include <algorithm>

#include "plugins/linear/kernel.hpp"
#include "space.hpp"

namespace banded {
namespace {

constexpr Index kChunk = 512;  // columns read at once

template <class F>
void for_chunks(ColumnRange range, F&& body) {
  for (Index at = 0; at < range.size; at += kChunk)
    body(range.start + at, std::min(kChunk, range.size - at));
}

template <class T>
class Dual final : public Space<T> {
 public:
  Dual(const encore::Call& call, const SpaceInput& in)
      : design_(in.design), rows_(in.rows), means_(in.means), alphas_(in.alphas),
        intercept_(in.intercept) {
    for (std::uint32_t b = 0; b < design_.bands(); ++b) {
      MatrixD kernel = MatrixD::Zero(rows_.size(), rows_.size());
      for_chunks(band_range(design_, b), [&](Index start, Index size) {
        linear::add_row_gram(training(start, size), kernel);
        call.progress(static_cast<double>(start + size) / static_cast<double>(design_.cols()),
                      "features");
      });
      linear::mirror_lower(kernel);
      kernels_.push_back(std::move(kernel));
    }
  }

  Index part_rows(std::size_t fold) const override { return rows_.folds()[fold].size; }
  Index total_rows() const override { return 0; }
  Index coordinates() const override { return rows_.size(); }

  void add(const linear::Targets<T>& targets, Index first, Block<T>& block) const override {
    for (std::size_t f = 0; f < block.parts.size(); ++f) {
      const RowRange& fold = rows_.folds()[f];
      block.parts[f].middleCols(first, targets.y.cols()) =
          targets.y.middleRows(fold.start, fold.size);
    }
  }

  FoldScorer<T> open_fold(const VectorD& gamma, std::size_t fold) override {
    fold_ = fold;
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
    vectors_ = own.vectors.template cast<T>();
    whitened_ = whitened.template cast<T>();
    whitened_sums_ = whitened.colwise().sum().transpose().template cast<T>();
    return linear::make_scorer<T>(test, n_train, own.values, std::move(whitened), alphas_);
  }

  void rotate(const Block<T>& block, Index first, Index count, unsigned, Rotated<T>& out) override {
    out.z.setZero(vectors_.cols(), count);
    Index at = 0;
    for (std::size_t f = 0; f < block.parts.size(); ++f) {
      if (f == fold_) continue;
      const Index size = rows_.folds()[f].size;
      out.z.noalias() +=
          vectors_.middleRows(at, size).transpose() * block.parts[f].middleCols(first, count);
      at += size;
    }
    out.q.resize(vectors_.cols(), count);
    out.q.noalias() = whitened_.transpose() * block.parts[fold_].middleCols(first, count);
    if (!intercept_) return;
    const auto n_train = static_cast<double>(rows_.size() - rows_.folds()[fold_].size);
    for (Index t = 0; t < count; ++t)
      out.q.col(t) +=
          static_cast<T>(block.moments.sum(static_cast<Index>(fold_), first + t) / n_train) *
          whitened_sums_;
  }

  void open_all(const VectorD& gamma) override {
    MatrixD kernel = MatrixD::Zero(rows_.size(), rows_.size());
    for (std::size_t b = 0; b < kernels_.size(); ++b)
      kernel += gamma(static_cast<Index>(b)) * kernels_[b];
    const auto own = decompose(std::move(kernel));
    values_ = own.values;
    vectors_ = own.vectors.template cast<T>();
  }

  Matrix<T> coefficients(const Block<T>& block, const std::vector<Index>& columns,
                         const std::vector<double>& alphas) override {
    Matrix<T> z = Matrix<T>::Zero(vectors_.cols(), static_cast<Index>(columns.size()));
    for (std::size_t f = 0; f < block.parts.size(); ++f) {
      const RowRange& fold = rows_.folds()[f];
      const Matrix<T> responses = block.parts[f](Eigen::all, columns);
      z.noalias() += vectors_.middleRows(fold.start, fold.size).transpose() * responses;
    }
    for (Index t = 0; t < z.cols(); ++t)
      z.col(t).array() *=
          (values_.array() + alphas[static_cast<std::size_t>(t)]).inverse().template cast<T>();
    return vectors_ * z;
  }

  Matrix<T> along(encore::View x, ColumnRange range, bool centred) const override {
    Matrix<T> kernel = Matrix<T>::Zero(x.rows(), rows_.size());
    for_chunks(range, [&](Index start, Index size) {
      MatrixD part = linear::gather(x, {}, start, size);
      if (centred) part.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = training(start, size).template cast<T>();
      kernel.noalias() += part.template cast<T>() * known.transpose();
    });
    return kernel;
  }

  Matrix<T> weights(ColumnRange range, const Matrix<T>& g) const override {
    Matrix<T> out(range.size, g.cols());
    for_chunks(range, [&](Index start, Index size) {
      out.middleRows(start - range.start, size).noalias() =
          training(start, size).template cast<T>().transpose() * g;
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

  std::size_t fold_ = 0;
  VectorD values_;
  Matrix<T> vectors_, whitened_;
  Eigen::Matrix<T, Eigen::Dynamic, 1> whitened_sums_;
};

}  // namespace

template <class T>
std::unique_ptr<Space<T>> make_dual(const encore::Call& call, const SpaceInput& input) {
  return std::make_unique<Dual<T>>(call, input);
}
template std::unique_ptr<Space<float>> make_dual(const encore::Call&, const SpaceInput&);
template std::unique_ptr<Space<double>> make_dual(const encore::Call&, const SpaceInput&);

}  // namespace banded
