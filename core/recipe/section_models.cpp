#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/recipe/sections.hpp"

namespace encore::recipe {

bool valid_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
  });
}

namespace {

// Names of a mapping, each checked; the body reads the value.
template <class Body>
void for_each_named(Reader& root, const std::string& key, const char* what, Body&& body) {
  const auto* v = root.required(key);
  if (v == nullptr) return;
  auto& bad = root.session().diagnostics;
  if (!v->is_map() || v->members.empty()) {
    bad.error(v->at, fmt::format("{} must map names to {}s; there is none", root.path(key), what));
    return;
  }
  for (const auto& m : v->members) {
    if (!valid_name(m.key))
      bad.error(m.key_at, fmt::format("'{}' cannot name a {}", m.key, what),
                "use letters, digits, _ - and .");
    body(m);
  }
}

// Libraries that told nothing of what is in them: the plugin may be there.
std::string unread_libraries(const plugin::Catalog& plugins) {
  std::string out;
  for (const auto& library : plugins.libraries())
    if (library.state == plugin::LibraryReport::State::bad && library.plugins.empty())
      out +=
          fmt::format("; {} cannot be used: {}", library.path.filename().string(), library.reason);
  return out;
}

void report_unknown_plugin(Session& session, const Use& use, int kind) {
  const auto ids = session.plugins.ids(kind);
  const auto& bad = session.plugins.libraries();
  for (const auto& library : bad)
    if (library.state == plugin::LibraryReport::State::bad)
      for (const auto& p : library.plugins)
        if (p.id == use.plugin)
          return session.diagnostics.error(
              use.at, fmt::format("plugin {} cannot be used: {}", use.plugin, library.reason));
  const std::string near = base::nearest(use.plugin, ids);
  session.diagnostics.error(
      use.at, fmt::format("there is no {} plugin '{}'", plugin::kind_name(kind), use.plugin),
      (near.empty() ? "there are: " + base::join(ids, "and")
                    : fmt::format("did you mean '{}'?", near)) +
          unread_libraries(session.plugins));
}

}  // namespace

bool read_use(Reader& r, int kind, const std::string& default_plugin, Use& use) {
  auto& session = r.session();
  const auto* id = default_plugin.empty() ? r.required("use") : r.value("use");
  use.plugin = id != nullptr && id->is_scalar() ? id->text : default_plugin;
  use.at = id != nullptr ? id->at : r.at();
  const auto* with = r.value("with");
  r.finish();
  if (use.plugin.empty()) return false;
  session.origin(r.path("use"), use.plugin, id != nullptr ? use.at : Location{"default", 0, 0, 0});
  const auto* info = session.plugins.find(use.plugin);
  if (info == nullptr) {
    report_unknown_plugin(session, use, kind);
    return false;
  }
  if (info->kind != kind) {
    session.diagnostics.error(use.at,
                              fmt::format("{} is a {} plugin; here stands a {} plugin", use.plugin,
                                          plugin::kind_name(info->kind), plugin::kind_name(kind)));
    return false;
  }
  use.params = plugin::resolve(
      *info, with, use.at, [&](const std::string& p) { return session.absolute(p); },
      session.diagnostics);
  for (const auto& [key, value] : use.params.values().items()) {
    const bool given = with != nullptr && with->find(key) != nullptr;
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (given) session.origin(r.path("with." + key), text, use.params.at(key));
    else
      session.origin(r.path("with." + key), text,
                     fmt::format("default of {} {}", info->id, info->version));
  }
  return true;
}

void read_features(Reader& root, std::vector<Feature>& features) {
  for_each_named(root, "features", "feature", [&](const base::Value::Member& m) {
    Feature feature;
    feature.name = m.key;
    feature.at = m.key_at;
    Reader r(&m.value, "features." + m.key, m.key_at, root.session());
    read_use(r, ENCORE_KIND_FEATURES, "", feature.use);
    features.push_back(std::move(feature));
  });
}

void read_align(Reader& root, Source::Kind source, Align& align) {
  auto r = root.map("align");
  align.at = r.at();
  r.choice("mode", align.mode, {{"fir", Align::Mode::fir}, {"window", Align::Mode::window}});
  if (align.mode == Align::Mode::fir) {
    if (source == Source::Kind::arrays) align.delays_tr = {0};
    r.integers("delays_tr", align.delays_tr, 0, 1000);
    r.choice("resample", align.resample,
             {{"mean", Align::Resample::mean}, {"lanczos", Align::Resample::lanczos}});
    if (align.resample == Align::Resample::lanczos)
      r.integer("lanczos_lobes", align.lanczos_lobes, 1, 10);
  } else {
    r.integer("delay_tr", align.delay_tr, 0, 1000);
    if (const auto* w = r.value("window_s"); w != nullptr && w->is_map()) {
      auto windows = r.map("window_s");
      for (const auto& m : w->members) windows.real(m.key, align.window_s[m.key], 1e-3, 1e4);
    } else if (w != nullptr) {
      r.real("window_s", align.window_s[""], 1e-3, 1e4);
    }
    if (const auto* w = r.value("window_tr"); w != nullptr && w->is_map()) {
      auto windows = r.map("window_tr");
      for (const auto& m : w->members) windows.integer(m.key, align.window_tr[m.key], 1, 10000);
    } else if (w != nullptr) {
      r.integer("window_tr", align.window_tr[""], 1, 10000);
    }
  }
  align.standardise_given = r.has("standardise");
  if (source == Source::Kind::arrays) align.standardise = Align::Standardise::none;
  r.choice("standardise", align.standardise,
           {{"none", Align::Standardise::none},
            {"center", Align::Standardise::center},
            {"zscore", Align::Standardise::zscore}});
  r.finish();
}

namespace {

void read_cv(Reader& encode, Cv& cv) {
  auto r = encode.map("cv");
  cv.at = encode.at("cv");
  r.choice(
      "kind", cv.kind,
      {{"leave-one-run-out", Cv::Kind::leave_one_run_out}, {"group-kfold", Cv::Kind::group_kfold}});
  if (cv.kind == Cv::Kind::group_kfold) {
    r.integer("folds", cv.folds, 2, 1000);
    r.choice("group", cv.group, {{"run", Cv::Group::run}, {"clip", Cv::Group::clip}});
  }
  r.finish();
}

void read_partition(Reader& encode, Partition& partition) {
  if (!encode.has("partition")) return;
  auto r = encode.map("partition");
  r.required("models");
  r.texts("models", partition.models);
  r.choice(
      "method", partition.method,
      {{"unique", Partition::Method::unique}, {"commonality", Partition::Method::commonality}});
  r.finish();
}

void read_profile(Reader& encode, Profile& profile) {
  if (!encode.has("profile")) return;
  profile.at = encode.at("profile");
  auto r = encode.map("profile");
  r.required("delays_tr");
  r.integers("delays_tr", profile.delays_tr, 0, 1000);
  r.texts("models", profile.models);
  r.finish();
}

void read_fitted(Reader& encode, Fitted& fitted) {
  if (!encode.has("fitted")) return;
  auto r = encode.map("fitted");
  r.required("run");
  r.file("run", fitted.run);
  r.texts("models", fitted.models);
  r.finish();
}

}  // namespace

void read_encode(Reader& root, Encode& encode) {
  if (root.required("encode") == nullptr) return;
  auto r = root.map("encode");
  for_each_named(r, "models", "model", [&](const base::Value::Member& m) {
    Model model;
    model.name = m.key;
    model.at = m.key_at;
    Reader models(r.value("models"), "encode.models", m.key_at, r.session());
    models.texts(m.key, model.features);
    if (m.value.is_list() && model.features.empty())
      r.session().diagnostics.error(m.value.at, fmt::format("model {} has no features", m.key));
    encode.models.push_back(std::move(model));
  });
  auto regression = r.map("regression");
  encode.regression.at = r.at("regression");
  read_use(regression, ENCORE_KIND_REGRESSION, "encore.ridge", encode.regression);

  read_cv(r, encode.cv);
  read_partition(r, encode.partition);
  read_profile(r, encode.profile);
  r.texts("keep", encode.keep);
  read_fitted(r, encode.fitted);
  read_controls(r, encode.controls);
  read_evaluate(r, encode.evaluate);
  r.real("size_ratio", encode.size_ratio, 1, 1e9);
  std::vector<Located<std::string>> scores;
  r.texts("scores", scores);
  for (const auto& s : scores)
    if (s.value != "pearson_r" && s.value != "r2")
      r.session().diagnostics.error(s.at, fmt::format("encode.scores has no '{}'", s.value),
                                    "expected pearson_r or r2");
  r.finish();
}

}  // namespace encore::recipe
