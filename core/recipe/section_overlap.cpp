#include <fmt/format.h>

#include "core/recipe/sections.hpp"

namespace encore::recipe {

void read_pairs(Reader& r, std::vector<std::pair<std::string, std::string>>& pairs) {
  const auto* v = r.value("pairs");
  const auto key = r.path("pairs");
  if (v == nullptr) return r.session().origin(key, "all", std::string("default"));
  if (v->is_scalar() && v->text == "all") return r.session().origin(key, "all", v->at);
  auto& bad = r.session().diagnostics;
  if (!v->is_list()) return bad.error(v->at, fmt::format("{} must be all or a list of pairs", key));
  for (const auto& pair : v->items) {
    if (!pair.is_list() || pair.items.size() != 2 || !pair.items[0].is_scalar() ||
        !pair.items[1].is_scalar()) {
      bad.error(pair.at, "a pair is a list of two models, such as [mel, mtf]");
      continue;
    }
    pairs.emplace_back(pair.items[0].text, pair.items[1].text);
  }
  r.session().origin(key, flow_text(*v), v->at);
}

void read_overlap(Reader& stats, Overlap& overlap) {
  const auto* v = stats.value("overlap");
  if (v == nullptr) return stats.session().origin("stats.overlap", "none", std::string("default"));
  if (v->is_scalar() && v->text == "none")
    return stats.session().origin("stats.overlap", "none", v->at);
  overlap.enabled = true;
  auto r = stats.map("overlap");
  overlap.at = r.at();
  read_pairs(r, overlap.pairs);
  r.integer("draws", overlap.draws, 100, 1000000);
  r.choice("correct", overlap.correct,
           {{"bh", Significance::Correct::bh},
            {"by", Significance::Correct::by},
            {"none", Significance::Correct::none}});
  r.real("q", overlap.q, 1e-9, 1);
  r.finish();
}

void read_group(Reader& stats, Group& group) {
  if (const auto* v = stats.value("group"); v != nullptr && v->is_scalar() && v->text == "none") {
    group.enabled = false;
    return stats.session().origin("stats.group", "none", v->at);
  }
  auto r = stats.map("group");
  group.at = r.at();
  r.integer("draws", group.draws, 100, 10000000);
  r.real("interval", group.interval, 0.5, 0.9999);
  r.choice("correct", group.correct,
           {{"bh", Significance::Correct::bh},
            {"by", Significance::Correct::by},
            {"none", Significance::Correct::none}});
  r.real("q", group.q, 1e-9, 1);
  r.finish();
}

}  // namespace encore::recipe
