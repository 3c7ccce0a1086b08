// The way by X'X, for fewer columns than rows.
//
// With X = U S Q' (centred by all training rows), cross-products U_r'y of each run add up: the
// training part of a fold is the total minus the run left out, corrected for the fold's own mean
// by a product of two vectors. Working with U instead of X keeps float32 sums well conditioned.
#include <algorithm>
#include <future>

#include "model.hpp"
#include "steps.hpp"
#include "threads.hpp"

namespace linear {
namespace {

template <class T>
class Primal final : public Model<T> {
 public:
  Primal(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
         const VectorD& means, const Options& options)
      : rows_(rows), means_(means), intercept_(options.intercept) {
    const unsigned threads = call.max_threads();
    MatrixD x = gather(design.x(), rows.order(), 0, design.cols());
    x.rowwise() -= means.transpose();
    floor_ = rank_tolerance(x.rows(), x.cols());
    const MatrixD whole_gram = gram(threads, x);

    const auto n_folds = static_cast<Index>(folds_count());
    this->folds_.resize(folds_count());
    bases_.resize(folds_count());
    std::promise<Whole> promise;
    const auto whole = promise.get_future().share();
    Steps steps(call, "features", n_folds + 1, 0.1);
    // All rows come first, so nobody waits for a decomposition that has not begun.
    for_tasks(threads, n_folds + 1, [&](Index task, Index) {
      if (task == 0) decompose_whole(whole_gram, promise);
      else add_fold(static_cast<std::size_t>(task - 1), x, whole_gram, whole, options.alphas);
      steps.advance();
    });
    u_ = product<double>(threads, x, to_directions_).template cast<T>();
    along_ = to_directions_.template cast<T>();
    to_directions_.resize(0, 0);
  }

  void project(const Targets<T>& targets, Projected<T>& p, Matrix<T>& z) const override {
    project_runs(u_, rows_, targets, p);
    z = p.total;
  }

  void rotate(const Targets<T>& targets, std::size_t fold, Projected<T>& p,
              Rotated<T>& out) const override {
    bases_[fold].rotate(rows_, fold, targets, p, out);
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    MatrixD part = gather(x, {}, range.start, range.size);
    if (centred) part.rowwise() -= means_.segment(range.start, range.size).transpose();
    return part.template cast<T>() * along_.middleRows(range.start, range.size);
  }

  MatrixD weights(const Matrix<T>& shrunken, unsigned threads) const override {
    return product<T>(threads, along_, shrunken).template cast<double>();
  }

 private:
  // What folds need of the decomposition of all rows.
  struct Whole {
    double largest = 0;
    MatrixD to_features;  // Q S
  };

  std::size_t folds_count() const { return rows_.folds().size(); }

  void decompose_whole(const MatrixD& whole_gram, std::promise<Whole>& promise) {
    try {
      auto own = eigen_symmetric(whole_gram);
      const double largest = own.values.size() > 0 ? own.values.maxCoeff() : 0;
      own = above(std::move(own), std::max(largest * floor_, 0.0));
      this->eigenvalues_ = own.values;
      const VectorD singular = own.values.cwiseSqrt();
      to_directions_ = own.vectors * singular.cwiseInverse().asDiagonal();
      promise.set_value({largest, own.vectors * singular.asDiagonal()});
    } catch (...) {
      promise.set_exception(std::current_exception());
      throw;
    }
  }

  // `x`: the training features, centred by all rows.
  void add_fold(std::size_t fold, const MatrixD& x, const MatrixD& whole_gram,
                const std::shared_future<Whole>& whole, const std::vector<double>& alphas) {
    const RowRange& test = rows_.folds()[fold];
    MatrixD held_out = x.middleRows(test.start, test.size);
    const auto n_train = static_cast<double>(rows_.size() - test.size);
    const VectorD sum = intercept_ ? VectorD(held_out.colwise().sum().transpose())
                                   : VectorD(VectorD::Zero(x.cols()));
    MatrixD g = whole_gram - gram(1, held_out);
    g.noalias() -= sum * (sum / n_train).transpose();
    Eigenpairs own = eigen_symmetric(std::move(g));

    const Whole& all = whole.get();
    own = above(std::move(own), all.largest * floor_);
    own.vectors *= own.values.cwiseSqrt().cwiseInverse().asDiagonal();
    MatrixD rotation(own.vectors.cols(), all.to_features.cols());
    multiply<double>(own.vectors, true, all.to_features, rotation);
    bases_[fold] = {rotation.template cast<T>(),
                    turned_product(to_directions_, sum).template cast<T>()};
    rotation.resize(0, 0);
    held_out.rowwise() += (sum / n_train).transpose();
    this->folds_[fold] = make_scorer<T>(test, rows_.size() - test.size, own.values,
                                        product<double>(1, held_out, own.vectors), alphas);
  }

  SortedRows rows_;
  VectorD means_;
  bool intercept_;
  double floor_ = 0;
  Matrix<T> u_;
  MatrixD to_directions_;  // Q / S, until the folds are made
  Matrix<T> along_;        // the same
  std::vector<RunBasis<T>> bases_;
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
