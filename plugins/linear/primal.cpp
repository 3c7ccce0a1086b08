// The way by X'X, for fewer columns than rows.
//
// With X = U S Q' (centred by all training rows), cross-products U_r'y of each run add up: the
// training part of a fold is the total minus the run left out, corrected for the fold's own mean
// by a product of two vectors. Working with U instead of X keeps float32 sums well conditioned.
#include <algorithm>

#include "model.hpp"
#include "threads.hpp"

namespace linear {
namespace {

template <class T>
class Primal final : public Model<T> {
 public:
  Primal(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
         const VectorD& means, const Options& options)
      : rows_(rows), means_(means), intercept_(options.intercept) {
    MatrixD x = gather(design.x(), rows.order(), 0, design.cols());
    x.rowwise() -= means.transpose();
    floor_ = rank_tolerance(x.rows(), x.cols());
    auto [values, q] = eigen_symmetric(gram(x));
    const double largest = values.size() > 0 ? values.maxCoeff() : 0;
    auto kept = above({std::move(values), std::move(q)}, std::max(largest * floor_, 0.0));
    this->eigenvalues_ = std::move(kept.values);
    const VectorD inverse = this->eigenvalues_.cwiseSqrt().cwiseInverse();
    to_directions_ = (kept.vectors * inverse.asDiagonal()).template cast<T>();
    call.progress(0.15, "features");

    x = x * kept.vectors;
    u_ = (x * inverse.asDiagonal()).template cast<T>();
    for (std::size_t f = 0; f < rows.folds().size(); ++f) {
      add_fold(rows.folds()[f], x, options.alphas);
      call.progress(0.15 + 0.85 * static_cast<double>(f + 1) /
                               static_cast<double>(rows.folds().size()), "features");
    }
  }

  void project(const Targets<T>& targets, Matrix<T>& z) override {
    const Index width = targets.y.cols();
    parts_.resize(folds_count());
    z.setZero(this->rank(), width);
    for (std::size_t f = 0; f < parts_.size(); ++f) {
      const RowRange& fold = rows_.folds()[f];
      parts_[f].resize(this->rank(), width);
      multiply<T>(u_.middleRows(fold.start, fold.size), true,
                  targets.y.middleRows(fold.start, fold.size), parts_[f]);
      z += parts_[f];
    }
    total_ = z;
  }

  void rotate(const Targets<T>& targets, std::size_t fold, unsigned threads,
              Rotated<T>& out) override {
    const RowRange& test = rows_.folds()[fold];
    const auto n_test = static_cast<double>(test.size);
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    // Sums over the training rows are the negative of those over the test rows, so that the means
    // of both sides come down to one product of sums.
    const T train_factor = intercept_ ? static_cast<T>(1 / n_train) : T{0};
    const T test_factor = intercept_ ? static_cast<T>(2 / n_train + n_test / (n_train * n_train))
                                     : T{0};
    const Index width = targets.y.cols();
    train_.resize(this->rank(), width);
    test_.resize(this->rank(), width);
    for_columns(threads, width, [&](Index begin, Index end) {
      for (Index t = begin; t < end; ++t) {
        const auto sum =
            static_cast<T>(targets.moments.sum(static_cast<Index>(fold), t));
        const auto part = parts_[fold].col(t);
        train_.col(t) = total_.col(t) - part - (train_factor * sum) * sums_[fold];
        test_.col(t) = part + (test_factor * sum) * sums_[fold];
      }
    });
    const Matrix<T>& w = rotations_[fold];
    out.z.resize(w.rows(), width);
    out.q.resize(w.rows(), width);
    multiply<T>(w, false, train_, out.z);
    multiply<T>(w, false, test_, out.q);
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    MatrixD part = gather(x, {}, range.start, range.size);
    if (centred) part.rowwise() -= means_.segment(range.start, range.size).transpose();
    return part.template cast<T>() * to_directions_.middleRows(range.start, range.size);
  }

  MatrixD weights(const Matrix<T>& shrunken) const override {
    return Matrix<T>(to_directions_ * shrunken).template cast<double>();
  }

 private:
  std::size_t folds_count() const { return rows_.folds().size(); }

  // `x`: the training features along their own directions, centred by all rows.
  void add_fold(const RowRange& test, const MatrixD& x, const std::vector<double>& alphas) {
    MatrixD held_out = x.middleRows(test.start, test.size);
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    const VectorD sum = intercept_ ? VectorD(held_out.colwise().sum().transpose())
                                   : VectorD(VectorD::Zero(this->rank()));
    MatrixD g = -gram(held_out);
    g.diagonal() += this->eigenvalues_;
    g.noalias() -= sum * (sum / n_train).transpose();
    const double largest = this->rank() > 0 ? this->eigenvalues_.maxCoeff() : 0;
    const Eigenpairs own = above(eigen_symmetric(std::move(g)), largest * floor_);

    const VectorD inverse = own.values.cwiseSqrt().cwiseInverse();
    const VectorD singular = this->eigenvalues_.cwiseSqrt();
    held_out.rowwise() += (sum / n_train).transpose();
    MatrixD whitened = held_out * own.vectors;
    whitened *= inverse.asDiagonal();
    rotations_.push_back((inverse.asDiagonal() * own.vectors.transpose() * singular.asDiagonal())
                             .template cast<T>());
    sums_.push_back(sum.cwiseQuotient(singular).template cast<T>());
    this->folds_.push_back(make_scorer<T>(test, rows_.size() - test.size, own.values,
                                          std::move(whitened), alphas));
  }

  SortedRows rows_;
  VectorD means_;
  bool intercept_;
  double floor_ = 0;
  Matrix<T> u_;
  Matrix<T> to_directions_;           // Q / S
  std::vector<Matrix<T>> rotations_;  // of each fold, applied to U'y
  std::vector<Eigen::Matrix<T, Eigen::Dynamic, 1>> sums_;  // of U over each fold's test rows

  std::vector<Matrix<T>> parts_;  // U_r'y of each run
  Matrix<T> total_, train_, test_;
};

}  // namespace

template <class T>
std::unique_ptr<Model<T>> make_primal(const encore::Call& call, const encore::Design& design,
                                      const SortedRows& rows, const VectorD& means,
                                      const Options& options) {
  return std::make_unique<Primal<T>>(call, design, rows, means, options);
}
template std::unique_ptr<Model<float>> make_primal(const encore::Call&, const encore::Design&,
                                                   const SortedRows&, const VectorD&,
                                                   const Options&);
template std::unique_ptr<Model<double>> make_primal(const encore::Call&, const encore::Design&,
                                                    const SortedRows&, const VectorD&,
                                                    const Options&);

}  // namespace linear
