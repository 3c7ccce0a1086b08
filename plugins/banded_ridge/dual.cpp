// The way by kernels, for more columns than rows: one kernel of rows x rows a band, float64, summed
// with the weights of a draw. Responses are held as they are.
#include "plugins/linear/kernel.hpp"
#include "plugins/linear/training.hpp"
#include "space.hpp"

namespace banded {
namespace {

template <class T>
class DualFold final : public OpenFold<T> {
 public:
  DualFold(FoldScorer<T> scorer, const SortedRows& rows, std::size_t fold,
           linear::RowBasis<T> basis)
      : OpenFold<T>(std::move(scorer)), rows_(rows), fold_(fold), basis_(std::move(basis)) {}

  void rotate(Responses<T>& r, Rotated<T>& out) const override {
    basis_.rotate(rows_, fold_, r.targets, out);
  }

 private:
  const SortedRows& rows_;
  std::size_t fold_;
  linear::RowBasis<T> basis_;
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
      : rows_(in.rows),
        alphas_(in.alphas),
        intercept_(in.intercept),
        columns_(in.design.cols()),
        training_(in.design, rows_, in.means) {
    const auto done = [&](Index columns) {
      call.progress(static_cast<double>(columns) / static_cast<double>(columns_), "features");
    };
    for (std::uint32_t b = 0; b < in.design.bands(); ++b)
      kernels_.push_back(training_.kernel(call.max_threads(), band_range(in.design, b), done));
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
    return std::make_unique<DualFold<T>>(std::move(scorer), rows_, fold,
                                         linear::RowBasis<T>(own.vectors, whitened, intercept_));
  }

  std::unique_ptr<const Whole<T>> open_all(const VectorD& gamma) const override {
    MatrixD kernel = MatrixD::Zero(rows_.size(), rows_.size());
    for (std::size_t b = 0; b < kernels_.size(); ++b)
      kernel += gamma(static_cast<Index>(b)) * kernels_[b];
    return std::make_unique<DualWhole<T>>(decompose(std::move(kernel)));
  }

  Matrix<T> along(encore::View x, ColumnRange range, bool centred) const override {
    return training_.template kernel_with<T>(x, range, centred);
  }

  Matrix<T> weights(ColumnRange range, const Matrix<T>& g, unsigned threads) const override {
    return training_.weights(range, g, threads);
  }

 private:
  linear::Eigenpairs decompose(MatrixD kernel) const {
    auto pairs = linear::eigen_symmetric(std::move(kernel));
    const double largest = pairs.values.size() > 0 ? pairs.values.maxCoeff() : 0;
    return linear::above(std::move(pairs), negligible(largest, rows_.size(), columns_, alphas_));
  }

  SortedRows rows_;
  std::vector<double> alphas_;
  bool intercept_;
  Index columns_;
  linear::TrainingColumns training_;
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
