// The way by X'X, for fewer columns than rows. Responses are held as U_r'y of each run, where
// X = U S Q', so that float32 sums stay well conditioned (plugins/linear/primal.cpp).
#include <algorithm>
#include <cmath>

#include "plugins/linear/threads.hpp"
#include "space.hpp"

namespace banded {
namespace {

template <class T>
class Primal final : public Space<T> {
 public:
  Primal(const encore::Call& call, const SpaceInput& in)
      : design_(in.design), rows_(in.rows), means_(in.means), alphas_(in.alphas),
        intercept_(in.intercept) {
    x_ = linear::gather(design_.x(), rows_.order(), 0, design_.cols());
    x_.rowwise() -= means_.transpose();
    gram_ = linear::gram(x_);
    const double floor = linear::rank_tolerance(x_.rows(), x_.cols());
    auto own = linear::eigen_symmetric(gram_);
    const double largest = own.values.size() > 0 ? own.values.maxCoeff() : 0;
    own = linear::above(std::move(own), std::max(largest * floor, 0.0));
    const VectorD singular = own.values.cwiseSqrt();
    u_ = (x_ * (own.vectors * singular.cwiseInverse().asDiagonal())).template cast<T>();
    to_features_ = own.vectors * singular.asDiagonal();
    call.progress(0.5, "features");
    for (const RowRange& fold : rows_.folds()) add_fold(fold);
  }

  Index part_rows(std::size_t) const override { return u_.cols(); }
  Index total_rows() const override { return u_.cols(); }
  Index coordinates() const override { return u_.cols(); }

  void add(const linear::Targets<T>& targets, Index first, Block<T>& block) const override {
    const Index count = targets.y.cols();
    auto total = block.total.middleCols(first, count);
    total.setZero();
    for (std::size_t f = 0; f < block.parts.size(); ++f) {
      const RowRange& fold = rows_.folds()[f];
      auto part = block.parts[f].middleCols(first, count);
      part.noalias() = u_.middleRows(fold.start, fold.size).transpose() *
                       targets.y.middleRows(fold.start, fold.size);
      total += part;
    }
  }

  FoldScorer<T> open_fold(const VectorD& gamma, std::size_t fold) override {
    fold_ = fold;
    const RowRange& test = rows_.folds()[fold];
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    const VectorD& sum = sums_[fold];
    weigh(gamma);
    MatrixD g = reduced(gram_) - reduced(fold_grams_[fold]);
    const VectorD active_sum = reduced(sum);
    g.noalias() -= active_sum * (active_sum / n_train).transpose();
    const auto own = decompose(std::move(g));

    MatrixD held_out(test.size, active_.size());
    for (Index c = 0; c < held_out.cols(); ++c)
      held_out.col(c) = x_.col(active_(c)).segment(test.start, test.size).array() +
                        sum(active_(c)) / n_train;
    const VectorD inverse = own.values.cwiseSqrt().cwiseInverse();
    const MatrixD scaled = root_.asDiagonal() * own.vectors * inverse.asDiagonal();
    rotation_ = (scaled.transpose() * to_features_(active_, Eigen::all)).template cast<T>();
    return linear::make_scorer<T>(test, rows_.size() - test.size, own.values, held_out * scaled,
                                  alphas_);
  }

  // The training part is the total minus the run left out; means come down to one product of sums.
  void rotate(const Block<T>& block, Index first, Index count, unsigned threads,
              Rotated<T>& out) override {
    const auto n_test = static_cast<double>(rows_.folds()[fold_].size);
    const auto n_train = static_cast<double>(rows_.size()) - n_test;
    const T train_factor = intercept_ ? static_cast<T>(1 / n_train) : T{0};
    const T test_factor =
        intercept_ ? static_cast<T>(2 / n_train + n_test / (n_train * n_train)) : T{0};
    train_.resize(u_.cols(), count);
    test_.resize(u_.cols(), count);
    linear::for_columns(threads, count, [&](Index begin, Index end) {
      for (Index t = begin; t < end; ++t) {
        const auto sum =
            static_cast<T>(block.moments.sum(static_cast<Index>(fold_), first + t));
        const auto part = block.parts[fold_].col(first + t);
        train_.col(t) = block.total.col(first + t) - part - (train_factor * sum) * u_sums_[fold_];
        test_.col(t) = part + (test_factor * sum) * u_sums_[fold_];
      }
    });
    out.z.resize(rotation_.rows(), count);
    out.q.resize(rotation_.rows(), count);
    linear::multiply<T>(rotation_, false, train_, out.z);
    linear::multiply<T>(rotation_, false, test_, out.q);
  }

  void open_all(const VectorD& gamma) override {
    weigh(gamma);
    const auto own = decompose(reduced(gram_));
    values_ = own.values;
    const VectorD inverse = own.values.cwiseSqrt().cwiseInverse();
    const MatrixD scaled = root_.asDiagonal() * own.vectors * inverse.asDiagonal();
    rotation_ = (scaled.transpose() * to_features_(active_, Eigen::all)).template cast<T>();
  }

  Matrix<T> coefficients(const Block<T>& block, const std::vector<Index>& columns,
                         const std::vector<double>& alphas) override {
    const Matrix<T> responses = block.total(Eigen::all, columns);
    Matrix<T> z = rotation_ * responses;
    for (Index t = 0; t < z.cols(); ++t)
      z.col(t).array() *=
          (values_.array() + alphas[static_cast<std::size_t>(t)]).inverse().template cast<T>();
    return rotation_.transpose() * z;
  }

  Matrix<T> along(encore::View x, ColumnRange range, bool centred) const override {
    MatrixD part = linear::gather(x, {}, range.start, range.size);
    if (centred) part.rowwise() -= means_.segment(range.start, range.size).transpose();
    return (part * to_features_.middleRows(range.start, range.size)).template cast<T>();
  }

  Matrix<T> weights(ColumnRange range, const Matrix<T>& g) const override {
    return to_features_.middleRows(range.start, range.size).template cast<T>() * g;
  }

 private:
  void add_fold(const RowRange& fold) {
    const MatrixD held_out = x_.middleRows(fold.start, fold.size);
    fold_grams_.push_back(linear::gram(held_out));
    sums_.push_back(intercept_ ? VectorD(held_out.colwise().sum().transpose())
                               : VectorD(VectorD::Zero(x_.cols())));
    u_sums_.push_back(u_.middleRows(fold.start, fold.size).template cast<double>().colwise().sum()
                          .transpose().template cast<T>());
  }

  // The columns whose band has weight, and √γ of each.
  void weigh(const VectorD& gamma) {
    std::vector<Index> active;
    std::vector<double> root;
    for (std::uint32_t b = 0; b < design_.bands(); ++b)
      for (Index c = design_.band_start(b); gamma(b) > 0 && c < design_.band_start(b + 1); ++c) {
        active.push_back(c);
        root.push_back(std::sqrt(gamma(b)));
      }
    active_ = Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(
        active.data(), static_cast<Index>(active.size()));
    root_ = Eigen::Map<const VectorD>(root.data(), static_cast<Index>(root.size()));
  }

  MatrixD reduced(const MatrixD& gram) const {
    return root_.asDiagonal() * gram(active_, active_) * root_.asDiagonal();
  }
  VectorD reduced(const VectorD& sum) const { return root_.cwiseProduct(sum(active_)); }

  linear::Eigenpairs decompose(MatrixD gram) const {
    auto pairs = linear::eigen_symmetric(std::move(gram));
    const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
    return linear::above(std::move(pairs), negligible(largest, x_.rows(), x_.cols(), alphas_));
  }

  encore::Design design_;
  SortedRows rows_;
  VectorD means_;
  std::vector<double> alphas_;
  bool intercept_;
  MatrixD x_, gram_;
  std::vector<MatrixD> fold_grams_;
  std::vector<VectorD> sums_;  // of the columns over each fold's rows
  Matrix<T> u_;
  MatrixD to_features_;        // Q S
  std::vector<Eigen::Matrix<T, Eigen::Dynamic, 1>> u_sums_;

  std::size_t fold_ = 0;
  Eigen::Matrix<Index, Eigen::Dynamic, 1> active_;
  VectorD root_, values_;
  Matrix<T> rotation_, train_, test_;
};

}  // namespace

double negligible(double largest, Index rows, Index cols, const std::vector<double>& alphas) {
  return std::max(largest * linear::rank_tolerance(rows, cols), alphas.front() * 1e-9);
}

template <class T>
std::unique_ptr<Space<T>> make_primal(const encore::Call& call, const SpaceInput& input) {
  return std::make_unique<Primal<T>>(call, input);
}
template std::unique_ptr<Space<float>> make_primal(const encore::Call&, const SpaceInput&);
template std::unique_ptr<Space<double>> make_primal(const encore::Call&, const SpaceInput&);

}  // namespace banded
