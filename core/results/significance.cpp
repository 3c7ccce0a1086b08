#include "core/results/significance.hpp"

#include <fmt/format.h>

#include "core/io/hdf5.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/permutation.hpp"

namespace encore::results {

using Test = recipe::Significance::Test;
using Correct = recipe::Significance::Correct;

base::VectorD corrected(const base::VectorD& p, Correct correct) {
  switch (correct) {
    case Correct::bh:
      return stats::benjamini_hochberg(p);
    case Correct::by:
      return stats::benjamini_yekutieli(p);
    default:
      return p;
  }
}

void add_significance(const recipe::Significance& significance, const std::filesystem::path& file,
                      ModelResult& out) {
  const io::H5File kept(file, io::H5File::Mode::read);
  out.p = kept.read_d("/p").col(0);
  if (significance.correct != Correct::max_statistic) {
    out.q = corrected(out.p, significance.correct);
    return;
  }
  out.null_maxima = kept.read_d("/null_maxima").col(0);
  out.q = stats::max_statistic(out.r, out.null_maxima.cast<float>());
}

std::string p_definition(const recipe::Significance& s) {
  switch (s.test) {
    case Test::block_permutation:
      return fmt::format(
          "one-sided p of pearson_r by permutation of blocks of {} test rows, {} "
          "draws",
          s.block_tr, s.draws);
    case Test::clip_permutation:
      return fmt::format("one-sided p of pearson_r by permutation of test clips, {} draws",
                         s.draws);
    case Test::circular_shift:
      return fmt::format(
          "one-sided p of pearson_r by circular shifts of {} rows or more within test "
          "runs, {} draws or all",
          s.min_shift_tr, s.draws);
    case Test::gaussian:
      return "one-sided p of pearson_r against independent Gaussian series; too small where rows "
             "are "
             "autocorrelated";
  }
  return "";
}

std::string q_definition(const recipe::Significance& s) {
  const std::string over = " over the voxels of this subject and model";
  switch (s.correct) {
    case Correct::bh:
      return "p corrected by Benjamini and Hochberg" + over;
    case Correct::by:
      return "p corrected by Benjamini and Yekutieli" + over;
    case Correct::max_statistic:
      return "family-wise p of pearson_r by the highest r of each draw" + over;
    case Correct::none:
      return "p, not corrected";
  }
  return "";
}

}  // namespace encore::results
