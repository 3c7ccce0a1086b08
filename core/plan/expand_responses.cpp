#include "core/plan/expand_responses.hpp"

#include <fmt/format.h>

#include "core/data/mask.hpp"
#include "core/recipe/keys.hpp"

namespace encore::plan {
using nlohmann::json;
namespace {

class Adder {
 public:
  Adder(const Study& study, std::size_t subject, TaskList& tasks)
      : study_(study),
        data_(study.recipe.data),
        index_(subject),
        subject_(study.dataset.subjects[subject]),
        tasks_(tasks) {}

  ResponseTasks from_arrays() const {
    ResponseTasks out;
    out.key = {{"file", digest(data_.source.path.value)}, {"subject", subject_.id}};
    return out;
  }

  ResponseTasks from_images() const {
    ResponseTasks out;
    const std::size_t mask = add_mask();
    const std::string voxels = store::hash_of(voxels_key());
    for (std::size_t r = 0; r < subject_.runs.size(); ++r) {
      const auto& run = subject_.runs[r];
      out.tasks.push_back(add_prepare(r, mask, voxels));
      out.key["runs"].push_back(tasks_.hash(out.tasks.back()));
      out.key["timeline"].push_back(timeline_key(run));
      if (drops_outliers() && !run.scrubbed.empty())
        out.key["timeline"].back()["scrubbed"] = run.scrubbed;
    }
    return out;
  }

 private:
  std::string digest(const std::filesystem::path& file) const { return study_.store.digest(file); }
  recipe::Digest digester() const {
    return [this](const std::filesystem::path& file) { return digest(file); };
  }
  bool drops_outliers() const { return data_.prepare.scrub.method == recipe::Scrub::Method::drop; }

  std::size_t add_mask() const {
    Task task;
    task.stage = Stage::mask;
    task.subject = index_;
    task.id = "mask/" + subject_.id;
    json key = recipe::mask_key(data_, subject_.id, digester());
    key.update(voxels_key());
    return tasks_.add(std::move(task), std::move(key), {});
  }

  // What decides which voxels a subject has: names of regions do not.
  json voxels_key() const {
    json key = recipe::voxels_key(data_, subject_.id, digester());
    for (const auto& run : subject_.runs) {
      for (const auto& image : run.images()) key["images"].push_back(digest(image));
      if (const auto brain = data::brain_mask_of(run.image); !brain.empty())
        key["brain_masks"].push_back(digest(brain));
    }
    key["kept"] = {data_.prepare.drop_leading_tr, data_.prepare.drop_trailing_tr};
    return key;
  }

  std::size_t add_prepare(std::size_t r, std::size_t mask, const std::string& voxels) const {
    const auto& run = subject_.runs[r];
    Task task;
    task.stage = Stage::prepare;
    task.subject = index_;
    task.run = r;
    task.id = fmt::format("prepare/{}/{}", subject_.id, run.label);
    json key = {{"image", digest(run.image)},
                {"voxels", voxels},
                {"tr_s", run.tr_s},
                {"prepare", recipe::prepare_key(data_.prepare)}};
    const auto& p = data_.prepare;
    if (!run.right.empty()) key["right"] = digest(run.right);
    if ((!p.confounds.empty() || p.scrub.enabled()) && !run.confounds.empty())
      key["confounds"] = digest(run.confounds);
    return tasks_.add(std::move(task), std::move(key), {mask});
  }

  json timeline_key(const data::Run& run) const {
    json events = json::array();
    for (const auto& e : run.events)
      events.push_back({e.onset_s, e.duration_s, study_.dataset.clips[e.clip].id, e.repeat});
    return {
        {"test", run.test}, {"number", run.number}, {"volumes", run.volumes}, {"events", events}};
  }

  const Study& study_;
  const recipe::Data& data_;
  std::size_t index_;
  const data::Subject& subject_;
  TaskList& tasks_;
};

}  // namespace

ResponseTasks add_responses(const Study& study, std::size_t subject, TaskList& tasks) {
  const Adder adder(study, subject, tasks);
  auto out = study.from_arrays() ? adder.from_arrays() : adder.from_images();
  out.key["split"] = recipe::split_key(study.recipe.data.split);
  return out;
}

}  // namespace encore::plan
