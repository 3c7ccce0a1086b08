// data.prepare: what is done to a run before models are fitted.
#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/recipe/sections.hpp"

namespace encore::recipe {
namespace {

void read_detrend(Reader& r, Detrend& detrend) {
  const std::vector<std::pair<std::string, Detrend::Kind>> kinds = {
      {"polynomial", Detrend::Kind::polynomial},
      {"cosine", Detrend::Kind::cosine},
      {"running-median", Detrend::Kind::running_median},
      {"none", Detrend::Kind::none}};
  detrend.at = r.at("detrend");
  if (const auto* v = r.value("detrend"); v != nullptr && v->is_scalar()) {
    r.choice("detrend", detrend.kind, kinds);
  } else {
    auto d = r.map("detrend");
    d.choice("kind", detrend.kind, kinds);
    if (detrend.kind == Detrend::Kind::polynomial) d.integer("order", detrend.order, 0, 20);
    if (detrend.kind == Detrend::Kind::cosine) d.real("cutoff_s", detrend.cutoff_s, 1, 1e6);
    if (detrend.kind == Detrend::Kind::running_median) d.real("window_s", detrend.window_s, 1, 1e6);
    d.finish();
  }
}

// {acompcor: 5}: the first five of a numbered group.
void read_counted(Reader& prepare, const base::Value& item, std::vector<Confound>& confounds) {
  static const std::vector<std::string> counted = {"acompcor", "tcompcor", "wcompcor", "ccompcor"};
  auto& bad = prepare.session().diagnostics;
  for (const auto& m : item.members) {
    const auto count = m.value.as_int();
    if (std::find(counted.begin(), counted.end(), m.key) == counted.end()) {
      const std::string near = base::nearest(m.key, counted);
      bad.error(m.key_at, fmt::format("no confounds '{}' can be counted", m.key),
                near.empty() ? "a count belongs to " + base::join(counted)
                             : fmt::format("did you mean '{}'?", near));
    } else if (!count || *count < 1 || *count > 10000) {
      bad.error(m.value.at, fmt::format("{}: {} must be a whole number from 1 to 10000, not {}",
                                        prepare.path("confounds"), m.key, m.value.describe()));
    } else {
      confounds.push_back({m.key, m.key_at, static_cast<int>(*count)});
    }
  }
}

void read_confounds(Reader& prepare, std::vector<Confound>& confounds) {
  const auto* v = prepare.value("confounds");
  if (v == nullptr) return;
  auto& bad = prepare.session().diagnostics;
  if (!v->is_list())
    return bad.error(v->at, fmt::format("{} must be a list of columns and groups, not {}",
                                        prepare.path("confounds"), v->describe()));
  for (const auto& item : v->items) {
    if (item.is_map()) read_counted(prepare, item, confounds);
    else if (item.is_scalar()) confounds.push_back({item.text, item.at});
    else
      bad.error(item.at, fmt::format("{} holds {}, not a column or group",
                                     prepare.path("confounds"), item.describe()));
  }
  prepare.session().origin(prepare.path("confounds"), flow_text(*v), v->at);
}

void read_threshold(Reader& r, const std::string& key, std::optional<double>& limit) {
  if (!r.has(key)) return;
  double value = 1;
  r.real(key, value, 0, 1e6);
  limit = value;
}

void read_scrub(Reader& prepare, Scrub& scrub) {
  const auto* v = prepare.value("scrub");
  if (v == nullptr)
    return prepare.session().origin(prepare.path("scrub"), "none", std::string("default"));
  if (v->is_scalar() && v->text == "none")
    return prepare.session().origin(prepare.path("scrub"), "none", v->at);
  auto r = prepare.map("scrub");
  scrub.at = v->at;
  read_threshold(r, "framewise_displacement_mm", scrub.framewise_displacement_mm);
  read_threshold(r, "std_dvars", scrub.std_dvars);
  r.texts("columns", scrub.columns);
  r.integer("before_tr", scrub.before_tr, 0, 100);
  r.integer("after_tr", scrub.after_tr, 0, 100);
  r.choice("method", scrub.method,
           {{"drop", Scrub::Method::drop}, {"spikes", Scrub::Method::spikes}});
  r.real("largest_share", scrub.largest_share, 0, 1);
  r.finish();
  if (v->is_map() && !scrub.enabled())
    prepare.session().diagnostics.error(
        v->at, "data.prepare.scrub names nothing that makes a volume an outlier",
        "give framewise_displacement_mm, std_dvars or columns: [\"motion_outlier*\"]");
}

}  // namespace

void read_prepare(Reader& data, Prepare& prepare) {
  auto r = data.map("prepare");
  r.integer("drop_leading_tr", prepare.drop_leading_tr, 0, 100000);
  r.integer("drop_trailing_tr", prepare.drop_trailing_tr, 0, 100000);
  read_detrend(r, prepare.detrend);
  read_confounds(r, prepare.confounds);
  read_scrub(r, prepare.scrub);
  prepare.zscore_at = r.at("zscore");
  r.choice("zscore", prepare.zscore,
           {{"run", Prepare::ZScore::run},
            {"train", Prepare::ZScore::train},
            {"none", Prepare::ZScore::none}});
  r.finish();
}

}  // namespace encore::recipe
