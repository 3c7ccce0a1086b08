// plugins/text_tfidf/lsa.hpp: latent semantic analysis: the directions in which captions differ.
#pragma once

#include <armadillo>
#include <cstddef>
#include <vector>

#include "plugins/text_tfidf/vocabulary.hpp"

namespace tfidf {

// The first right singular vectors (terms x components) of the matrix captions x terms, which is
// not centred. Rule of signs: the greatest loading of each component is positive (of equal ones,
// that of the first term). Fewer than asked for when the captions do not span so many.
struct Components {
  arma::mat loadings;
  double share = 0;  // of the squared length of all rows that is kept
};

Components components(const std::vector<Row>& captions, std::size_t terms, std::size_t wanted);

// A caption on the components.
std::vector<double> project(const Row& caption, const arma::mat& loadings);

}  // namespace tfidf
