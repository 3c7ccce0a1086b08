// The dual way for features: the kernel is K = XX'.
//
// No matrix of columns x columns or columns x targets is formed: the kernel is summed over chunks
// of columns, and new rows meet the training rows in a kernel of their own.
#include <algorithm>

#include "dual.hpp"

namespace linear {
namespace {

constexpr Index kColumns = 512;  // of the features, read at once

// Calls body(start, size) for parts of a range of columns.
template <class F>
void for_parts(ColumnRange range, F&& body) {
  for (Index at = 0; at < range.size; at += kColumns)
    body(range.start + at, std::min(kColumns, range.size - at));
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
    for_parts({0, design.cols()}, [&](Index start, Index size) {
      add_row_gram(call.max_threads(), training(start, size), kernel);
      call.progress(0.1 * static_cast<double>(start + size) / static_cast<double>(design.cols()),
                    "features");
    });
    mirror_lower(kernel);
    this->decompose(call, kernel, options.alphas);
  }

  Matrix<T> along_directions(encore::View x, ColumnRange range, bool centred) const override {
    Matrix<T> kernel = Matrix<T>::Zero(x.rows(), this->rows().size());
    for_parts(range, [&](Index start, Index size) {
      MatrixD part = gather(x, {}, start, size);
      if (centred) part.rowwise() -= means_.segment(start, size).transpose();
      const Matrix<T> known = training(start, size).template cast<T>();
      kernel.noalias() += part.template cast<T>() * known.transpose();
    });
    return this->from_kernel(kernel);
  }

  MatrixD weights(const Matrix<T>& shrunken, unsigned threads) const override {
    const Matrix<T> coefficients = this->by_row(shrunken, threads);
    MatrixD out(design_.cols(), shrunken.cols());
    for_parts({0, design_.cols()}, [&](Index start, Index size) {
      const Matrix<T> known = training(start, size).template cast<T>().transpose();
      out.middleRows(start, size) =
          product<T>(threads, known, coefficients).template cast<double>();
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
