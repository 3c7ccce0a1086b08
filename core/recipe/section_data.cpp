#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/recipe/sections.hpp"

namespace encore::recipe {
namespace {

void read_select(Reader& split, const std::string& key, Select& select) {
  const auto* v = split.value(key);
  if (v == nullptr || v->is_null()) return;
  select.at = v->at;
  if (!v->is_map()) {
    split.session().diagnostics.error(
        v->at, split.path(key) + " must be a mapping such as {task: Training}");
    return;
  }
  for (const auto& m : v->members) {
    auto& wanted = select.entities[m.key];
    if (m.value.is_scalar()) wanted.push_back(m.value.text);
    for (const auto& item : m.value.items) wanted.push_back(item.text);
  }
  split.session().origin(split.path(key), flow_text(*v), v->at);
}

// Entities that tell images from each other; file extensions count as one.
const std::vector<std::string>& known_entities() {
  static const std::vector<std::string> names = {
      "ses",  "task",  "acq",    "ce",  "dir", "rec",  "run",       "echo",     "part",
      "hemi", "space", "cohort", "res", "den", "desc", "recording", "extension"};
  return names;
}

void read_entities(Reader& source_reader, Source& source) {
  read_select(source_reader, "entities", source.entities);
  auto& bad = source_reader.session().diagnostics;
  const auto* v = source_reader.value("entities");
  if (v == nullptr || !v->is_map()) return;
  for (const auto& m : v->members) {
    const auto& names = known_entities();
    if (std::find(names.begin(), names.end(), m.key) == names.end()) {
      const std::string near = base::nearest(m.key, names);
      bad.error(m.key_at, fmt::format("data.source.entities has no entity '{}'", m.key),
                near.empty() ? "known: " + base::join(names, "and")
                             : fmt::format("did you mean '{}'?", near));
    } else if (source_reader.has(m.key) && (m.key == "space" || m.key == "desc")) {
      bad.error(m.key_at,
                fmt::format("data.source names '{}' twice: here and beside entities", m.key),
                "keep one of them");
    }
  }
}

void read_source(Reader& data, Source& source) {
  auto r = data.map("source");
  if (data.required("source") == nullptr) return;
  r.required("kind");
  r.choice("kind", source.kind, {{"bids", Source::Kind::bids}, {"arrays", Source::Kind::arrays}});
  r.required("path");
  r.file("path", source.path);
  if (source.kind == Source::Kind::bids) {
    r.file("derivatives", source.derivatives);
    r.text("space", source.space);
    source.desc_given = r.has("desc");
    r.text("desc", source.desc);
    read_entities(r, source);
  }
  r.finish();
}

void read_subjects(Reader& data, std::vector<Located<std::string>>& subjects) {
  const auto* v = data.value("subjects");
  if (v == nullptr) return data.session().origin("data.subjects", "all", std::string("default"));
  if (v->is_scalar() && v->text == "all")
    return data.session().origin("data.subjects", "all", v->at);
  data.texts("subjects", subjects);
  auto& bad = data.session().diagnostics;
  if (v->is_list() && v->items.empty())
    bad.error(v->at, "data.subjects is empty", "name subjects, or write all");
  std::set<std::string> seen;
  for (const auto& s : subjects)
    if (!seen.insert(s.value).second)
      bad.error(s.at, fmt::format("data.subjects names '{}' twice", s.value));
}

void read_stimuli(Reader& data, Stimuli& stimuli) {
  auto r = data.map("stimuli");
  r.file("folder", stimuli.folder);
  r.file("captions", stimuli.captions);
  stimuli.file.at = r.at("file");
  r.text("file", stimuli.file.value);
  r.real("fade_s", stimuli.fade_s, 0, 60);
  if (const auto* rms = r.value("rms_db"); rms != nullptr && !rms->is_null()) {
    double level = -20;
    r.real("rms_db", level, -120, 0);
    stimuli.rms_db = level;
  }
  r.finish();
}

void read_mask(Reader& data, Mask& mask) {
  const auto* v = data.value("mask");
  if (v == nullptr) return data.session().origin("data.mask", "auto", std::string("default"));
  if (v->is_scalar()) {
    data.session().origin("data.mask", flow_text(*v), v->at);
    if (v->text == "auto") return;
    if (v->text == "all") {
      mask.kind = Mask::Kind::all;
      return;
    }
    mask.kind = Mask::Kind::image;
    mask.image = {data.session().absolute(v->text), v->at};
    return;
  }
  auto r = data.map("mask");
  if (r.has("image")) {
    mask.kind = Mask::Kind::image;
    r.file("image", mask.image);
  } else if (r.has("roi")) {
    mask.kind = Mask::Kind::roi;
    r.texts("roi", mask.roi);
  }
  r.finish();
}

// `leakage: error`, or a word for each kind.
void read_leakage(Reader& split, Split& out) {
  const std::vector<std::pair<std::string, OnLeakage>> words = {
      {"warn", OnLeakage::warn}, {"error", OnLeakage::error}, {"ignore", OnLeakage::ignore}};
  split.file("tracks", out.tracks);
  auto& rules = out.leakage;
  rules.at = split.at("leakage");
  const auto* v = split.value("leakage");
  if (v != nullptr && v->is_scalar()) {
    split.choice("leakage", rules.track, words);
    rules.artist = rules.faulty = rules.track;
  } else {
    auto r = split.map("leakage");
    r.choice("track", rules.track, words);
    r.choice("artist", rules.artist, words);
    r.choice("faulty", rules.faulty, words);
    r.finish();
  }
  if (v != nullptr && out.tracks.value.empty())
    split.session().diagnostics.error(rules.at, "data.split.leakage needs a table of tracks",
                                      "add data.split.tracks: tracks.tsv");
}

// Says what a side takes that the recipe leaves open.
void default_sides(Reader& split, const Split& sides) {
  const bool train = !sides.train.entities.empty(), test = !sides.test.entities.empty();
  auto& session = split.session();
  const std::string from = "default";
  if (!train)
    session.origin(split.path("train"), test ? "what test does not select" : "the other tasks",
                   from);
  if (!test)
    session.origin(split.path("test"), train ? "what train does not select" : "tasks test*", from);
}

// Averaged test rows are z-scored again only where training rows were z-scored.
void read_split(Reader& data, bool zscored, Split& split) {
  auto r = data.map("split");
  split.at = r.at();
  read_select(r, "train", split.train);
  read_select(r, "test", split.test);
  default_sides(r, split);
  r.boolean("average_repeats", split.average_repeats);
  if (!zscored) split.zscore_after_average = false;
  r.boolean("zscore_after_average", split.zscore_after_average);
  r.boolean("allow_shared_clips", split.allow_shared_clips);
  r.boolean("allow_missing_runs", split.allow_missing_runs);
  read_leakage(r, split);
  r.finish();
}

}  // namespace

void read_data(Reader& root, Data& data) {
  if (root.required("data") == nullptr) return;
  auto r = root.map("data");
  read_source(r, data.source);
  read_subjects(r, data.subjects);
  // An arrays file is prepared already and names its own split and regions.
  if (data.source.kind == Source::Kind::bids) {
    read_stimuli(r, data.stimuli);
    read_mask(r, data.mask);
    read_atlas(r, data.atlas);
    read_prepare(r, data.prepare);
    read_split(r, data.prepare.zscore == Prepare::ZScore::run, data.split);
  } else {
    auto split = r.map("split");
    data.split.at = split.at();
    // Training rows are as the person brought them; test rows must stay on their scale.
    data.split.zscore_after_average = false;
    split.boolean("average_repeats", data.split.average_repeats);
    split.boolean("zscore_after_average", data.split.zscore_after_average);
    split.boolean("allow_shared_clips", data.split.allow_shared_clips);
    read_leakage(split, data.split);
    split.finish();
  }
  r.finish();
}

}  // namespace encore::recipe
