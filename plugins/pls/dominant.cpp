#include "dominant.hpp"

#include "encore/error.hpp"

namespace pls {
namespace {

constexpr arma::uword kSmall = 300;    // below, a full decomposition is as fast
constexpr arma::uword kSubspace = 12;  // vectors iterated together, so that close values do no harm
constexpr int kIterations = 300;
constexpr double kResidual = 1e-13;  // |m v - value v| relative to the value

arma::vec by_decomposition(const arma::mat& m) {
  arma::vec values;
  arma::mat vectors;
  if (!arma::eig_sym(values, vectors, arma::symmatl(m)))
    throw encore::Error::numeric("x", "an eigen-decomposition did not converge");
  return vectors.tail_cols(1);
}

}  // namespace

arma::vec dominant_eigenvector(const arma::mat& m) {
  if (m.n_rows <= kSmall) return by_decomposition(m);

  // Columns with most variance are a start that is the same on every run.
  const arma::uvec order = arma::sort_index(arma::vec(m.diag()), "descend");
  arma::mat basis = m.cols(order.head(kSubspace)), ignored;
  for (int i = 0; i < kIterations; ++i) {
    if (!arma::qr_econ(basis, ignored, arma::mat(basis))) break;
    const arma::mat image = m * basis;
    arma::vec values;
    arma::mat rotation;
    if (!arma::eig_sym(values, rotation, arma::symmatl(basis.t() * image))) break;
    const arma::vec v = basis * rotation.tail_cols(1);
    const double value = values(values.n_elem - 1);
    const arma::vec residual = image * rotation.tail_cols(1) - value * v;
    if (arma::norm(residual) <= kResidual * value) return v / arma::norm(v);
    basis = image;
  }
  return by_decomposition(m);
}

}  // namespace pls
