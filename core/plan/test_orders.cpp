#include "core/plan/test_orders.hpp"

#include "core/align/plan.hpp"

namespace encore::plan {

stats::Orders test_orders(const recipe::Significance& s, const std::vector<align::FitRow>& rows,
                          int draws, std::uint64_t seed) {
  using Test = recipe::Significance::Test;
  switch (s.test) {
    case Test::clip_permutation:
      return stats::clip_orders(align::clips_of(rows), align::presentations_of(rows), draws, seed);
    case Test::circular_shift:
      return stats::shift_orders(align::runs_of(rows), s.min_shift_tr, draws, seed);
    default:
      return stats::block_orders(align::runs_of(rows), s.block_tr, draws, seed);
  }
}

const char* way_to_more_orders(recipe::Significance::Test test) {
  using Test = recipe::Significance::Test;
  switch (test) {
    case Test::clip_permutation:
      return "more test clips give more orders";
    case Test::circular_shift:
      return "make stats.significance.min_shift_tr smaller";
    default:
      return "make stats.significance.block_tr smaller";
  }
}

}  // namespace encore::plan
