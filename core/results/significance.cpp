#include "core/results/significance.hpp"

#include <algorithm>

#include "core/align/plan.hpp"
#include "core/run/execute.hpp"
#include "core/stats/fdr.hpp"
#include "core/stats/shuffle.hpp"

namespace encore::results {
namespace {

base::VectorD corrected(const recipe::Significance& test, const base::VectorD& p) {
  using Correct = recipe::Significance::Correct;
  switch (test.correct) {
    case Correct::bh:
      return stats::benjamini_hochberg(p);
    case Correct::by:
      return stats::benjamini_yekutieli(p);
    case Correct::none:
      break;
  }
  return p;
}

}  // namespace

void add_significance(const plan::Study& study, std::size_t subject, std::size_t model,
                      const base::VectorD& p, ModelResult& out) {
  const auto& test = study.recipe.stats.significance;
  out.p = p;
  out.q = corrected(test, p);
  const auto rows = run::row_plan(study, subject, model).test;
  const stats::BlockOrders orders(align::runs_of(rows), test.block_tr, 1, 0);
  const double smallest = std::max(1 / orders.possible(), 1.0 / (test.draws + 1));
  const base::VectorD all = corrected(test, base::VectorD::Constant(p.size(), smallest));
  out.reach = Reach{orders.possible(), smallest, all(0)};
}

}  // namespace encore::results
