// The dual way for features: the kernel is K = XX'.
//
// No matrix of columns x columns or columns x targets is formed: the kernel is summed over chunks
// of columns, and new rows meet the training rows in a kernel of their own.
#include "dual.hpp"
#include "training.hpp"

namespace linear {
namespace {

template <class T>
class LinearDual final : public DualModel<T> {
 public:
  LinearDual(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
             const VectorD& means, const Options& options)
      : DualModel<T>(rows, options.intercept, rank_tolerance(design.rows(), design.cols())),
        training_(design, this->rows(), means) {
    const auto columns = static_cast<double>(design.cols());
    this->decompose(call,
                    training_.kernel(call.max_threads(), {0, design.cols()},
                                     [&](Index done) {
                                       call.progress(0.1 * static_cast<double>(done) / columns,
                                                     "features");
                                     }),
                    options.alphas);
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    return this->from_kernel(training_.kernel_with<double>(x, range, centred));
  }

  MatrixD weights(const Matrix<T>& shrunken, unsigned threads) const override {
    return training_.weights({0, training_.columns()}, this->by_row(shrunken, threads), threads);
  }

 private:
  TrainingColumns training_;
};

}  // namespace

template <class T>
std::unique_ptr<Model<T>> make_dual(const encore::Call& call, const encore::Design& design,
                                    const SortedRows& rows, const VectorD& means,
                                    const Options& options) {
  return std::make_unique<LinearDual<T>>(call, design, rows, means, options);
}
template std::unique_ptr<Model<float>> make_dual(const encore::Call&, const encore::Design&,
                                                 const SortedRows&, const VectorD&, const Options&);
template std::unique_ptr<Model<double>> make_dual(const encore::Call&, const encore::Design&,
                                                  const SortedRows&, const VectorD&,
                                                  const Options&);

}  // namespace linear
