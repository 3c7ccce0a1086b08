// The dual way for any function of two rows. Its weights belong to the training rows, in the
// order of the design: a prediction is the kernel of new rows with those, times the weights.
#include <vector>

#include "dual.hpp"
#include "kernel.hpp"

namespace linear {
namespace {

template <class T>
class KernelDual final : public DualModel<T> {
 public:
  KernelDual(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
             std::shared_ptr<const Kernel> kernel, const MatrixD& training, const VectorD& means,
             const Options& options)
      : DualModel<T>(rows, options.intercept, rank_tolerance(rows.size(), 0)),
        design_(design),
        kernel_(std::move(kernel)),
        means_(means),
        order_(rows.order().begin(), rows.order().end()) {
    MatrixD sorted = training(order_, order_), none(0, rows.size());
    if (options.intercept) centre(sorted, none);
    this->decompose(call, sorted, options.alphas);
  }

  // A function of whole rows has no part for a range of columns; there is only the whole.
  Matrix<T> along_directions(encore::View x, ColumnRange, bool centred) const override {
    MatrixD kernel = kernel_->between(x, design_.x());
    if (centred) {
      kernel.rowwise() -= means_.transpose();
      // The directions are orthogonal to constants; without them more digits are left.
      if (this->intercept()) kernel.colwise() -= VectorD(kernel.rowwise().mean());
    }
    return this->from_kernel(kernel(Eigen::all, order_));
  }

  MatrixD weights(const Matrix<T>& shrunken, unsigned threads) const override {
    MatrixD sorted = this->by_row(shrunken, threads);
    // They sum to 0; what rounding leaves of a sum would count as often as a kernel is large.
    if (this->intercept()) sorted.rowwise() -= Eigen::RowVectorXd(sorted.colwise().mean());
    MatrixD out(sorted.rows(), sorted.cols());
    out(order_, Eigen::all) = sorted;
    return out;
  }

 private:
  encore::Design design_;  // the host keeps its numbers until the next prepare
  std::shared_ptr<const Kernel> kernel_;
  VectorD means_;
  std::vector<Index> order_;
};

}  // namespace

template <class T>
std::unique_ptr<Model<T>> make_kernel_dual(const encore::Call& call, const encore::Design& design,
                                           const SortedRows& rows,
                                           std::shared_ptr<const Kernel> kernel,
                                           const MatrixD& training, const VectorD& means,
                                           const Options& options) {
  return std::make_unique<KernelDual<T>>(call, design, rows, std::move(kernel), training, means,
                                         options);
}
template std::unique_ptr<Model<float>> make_kernel_dual(const encore::Call&, const encore::Design&,
                                                        const SortedRows&,
                                                        std::shared_ptr<const Kernel>,
                                                        const MatrixD&, const VectorD&,
                                                        const Options&);
template std::unique_ptr<Model<double>> make_kernel_dual(const encore::Call&, const encore::Design&,
                                                         const SortedRows&,
                                                         std::shared_ptr<const Kernel>,
                                                         const MatrixD&, const VectorD&,
                                                         const Options&);

}  // namespace linear
