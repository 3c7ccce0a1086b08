// The way by X'X, for fewer columns than rows. Responses are seen as U_r'y of each run, where
// X = U S Q', so that float32 sums stay well conditioned (plugins/linear/primal.cpp).
#include <algorithm>
#include <cmath>

#include "plugins/linear/threads.hpp"
#include "space.hpp"

namespace banded {
namespace {

using linear::Vector;

template <class T>
class PrimalFold final : public OpenFold<T> {
 public:
  PrimalFold(FoldScorer<T> scorer, const SortedRows& rows, std::size_t fold,
             linear::RunBasis<T> basis)
      : OpenFold<T>(std::move(scorer)), rows_(rows), fold_(fold), basis_(std::move(basis)) {}

  void rotate(Responses<T>& r, Rotated<T>& out) const override {
    basis_.rotate(rows_, fold_, r.targets, r.projected, out);
  }

 private:
  const SortedRows& rows_;
  std::size_t fold_;
  linear::RunBasis<T> basis_;
};

template <class T>
class PrimalWhole final : public Whole<T> {
 public:
  PrimalWhole(VectorD values, Matrix<T> rotation)
      : values_(std::move(values)), rotation_(std::move(rotation)) {}

  Matrix<T> coefficients(const Responses<T>& r, const std::vector<double>& alphas) const override {
    Matrix<T> z = rotation_ * r.projected.total;
    for (Index t = 0; t < z.cols(); ++t)
      z.col(t).array() *=
          (values_.array() + alphas[static_cast<std::size_t>(t)]).inverse().template cast<T>();
    return rotation_.transpose() * z;
  }

 private:
  VectorD values_;
  Matrix<T> rotation_;
};

template <class T>
class Primal final : public Space<T> {
 public:
  Primal(const encore::Call& call, const SpaceInput& in)
      : design_(in.design),
        rows_(in.rows),
        means_(in.means),
        alphas_(in.alphas),
        intercept_(in.intercept) {
    const unsigned threads = call.max_threads();
    x_ = linear::gather(design_.x(), rows_.order(), 0, design_.cols());
    x_.rowwise() -= means_.transpose();
    gram_ = linear::gram(threads, x_);
    const double floor = linear::rank_tolerance(x_.rows(), x_.cols());
    auto own = linear::eigen_symmetric(gram_);
    const double largest = own.values.size() > 0 ? own.values.maxCoeff() : 0;
    own = linear::above(std::move(own), std::max(largest * floor, 0.0));
    const VectorD singular = own.values.cwiseSqrt();
    const MatrixD to_directions = own.vectors * singular.cwiseInverse().asDiagonal();
    u_ = linear::product<double>(threads, x_, to_directions).template cast<T>();
    to_features_ = own.vectors * singular.asDiagonal();
    call.progress(0.5, "features");
    for (const RowRange& fold : rows_.folds()) add_fold(threads, fold);
  }

  Index coordinates() const override { return u_.cols(); }

  void project(Responses<T>& r) const override {
    linear::project_runs(u_, rows_, r.targets, r.projected);
  }

  std::unique_ptr<const OpenFold<T>> open_fold(const VectorD& gamma,
                                               std::size_t fold) const override {
    const RowRange& test = rows_.folds()[fold];
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    const VectorD& sum = sums_[fold];
    const Weighted w = weigh(gamma);
    MatrixD g = reduced(gram_, w) - reduced(fold_grams_[fold], w);
    const VectorD active_sum = w.root.cwiseProduct(sum(w.columns));
    g.noalias() -= active_sum * (active_sum / n_train).transpose();
    const auto own = decompose(std::move(g));

    MatrixD held_out(test.size, w.columns.size());
    for (Index c = 0; c < held_out.cols(); ++c)
      held_out.col(c) =
          x_.col(w.columns(c)).segment(test.start, test.size).array() + sum(w.columns(c)) / n_train;
    const MatrixD scaled = scaled_directions(own, w);
    auto scorer = linear::make_scorer<T>(test, rows_.size() - test.size, own.values,
                                         linear::product<double>(1, held_out, scaled), alphas_);
    return std::make_unique<PrimalFold<T>>(std::move(scorer), rows_, fold,
                                           linear::RunBasis<T>{rotation(scaled, w), u_sums_[fold]});
  }

  std::unique_ptr<const Whole<T>> open_all(const VectorD& gamma) const override {
    const Weighted w = weigh(gamma);
    const auto own = decompose(reduced(gram_, w));
    return std::make_unique<PrimalWhole<T>>(own.values, rotation(scaled_directions(own, w), w));
  }

  Matrix<T> along(encore::View x, ColumnRange range, bool centred) const override {
    MatrixD part = linear::gather(x, {}, range.start, range.size);
    if (centred) part.rowwise() -= means_.segment(range.start, range.size).transpose();
    return (part * to_features_.middleRows(range.start, range.size)).template cast<T>();
  }

  Matrix<T> weights(ColumnRange range, const Matrix<T>& g, unsigned threads) const override {
    const Matrix<T> band = to_features_.middleRows(range.start, range.size).template cast<T>();
    return linear::product<T>(threads, band, g);
  }

 private:
  // The columns whose band has weight, and √γ of each.
  struct Weighted {
    Eigen::Matrix<Index, Eigen::Dynamic, 1> columns;
    VectorD root;
  };

  void add_fold(unsigned threads, const RowRange& fold) {
    const MatrixD held_out = x_.middleRows(fold.start, fold.size);
    fold_grams_.push_back(linear::gram(threads, held_out));
    const MatrixD u = u_.middleRows(fold.start, fold.size).template cast<double>();
    sums_.push_back(VectorD::Zero(x_.cols()));
    u_sums_.push_back(Vector<T>::Zero(u_.cols()));
    if (!intercept_) return;
    sums_.back() = held_out.colwise().sum().transpose();
    u_sums_.back() = u.colwise().sum().transpose().template cast<T>();
  }

  Weighted weigh(const VectorD& gamma) const {
    std::vector<Index> columns;
    std::vector<double> root;
    for (std::uint32_t b = 0; b < design_.bands(); ++b)
      for (Index c = design_.band_start(b); gamma(b) > 0 && c < design_.band_start(b + 1); ++c) {
        columns.push_back(c);
        root.push_back(std::sqrt(gamma(b)));
      }
    const auto n = static_cast<Index>(columns.size());
    return {Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 1>>(columns.data(), n),
            Eigen::Map<const VectorD>(root.data(), n)};
  }

  static MatrixD reduced(const MatrixD& gram, const Weighted& w) {
    return w.root.asDiagonal() * gram(w.columns, w.columns) * w.root.asDiagonal();
  }

  // Directions over the columns with weight, scaled to unit training variance.
  static MatrixD scaled_directions(const linear::Eigenpairs& own, const Weighted& w) {
    return w.root.asDiagonal() * own.vectors * own.values.cwiseSqrt().cwiseInverse().asDiagonal();
  }

  // From U'y to responses along those directions.
  Matrix<T> rotation(const MatrixD& scaled, const Weighted& w) const {
    const MatrixD features = to_features_(w.columns, Eigen::all);
    MatrixD out(scaled.cols(), features.cols());
    linear::multiply<double>(scaled, true, features, out);
    return out.template cast<T>();
  }

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
  MatrixD to_features_;            // Q S
  std::vector<Vector<T>> u_sums_;  // of U over each fold's rows
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
