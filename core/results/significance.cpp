#include "core/results/significance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/io/hdf5.hpp"
#include "core/plan/test_orders.hpp"
#include "core/run/execute.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/permutation.hpp"

namespace encore::results {

using Test = recipe::Significance::Test;
using Correct = recipe::Significance::Correct;
using base::Index;

base::VectorD corrected(const base::VectorD& p, Correct correct) {
  switch (correct) {
    case Correct::bh: return stats::benjamini_hochberg(p);
    case Correct::by: return stats::benjamini_yekutieli(p);
    default: return p;
  }
}

void correct_family(const std::vector<Tested>& family, Correct correct) {
  base::VectorD p(static_cast<Index>(family.size()));
  for (std::size_t i = 0; i < family.size(); ++i) p(static_cast<Index>(i)) = family[i].p;
  const auto q = corrected(p, correct);
  for (std::size_t i = 0; i < family.size(); ++i) *family[i].q = q(static_cast<Index>(i));
}

namespace {

// How far the test can go with these rows; a formula has no such end.
std::optional<Reach> reach_of(const recipe::Significance& s, const std::vector<align::FitRow>& rows,
                              Index voxels) {
  if (s.test == Test::gaussian) return std::nullopt;
  const double orders = plan::test_orders(s, rows, 1, 0).possible;
  const double smallest = std::max(1 / orders, 1.0 / (s.draws + 1));
  const auto all = corrected(base::VectorD::Constant(voxels, smallest), s.correct);
  Reach reach{orders, smallest, all(0), plan::way_to_more_orders(s.test)};
  reach.orders_of = plan::describe(s, rows);
  reach.voxels = voxels;
  reach.needed = static_cast<long>(std::ceil(all(0) * static_cast<double>(voxels) / s.q - 1e-9));
  return reach;
}

// The smallest p of a voxel, if that is as small as p can be. Draws come with replacement, and all
// voxels share them: the observed order is drawn draws / orders times on average, and the smallest
// p of this run is larger by as often as it was.
double end_of(const recipe::Significance& s, const Reach& reach, const base::VectorD& p) {
  const double again = s.draws / reach.orders;
  const double largest = (1 + again + 3 * std::sqrt(again)) / (s.draws + 1.0);
  double least = 1;
  for (const double x : p)
    if (x < least) least = x;
  return least <= std::max(largest, reach.smallest_p) * (1 + 1e-9) ? least : 0;
}

long undecided(const recipe::Significance& s, const base::VectorD& p, const base::VectorD& q,
               double end) {
  if ((q.array() <= s.q).any()) return 0;
  const auto at_the_end = (p.array() <= end).eval();
  const base::VectorD with_more = corrected(at_the_end.select(0.0, p.array()), s.correct);
  return (with_more.array() <= s.q).any() ? static_cast<long>(at_the_end.count()) : 0;
}

}  // namespace

void add_significance(const plan::Study& study, std::size_t subject, std::size_t model,
                      const std::filesystem::path& file, ModelResult& out) {
  const auto& significance = study.recipe.stats.significance;
  const io::H5File kept(file, io::H5File::Mode::read);
  out.p = kept.read_d("/p").col(0);
  out.reach = reach_of(significance, run::row_plan(study, subject, model).test, out.p.size());
  if (significance.correct != Correct::max_statistic) {
    out.q = corrected(out.p, significance.correct);
    if (!out.reach) return;
    out.reach->end_p = end_of(significance, *out.reach, out.p);
    out.reach->undecided = undecided(significance, out.p, out.q, out.reach->end_p);
    return;
  }
  out.null_maxima = kept.read_d("/null_maxima").col(0);
  out.q = stats::max_statistic(out.r, out.null_maxima.cast<float>());
}

std::string p_definition(const recipe::Significance& s, const std::optional<Reach>& reach) {
  if (reach)
    return fmt::format("one-sided p of pearson_r by {}, {} draws{}", reach->orders_of, s.draws,
                       s.test == Test::circular_shift ? " or all" : "");
  return "one-sided p of pearson_r against independent Gaussian series; too small where rows are "
         "autocorrelated";
}

std::string q_definition(const recipe::Significance& s) {
  const std::string over = " over the voxels of this subject and model";
  switch (s.correct) {
    case Correct::bh: return "p corrected by Benjamini and Hochberg" + over;
    case Correct::by: return "p corrected by Benjamini and Yekutieli" + over;
    case Correct::max_statistic:
      return "family-wise p of pearson_r by the highest r of each draw" + over;
    case Correct::none: return "p, not corrected";
  }
  return "";
}

}  // namespace encore::results
