#include "plugins/text_tfidf/lsa.hpp"

#include <algorithm>
#include <cmath>

#include "encore/error.hpp"

namespace tfidf {
namespace {

arma::sp_mat sparse(const std::vector<Row>& captions, std::size_t terms) {
  std::vector<arma::uword> places;
  std::vector<double> values;
  // Captions are columns here: a column of Armadillo's sparse matrix is one piece.
  for (std::size_t c = 0; c < captions.size(); ++c)
    for (const auto& [term, weight] : captions[c]) {
      places.push_back(term);
      places.push_back(c);
      values.push_back(weight);
    }
  return arma::sp_mat(arma::umat(places.data(), 2, values.size()), arma::vec(values), terms,
                      captions.size());
}

void fix_signs(arma::mat& loadings) {
  for (arma::uword c = 0; c < loadings.n_cols; ++c) {
    const arma::uword greatest = arma::abs(loadings.col(c)).index_max();
    if (loadings(greatest, c) < 0) loadings.col(c) *= -1;
  }
}

}  // namespace

Components components(const std::vector<Row>& captions, std::size_t terms, std::size_t wanted) {
  const arma::sp_mat x = sparse(captions, terms);
  // The smaller product of the matrix with itself has the singular values as roots of its
  // eigenvalues; double precision is more than features in float32 keep.
  const bool by_caption = captions.size() <= terms;
  const arma::mat gram(by_caption ? arma::sp_mat(x.t() * x) : arma::sp_mat(x * x.t()));
  arma::vec squares;
  arma::mat vectors;
  if (!arma::eig_sym(squares, vectors, gram))
    throw encore::Error::numeric("captions", "no singular value decomposition was found");
  const double total = arma::trace(gram);
  const double least = squares.max() * 1e-12 * static_cast<double>(std::max(x.n_rows, x.n_cols));

  Components out;
  std::size_t n = 0;
  while (n < wanted && n < squares.n_elem && squares(squares.n_elem - 1 - n) > least) ++n;
  out.loadings.set_size(terms, n);
  double kept = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const arma::uword from = squares.n_elem - 1 - i;
    kept += squares(from);
    if (by_caption) out.loadings.col(i) = x * vectors.col(from) / std::sqrt(squares(from));
    else out.loadings.col(i) = vectors.col(from);
  }
  out.share = kept / total;
  fix_signs(out.loadings);
  return out;
}

std::vector<double> project(const Row& caption, const arma::mat& loadings) {
  std::vector<double> out(loadings.n_cols, 0.0);
  for (arma::uword c = 0; c < loadings.n_cols; ++c)
    for (const auto& [term, weight] : caption) out[c] += weight * loadings(term, c);
  return out;
}

}  // namespace tfidf
