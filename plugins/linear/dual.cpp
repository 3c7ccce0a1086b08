// The way by the kernel K = XX', for more columns than rows.
//
// No matrix of columns x columns or columns x targets is formed: the kernel is summed over chunks
// of columns, each fold decomposes its own part, and new rows meet the training rows in a kernel
// of their own.
#include <algorithm>

#include "model.hpp"

namespace linear {
namespace {

constexpr Index kChunk = 512;  // columns read at once

// Calls body(start, size) for chunks of a range of columns.
template <class F>
void for_chunks(ColumnRange range, F&& body) {
  for (Index at = 0; at < range.size; at += kChunk)
    body(range.start + at, std::min(kChunk, range.size - at));
}

template <class T>
class Dual final : public Model<T> {
 public:
  Dual(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
       const VectorD& means, const Options& options)
      : design_(design), rows_(rows), means_(means), intercept_(options.intercept) {
    const Index n = rows.size();
    MatrixD kernel = MatrixD::Zero(n, n);
    for_chunks({0, design.cols()}, [&](Index start, Index size) {
      add_row_gram(training(start, size), kernel);
      call.progress(0.1 * static_cast<double>(start + size) / static_cast<double>(design.cols()),
                    "features");
    });
    mirror_lower(kernel);
    const Eigenpairs own = decompose(kernel);
    this->eigenvalues_ = own.values;
    u_ = own.vectors.template cast<T>();
    call.progress(0.3, "features");
    for (std::size_t f = 0; f < rows.folds().size(); ++f) {
      add_fold(rows.folds()[f], kernel, options.alphas);
      call.progress(0.3 + 0.7 * static_cast<double>(f + 1) /
                              static_cast<double>(rows.folds().size()), "features");
    }
  }

  void project(const Targets<T>& targets, Matrix<T>& z) override {
    z.resize(this->rank(), targets.y.cols());
    z.noalias() = u_.transpose() * targets.y;
  }

  void rotate(const Targets<T>& targets, std::size_t fold, unsigned, Rotated<T>& out) override {
    const RowRange& test = rows_.folds()[fold];
    const Basis& b = bases_[fold];
    const Index after = rows_.size() - test.end();
    out.z.setZero(b.u.cols(), targets.y.cols());
    if (test.start > 0)
      out.z.noalias() += b.u.topRows(test.start).transpose() * targets.y.topRows(test.start);
    if (after > 0)
      out.z.noalias() += b.u.bottomRows(after).transpose() * targets.y.bottomRows(after);
    out.q.resize(b.u.cols(), targets.y.cols());
    out.q.noalias() =
        b.whitened.transpose() * targets.y.middleRows(test.start, test.size);
    if (!intercept_) return;
    // u is orthogonal to constants, but the test rows are seen about the training mean.
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    const auto row = static_cast<Index>(fold);
    for (Index t = 0; t < targets.y.cols(); ++t)
      out.q.col(t) += static_cast<T>(targets.moments.sum(row, t) / n_train) * b.sums;
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    Matrix<T> kernel = Matrix<T>::Zero(x.rows(), rows_.size());
    for_chunks(range, [&](Index start, Index size) {
      MatrixD part = gather(x, {}, start, size);
      if (centred) part.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = training(start, size).template cast<T>();
      kernel.noalias() += part.template cast<T>() * known.transpose();
    });
    const auto inverse = this->eigenvalues_.cwiseInverse().template cast<T>().eval();
    return (kernel * u_) * inverse.asDiagonal();
  }

  Matrix<T> weights(const Matrix<T>& shrunken) const override {
    const auto inverse = this->eigenvalues_.cwiseInverse().template cast<T>().eval();
    const Matrix<T> by_row = u_ * (inverse.asDiagonal() * shrunken);
    Matrix<T> out(design_.cols(), shrunken.cols());
    for_chunks({0, design_.cols()}, [&](Index start, Index size) {
      out.middleRows(start, size).noalias() =
          training(start, size).template cast<T>().transpose() * by_row;
    });
    return out;
  }

 private:
  // Of the training rows of one fold.
  struct Basis {
    Matrix<T> u;         // training rows x directions
    Matrix<T> whitened;  // test rows x directions: N
    Eigen::Matrix<T, Eigen::Dynamic, 1> sums;  // of the columns of N
  };

  MatrixD training(Index start, Index size) const {
    MatrixD part = gather(design_.x(), rows_.order(), start, size);
    part.rowwise() -= means_.segment(start, size).transpose();
    return part;
  }

  Eigenpairs decompose(MatrixD kernel) const {
    Eigenpairs pairs = eigen_symmetric(std::move(kernel));
    const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
    const double floor = rank_tolerance(design_.rows(), design_.cols());
    return above(std::move(pairs), std::max(largest * floor, 0.0));
  }

  void add_fold(const RowRange& test, const MatrixD& kernel, const std::vector<double>& alphas) {
    const Index n_train = rows_.size() - test.size, after = rows_.size() - test.end();
    MatrixD inner(n_train, n_train), outer(test.size, n_train);
    for (Index c = 0; c < n_train; ++c) {
      const auto from = kernel.col(c < test.start ? c : c + test.size);
      inner.col(c).head(test.start) = from.head(test.start);
      inner.col(c).tail(after) = from.tail(after);
      outer.col(c) = from.segment(test.start, test.size);
    }
    if (intercept_) centre(inner, outer);

    const Eigenpairs own = decompose(std::move(inner));
    MatrixD whitened = outer * own.vectors;
    whitened *= own.values.cwiseInverse().asDiagonal();
    bases_.push_back({own.vectors.template cast<T>(), whitened.template cast<T>(),
                      whitened.colwise().sum().transpose().template cast<T>()});
    this->folds_.push_back(
        make_scorer<T>(test, n_train, own.values, std::move(whitened), alphas));
  }

  // Kernels of features about the mean of the training rows.
  static void centre(MatrixD& inner, MatrixD& outer) {
    const VectorD by_training = inner.colwise().mean().transpose();
    const double overall = by_training.mean();
    const VectorD by_test = outer.rowwise().mean();
    inner.rowwise() -= by_training.transpose();
    inner.colwise() -= by_training;
    inner.array() += overall;
    outer.rowwise() -= by_training.transpose();
    outer.colwise() -= by_test;
    outer.array() += overall;
  }

  encore::Design design_;  // the host keeps its numbers until the next prepare
  SortedRows rows_;
  VectorD means_;
  bool intercept_;
  Matrix<T> u_;
  std::vector<Basis> bases_;
};

}  // namespace

double rank_tolerance(Index rows, Index cols) {
  return 4 * 2.220446049250313e-16 * static_cast<double>(std::max(rows, cols));
}

template <class T>
std::unique_ptr<Model<T>> make_dual(const encore::Call& call, const encore::Design& design,
                                    const SortedRows& rows, const VectorD& means,
                                    const Options& options) {
  return std::make_unique<Dual<T>>(call, design, rows, means, options);
}
template std::unique_ptr<Model<float>> make_dual(const encore::Call&, const encore::Design&,
                                                 const SortedRows&, const VectorD&,
                                                 const Options&);
template std::unique_ptr<Model<double>> make_dual(const encore::Call&, const encore::Design&,
                                                  const SortedRows&, const VectorD&,
                                                  const Options&);

}  // namespace linear
