#include <fmt/format.h>

#include "core/recipe/sections.hpp"

namespace encore::recipe {
namespace {

// A key that has no meaning with the test that is chosen.
void refuse(Reader& r, const char* key, const std::string& message) {
  if (r.has(key)) r.session().diagnostics.error(r.at(key), message);
}

// A whole number, or auto, which stays 0.
void automatic(Reader& r, const char* key, int& out) {
  const auto* v = r.value(key);
  if (v != nullptr && !(v->is_scalar() && v->text == "auto")) return r.integer(key, out, 1, 100000);
  if (v != nullptr) r.session().origin(r.path(key), "auto", v->at);
  else r.session().origin(r.path(key), "auto", std::string("default"));
}

void read_significance(Reader& stats, Significance& s) {
  using Test = Significance::Test;
  using Correct = Significance::Correct;
  const auto* v = stats.value("significance");
  s.enabled = v != nullptr && !(v->is_scalar() && v->text == "none");
  if (v == nullptr)
    return stats.session().origin("stats.significance", "none", std::string("default"));
  if (!s.enabled) return stats.session().origin("stats.significance", "none", v->at);
  auto r = stats.map("significance");
  s.at = r.at();
  r.choice("test", s.test,
           {{"block-permutation", Test::block_permutation},
            {"clip-permutation", Test::clip_permutation},
            {"circular-shift", Test::circular_shift},
            {"gaussian", Test::gaussian}});
  if (s.test == Test::gaussian) refuse(r, "draws", "test: gaussian is a formula and has no draws");
  else r.integer("draws", s.draws, 1, 10000000);
  automatic(r, "block_tr", s.block_tr);
  if (s.test == Test::clip_permutation) automatic(r, "block_clips", s.block_clips);
  else refuse(r, "block_clips", "block_clips belongs to test: clip-permutation");
  if (s.test == Test::circular_shift) {
    r.integer("min_shift_tr", s.min_shift_tr, 0, 100000);
    automatic(r, "step_tr", s.step_tr);
  } else {
    refuse(r, "min_shift_tr", "min_shift_tr belongs to test: circular-shift");
    refuse(r, "step_tr", "step_tr belongs to test: circular-shift");
  }
  r.choice("correct", s.correct,
           {{"bh", Correct::bh},
            {"by", Correct::by},
            {"max-statistic", Correct::max_statistic},
            {"none", Correct::none}});
  if (s.test == Test::gaussian && s.correct == Correct::max_statistic)
    r.session().diagnostics.error(r.at("correct"),
                                  "test: gaussian has no draws to take a maximum of",
                                  "use correct: bh or by, or another test");
  r.real("q", s.q, 1e-9, 1);
  r.finish();
}

void read_compare(Reader& stats, Compare& compare) {
  if (const auto* v = stats.value("compare"); v != nullptr && v->is_scalar() && v->text == "none") {
    compare.enabled = false;
    return stats.session().origin("stats.compare", "none", v->at);
  }
  auto r = stats.map("compare");
  compare.at = r.at();
  read_pairs(r, compare.pairs);
  r.choice("by", compare.by_voxel, {{"roi", false}, {"voxel", true}});
  r.choice("test", compare.test,
           {{"bootstrap", Compare::Test::bootstrap}, {"permutation", Compare::Test::permutation}});
  r.integer("draws", compare.draws, 100, 1000000);
  automatic(r, "block_clips", compare.block_clips);
  r.real("interval", compare.interval, 0.5, 0.9999);
  r.choice("correct", compare.correct,
           {{"bh", Significance::Correct::bh},
            {"by", Significance::Correct::by},
            {"none", Significance::Correct::none}});
  r.real("q", compare.q, 1e-9, 1);
  r.finish();
}

}  // namespace

void read_stats(Reader& root, bool averages, Ceiling& ceiling, Stats& stats) {
  auto c = root.map("ceiling");
  ceiling.given = root.has("ceiling");
  ceiling.at = c.at();
  if (ceiling.given) {
    c.required("method");
    c.choice("method", ceiling.method,
             {{"explainable-variance", Ceiling::Method::explainable_variance},
              {"split-half", Ceiling::Method::split_half},
              {"none", Ceiling::Method::none}});
    if (ceiling.method == Ceiling::Method::split_half)
      c.integer("splits", ceiling.splits, 1, 100000);
    else refuse(c, "splits", "splits belongs to method: split-half");
    c.real("floor", ceiling.floor, 0, 1);
    c.finish();
  } else {
    root.session().origin("ceiling.method", averages ? "explainable-variance" : "none",
                          std::string(averages ? "default where the test split has repeats"
                                               : "default where repeats stay apart"));
  }

  auto r = root.map("stats");
  read_significance(r, stats.significance);
  read_compare(r, stats.compare);
  read_overlap(r, stats.overlap);
  read_group(r, stats.group);
  r.finish();
}

}  // namespace encore::recipe
