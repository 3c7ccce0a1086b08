// The dual way for features: the kernel is K = XX'.
//
// No matrix of columns x columns or columns x targets is formed: the kernel is summed over chunks
// of columns, and new rows meet the training rows in a kernel of their own.
#include <algorithm>

#include "dual.hpp"

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
class LinearDual final : public DualModel<T> {
 public:
  LinearDual(const encore::Call& call, const encore::Design& design, const SortedRows& rows,
             const VectorD& means, const Options& options)
      : DualModel<T>(rows, options.intercept, rank_tolerance(design.rows(), design.cols())),
        design_(design),
        means_(means) {
    MatrixD kernel = MatrixD::Zero(rows.size(), rows.size());
    for_chunks({0, design.cols()}, [&](Index start, Index size) {
      add_row_gram(training(start, size), kernel);
      call.progress(0.1 * static_cast<double>(start + size) / static_cast<double>(design.cols()),
                    "features");
    });
    mirror_lower(kernel);
    this->decompose(call, kernel, options.alphas);
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    Matrix<T> kernel = Matrix<T>::Zero(x.rows(), this->rows().size());
    for_chunks(range, [&](Index start, Index size) {
      MatrixD part = gather(x, {}, start, size);
      if (centred) part.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = training(start, size).template cast<T>();
      kernel.noalias() += part.template cast<T>() * known.transpose();
    });
    return this->from_kernel(kernel);
  }

  MatrixD weights(const Matrix<T>& shrunken) const override {
    const Matrix<T> coefficients = this->by_row(shrunken);
    MatrixD out(design_.cols(), shrunken.cols());
    for_chunks({0, design_.cols()}, [&](Index start, Index size) {
      const Matrix<T> part = training(start, size).template cast<T>().transpose() * coefficients;
      out.middleRows(start, size) = part.template cast<double>();
    });
    return out;
  }

 private:
  MatrixD training(Index start, Index size) const {
    MatrixD part = gather(design_.x(), this->rows().order(), start, size);
    part.rowwise() -= means_.segment(start, size).transpose();
    return part;
  }

  encore::Design design_;  // the host keeps its numbers until the next prepare
  VectorD means_;
};

}  // namespace

template <class T>
std::unique_ptr<Model<T>> make_dual(const encore::Call& call, const encore::Design& design,
                                    const SortedRows& rows, const VectorD& means,
                                    const Options& options) {
  return std::make_unique<LinearDual<T>>(call, design, rows, means, options);
}
template std::unique_ptr<Model<float>> make_dual(const encore::Call&, const encore::Design&,
                                                 const SortedRows&, const VectorD&,
                                                 const Options&);
template std::unique_ptr<Model<double>> make_dual(const encore::Call&, const encore::Design&,
                                                  const SortedRows&, const VectorD&,
                                                  const Options&);

}  // namespace linear
