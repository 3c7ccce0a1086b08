#include "core/plan/expand.hpp"

#include <fmt/format.h>

#include <map>

#include "core/base/random.hpp"
#include "core/encode/kept.hpp"
#include "core/features/array_rows.hpp"
#include "core/plan/evaluation.hpp"
#include "core/plan/expand_responses.hpp"
#include "core/plan/fitted.hpp"
#include "core/plan/task_list.hpp"
#include "core/recipe/keys.hpp"

namespace encore::plan {
using nlohmann::json;
namespace {

// Each adder returns the index of what it added.
class Expander {
 public:
  explicit Expander(const Study& study) : study_(study), recipe_(study.recipe) {}

  std::vector<Task> all() {
    for (std::size_t f = 0; f < recipe_.features.size(); ++f)
      if (study_.is_used(f)) feature_of_[f] = add_feature(f);
    for (std::size_t s = 0; s < study_.dataset.subjects.size(); ++s) add_subject(s);
    return tasks_.in_order();
  }

 private:
  std::string digest(const std::filesystem::path& file) const { return study_.store.digest(file); }
  recipe::Digest digester() const {
    return [this](const std::filesystem::path& file) { return digest(file); };
  }
  std::string hash(std::size_t task) const { return tasks_.hash(task); }

  std::size_t add_feature(std::size_t f) {
    const auto& feature = recipe_.features[f];
    Task task;
    task.stage = Stage::features;
    task.feature = f;
    task.id = "features/" + feature.name;
    if (!study_.from_arrays()) return tasks_.add(std::move(task), study_.features[f]->key(), {});
    const json key = features::rows_key(recipe_, feature, study_.plugin(feature.use),
                                        digest(recipe_.data.source.path.value), study_.store);
    return tasks_.add(std::move(task), key, {});
  }

  std::size_t add_encode(std::size_t s, std::size_t m) {
    Task task;
    task.stage = Stage::encode;
    task.subject = s;
    task.model = m;
    task.id =
        fmt::format("encode/{}/{}", study_.dataset.subjects[s].id, recipe_.encode.models[m].name);
    json key = {{"format", "centred/1"},  // responses and predictions about the training mean
                {"responses", responses_.key},
                {"align", recipe::align_key(study_.align(m))}};
    if (study_.is_fitted(m)) {
      key["fitted"] = digest(fitted_folder(study_, s, m) / encode::kModelFile);
    } else {
      const auto& use = recipe_.encode.regression;
      key["cv"] = recipe::cv_key(recipe_.encode.cv);
      key["regression"] = recipe::use_key(use, study_.plugin(use),
                                          base::seed_for(recipe_.seed, "encode"), digester());
    }
    auto needs = responses_.tasks;
    for (const auto f : study_.bands(m)) {
      key["features"].push_back(hash(feature_of_.at(f)));
      needs.push_back(feature_of_.at(f));
    }
    if (study_.bands(m).size() > 1) key["r2_split"] = "product-measure/1";
    return tasks_.add(std::move(task), std::move(key), std::move(needs));
  }

  void add_significance(std::size_t s, std::size_t m, std::size_t encode) {
    const auto& sig = recipe_.stats.significance;
    if (!sig.enabled) return;
    Task task;
    task.stage = Stage::significance;
    task.subject = s;
    task.model = m;
    task.id = fmt::format("significance/{}/{}", study_.dataset.subjects[s].id,
                          recipe_.encode.models[m].name);
    json key = recipe::significance_key(sig);
    key["encode"] = hash(encode);
    if (sig.test != recipe::Significance::Test::gaussian) key["seed"] = recipe_.seed;
    tasks_.add(std::move(task), std::move(key), {encode});
  }

  // As encode, on other parts of the rows.
  void add_resample(std::size_t s, std::size_t m, std::size_t encode) {
    const auto& evaluate = recipe_.encode.evaluate;
    if (evaluate.kind == recipe::Evaluate::Kind::fixed) return;
    Task task;
    task.stage = Stage::resample;
    task.subject = s;
    task.model = m;
    task.id =
        fmt::format("resample/{}/{}", study_.dataset.subjects[s].id, recipe_.encode.models[m].name);
    json key = {{"folds", evaluate.folds},   {"group", static_cast<int>(evaluate.group)},
                {"gap_tr", evaluate.gap_tr}, {"draw", evaluate.seed},
                {"seed", recipe_.seed},      {"fit", tasks_[encode].key},
                {"format", "resample/3"}};  // of what the task leaves
    if (evaluate.group == recipe::Evaluate::Group::column)
      for (const auto& clip : study_.dataset.clips)
        key["left_out"].push_back({clip.id, column_value(study_, clip)});
    if (evaluate.group == recipe::Evaluate::Group::artist)
      key["tracks"] = digest(recipe_.data.split.tracks.value);
    tasks_.add(std::move(task), std::move(key), tasks_[encode].needs);
  }

  // One for all models in fir mode; one a window in window mode.
  void add_ceiling(std::size_t s, std::size_t m) {
    if (!wants_ceiling(s) || study_.ceiling_model(s, m) != m) return;
    Task task;
    task.stage = Stage::ceiling;
    task.subject = s;
    task.model = m;
    task.id = "ceiling/" + study_.dataset.subjects[s].id;
    if (m != study_.models.front()) task.id += "/" + recipe_.encode.models[m].name;
    const bool halves = recipe_.ceiling.method == recipe::Ceiling::Method::split_half;
    json key = {{"responses", responses_.key},
                {"method", halves ? "split-half" : "explainable-variance"}};
    if (halves) {
      key["splits"] = recipe_.ceiling.splits;
      key["seed"] = recipe_.seed;
    }
    if (recipe_.align.mode == recipe::Align::Mode::window) key["window"] = window_key(s, m);
    tasks_.add(std::move(task), std::move(key), responses_.tasks);
  }

  json window_key(std::size_t s, std::size_t m) const {
    const auto window = study_.window(s, m);
    json key = {{"window_s", window.s}, {"delay_tr", recipe_.align.delay_tr}};
    if (window.volumes > 0) key["window_tr"] = window.volumes;
    return key;
  }

  // Asked for, or possible and not declined.
  bool wants_ceiling(std::size_t s) const {
    if (recipe_.ceiling.given) return recipe_.ceiling.method != recipe::Ceiling::Method::none;
    return recipe_.data.split.average_repeats && study_.has_repeats(s);
  }

  void add_compare(std::size_t s, std::vector<std::size_t> encodes,
                   const std::vector<std::size_t>& delays) {
    const auto& compare = recipe_.stats.compare;
    if (!compare.enabled || !study_.is_compared()) return;
    encodes.insert(encodes.end(), delays.begin(), delays.end());
    Task task;
    task.stage = Stage::compare;
    task.subject = s;
    task.id = "compare/" + study_.dataset.subjects[s].id;
    json key = {{"draws", compare.draws},
                {"interval", compare.interval},
                {"format", "compare/4"},  // of what the task leaves
                {"block_clips", recipe::auto_key(compare.block_clips)},
                // Drawn where there are no clips.
                {"block_tr", recipe::auto_key(recipe_.stats.significance.block_tr)},
                {"pairs", compare.pairs},
                {"seed", recipe_.seed},
                {"regions", region_key(s)}};
    if (!recipe_.data.atlas.groups.empty()) key["groups"] = recipe::groups_key(recipe_.data.atlas);
    key["clips"] = "cross/2";  // tables of clips for the group
    if (compare.by_voxel) key["by"] = "voxel";
    if (compare.test == recipe::Compare::Test::permutation) key["test"] = "permutation";
    for (const auto e : encodes) key["encode"].push_back({tasks_[e].id, hash(e)});
    tasks_.add(std::move(task), std::move(key), encodes);
  }

  json region_key(std::size_t s) const {
    if (study_.from_arrays()) return responses_.key.at("file");
    return recipe::mask_key(recipe_.data, study_.dataset.subjects[s].id, digester());
  }

  void add_subject(std::size_t s) {
    responses_ = add_responses(study_, s, tasks_);
    std::vector<std::size_t> encodes;
    for (const auto m : study_.models) {
      encodes.push_back(add_encode(s, m));
      add_significance(s, m, encodes.back());
      add_resample(s, m, encodes.back());
    }
    std::vector<std::size_t> delays;
    for (const auto m : study_.parts) {
      const auto part = add_encode(s, m);
      if (recipe_.encode.models[m].delay_tr) delays.push_back(part);
    }
    for (const auto m : study_.models) add_ceiling(s, m);
    add_compare(s, std::move(encodes), delays);
  }

  const Study& study_;
  const recipe::Recipe& recipe_;
  TaskList tasks_;
  std::map<std::size_t, std::size_t> feature_of_;
  ResponseTasks responses_;  // of the subject at hand
};

}  // namespace

std::vector<Task> expand(const Study& study) { return Expander(study).all(); }

}  // namespace encore::plan
