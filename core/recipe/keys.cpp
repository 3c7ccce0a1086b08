#include "core/recipe/keys.hpp"

#include "core/recipe/files.hpp"
#include "encore/abi.h"

namespace encore::recipe {
using nlohmann::json;
namespace {

// One digest; of a surface's hemispheres, a list.
json digests(const std::string& path, const std::string& subject, const Digest& digest) {
  const auto files = files_of(path, subject);
  if (files.size() == 1) return digest(files.front());
  json out = json::array();
  for (const auto& file : files) out.push_back(digest(file));
  return out;
}

void add_atlas(const Atlas& atlas, const std::string& subject, const Digest& digest, json& key) {
  if (atlas.image.value.empty()) return;
  key["atlas"] = digests(atlas.image.value, subject, digest);
  if (!atlas.labels.value.empty()) key["labels"] = digest(for_subject(atlas.labels.value, subject));
}

// The first so many of a group differ from all of it.
json confounds_key(const std::vector<Confound>& confounds) {
  json key = json::array();
  for (const auto& c : confounds) {
    if (c.count > 0) key.push_back({c.value, c.count});
    else key.push_back(c.value);
  }
  return key;
}

// What makes a volume an outlier; how many may be is a check.
json scrub_key(const Scrub& s) {
  json key = {{"before_tr", s.before_tr},
              {"after_tr", s.after_tr},
              {"method", s.method == Scrub::Method::drop ? "drop" : "spikes"}};
  if (s.framewise_displacement_mm) key["framewise_displacement_mm"] = *s.framewise_displacement_mm;
  if (s.std_dvars) key["std_dvars"] = *s.std_dvars;
  for (const auto& c : s.columns) key["columns"].push_back(c.value);
  return key;
}

}  // namespace

json prepare_key(const Prepare& p) {
  json detrend = {{"kind", static_cast<int>(p.detrend.kind)}};
  switch (p.detrend.kind) {
    case Detrend::Kind::none: break;
    case Detrend::Kind::polynomial: detrend["order"] = p.detrend.order; break;
    case Detrend::Kind::cosine: detrend["cutoff_s"] = p.detrend.cutoff_s; break;
    case Detrend::Kind::running_median: detrend["window_s"] = p.detrend.window_s; break;
  }
  json key = {{"drop_leading_tr", p.drop_leading_tr},
              {"drop_trailing_tr", p.drop_trailing_tr},
              {"detrend", detrend},
              {"confounds", confounds_key(p.confounds)},
              {"zscore", static_cast<int>(p.zscore)}};
  if (p.scrub.enabled()) key["scrub"] = scrub_key(p.scrub);
  return key;
}

json split_key(const Split& s) {
  return {{"average_repeats", s.average_repeats}, {"zscore_after_average", s.zscore_after_average}};
}

json align_key(const Align& a) {
  json key = {{"standardise", static_cast<int>(a.standardise)}};
  if (a.mode == Align::Mode::window) {
    key["delay_tr"] = a.delay_tr;
    key["window_s"] = a.window_s;
    if (!a.window_tr.empty()) key["window_tr"] = a.window_tr;
    return key;
  }
  key["delays_tr"] = a.delays_tr;
  if (a.resample == Align::Resample::lanczos) key["lanczos_lobes"] = a.lanczos_lobes;
  return key;
}

json groups_key(const Atlas& atlas) {
  json key = json::array();
  for (const auto& group : atlas.groups) {
    json words = json::array();
    for (const auto& word : group.regions) words.push_back(word.value);
    key.push_back({group.name, words});
  }
  return key;
}

json cv_key(const Cv& cv) {
  if (cv.kind == Cv::Kind::leave_one_run_out) return {{"kind", "leave-one-run-out"}};
  json key = {{"kind", "group-kfold"}, {"folds", cv.folds}};
  if (cv.group == Cv::Group::clip) key["group"] = "clip";
  return key;
}

const char* test_name(Significance::Test test) {
  using Test = Significance::Test;
  switch (test) {
    case Test::block_permutation: return "block-permutation";
    case Test::clip_permutation: return "clip-permutation";
    case Test::circular_shift: return "circular-shift";
    case Test::gaussian: return "gaussian";
  }
  return "";
}

json auto_key(int value) { return value > 0 ? json(value) : json("auto"); }

json significance_key(const Significance& s) {
  using Test = Significance::Test;
  json key = {{"test", test_name(s.test)}};
  if (s.test != Test::gaussian) key["draws"] = s.draws;
  // Of what the task leaves: since 3 with what it said in said.json.
  key["format"] = "significance/3";
  if (s.test == Test::block_permutation) key["block_tr"] = auto_key(s.block_tr);
  if (s.test == Test::clip_permutation) key["block_clips"] = auto_key(s.block_clips);
  if (s.test == Test::circular_shift) {
    key["min_shift_tr"] = s.min_shift_tr;
    key["step_tr"] = auto_key(s.step_tr);
  }
  if (s.correct == Significance::Correct::max_statistic) key["maxima"] = true;
  return key;
}

json voxels_key(const Data& data, const std::string& subject, const Digest& digest) {
  json key = {{"kind", static_cast<int>(data.mask.kind)}};
  if (data.mask.kind == Mask::Kind::image)
    key["image"] = digests(data.mask.image.value, subject, digest);
  if (data.mask.kind != Mask::Kind::roi) return key;
  for (const auto& name : data.mask.roi) key["roi"].push_back(name.value);
  for (const auto& group : data.atlas.groups)
    for (const auto& region : group.regions) key["groups"][group.name].push_back(region.value);
  add_atlas(data.atlas, subject, digest, key);
  return key;
}

json mask_key(const Data& data, const std::string& subject, const Digest& digest) {
  json key = voxels_key(data, subject, digest);
  add_atlas(data.atlas, subject, digest, key);
  return key;
}

json use_key(const Use& use, const plugin::PluginInfo& plugin, std::uint64_t seed,
             const Digest& digest) {
  json key = {{"plugin", plugin.id},
              {"version", plugin.version},
              {"params", use.params.key([&](const std::string& path) { return digest(path); })}};
  if ((plugin.flags & ENCORE_DF_USES_SEED) != 0) key["seed"] = seed;
  return key;
}

}  // namespace encore::recipe
