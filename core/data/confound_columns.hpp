// core/data/confound_columns.hpp: which columns of a confounds table a recipe means.
//
// A word is a group, else a pattern for the names of columns (* and ?). The groups, after
// fMRIPrep's names:
//   motion        trans_x, trans_y, trans_z, rot_x, rot_y, rot_z
//   motion24      these, their first differences, and the squares of both (Friston et al. 1996)
//   wm-csf        white_matter, csf
//   cosine        cosine*: fMRIPrep's own high-pass filter, which belongs to its CompCor
//   acompcor      a_comp_cor_*; where the table's sidecar tells masks apart, the combined one's
//   wcompcor, ccompcor, tcompcor   w_comp_cor_*, c_comp_cor_*, t_comp_cor_*
// Of the numbered ones a recipe may take the first so many: {acompcor: 5}.
#pragma once

#include <vector>

#include "core/io/table.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Indices of columns, ascending, each once. Throws at the recipe's word when a pattern or a part
// of a group matches nothing, or there are fewer components than were asked for.
std::vector<std::size_t> confound_columns(const io::Table& table,
                                          const std::vector<recipe::Confound>& wanted);

}  // namespace encore::data
