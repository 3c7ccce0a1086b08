#include "core/data/bids_missing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/text.hpp"
#include "core/data/mask.hpp"

namespace encore::data {
namespace {

// A run, and the files that name it.
struct Named {
  BidsName run;
  std::vector<BidsFile> files;
};

bool is_of_image(const std::string& key) {
  return is_processing(key) || key == "echo" || key == "part";
}

BidsName run_of(BidsName name) {
  std::erase_if(name.entities, [](const auto& e) { return is_of_image(e.first); });
  return name;
}

bool names_a_run(const BidsName& name, bool derived) {
  if (name.suffix == "bold" || name.suffix == "events") return true;
  const std::string desc = name.entity("desc");
  return derived && (name.suffix == "boldref" || desc == "confounds" || desc == "brain");
}

// What source.entities says of runs, such as {acq: highres}. A name that does not say may be meant.
bool left_out(const BidsName& run, const recipe::Select& entities) {
  return std::any_of(entities.entities.begin(), entities.entities.end(), [&](const auto& wanted) {
    const auto& [key, values] = wanted;
    const std::string value = run.entity(key);
    return !value.empty() && !is_of_image(key) &&
           std::none_of(values.begin(), values.end(),
                        [&](const auto& v) { return same_entity(value, v); });
  });
}

// A side of the split that is left open takes whatever the other one does not.
bool is_selected(const BidsName& run, const recipe::Split& split) {
  return split.train.entities.empty() || split.test.entities.empty() || matches(run, split.train) ||
         matches(run, split.test);
}

bool same(const BidsName& a, const BidsName& b) { return applies_to(a, b) && applies_to(b, a); }

void add(const BidsFile& file, std::vector<Named>& runs) {
  const BidsName run = run_of(file.name);
  auto it = std::find_if(runs.begin(), runs.end(), [&](const auto& n) { return same(n.run, run); });
  if (it == runs.end()) it = runs.insert(runs.end(), {run, {}});
  it->files.push_back(file);
}

// Selected runs that no image is of. Of those, names that apply to another say less and are no run.
std::vector<Named> missing(const Reading& r, const std::vector<RunImage>& images) {
  std::vector<Named> all;
  std::vector<std::filesystem::path> roots = {r.raw()};
  if (r.images() != r.raw()) roots.push_back(r.images());
  for (const auto& root : roots)
    for (const auto& f : list_func(root, r.subject))
      if (names_a_run(f.name, r.derived() && root == r.images())) add(f, all);
  std::erase_if(all, [&](const Named& n) {
    return left_out(n.run, r.data.source.entities) || !is_selected(n.run, r.data.split) ||
           std::any_of(images.begin(), images.end(),
                       [&](const auto& i) { return applies_to(n.run, i.file.name); });
  });
  std::vector<Named> runs;
  for (const auto& n : all)
    if (std::none_of(all.begin(), all.end(), [&](const auto& other) {
          return !same(n.run, other.run) && applies_to(n.run, other.run);
        }))
      runs.push_back(n);
  return runs;
}

bool is_sidecar(const BidsFile& f) { return f.name.extension == ".json"; }

std::string names(const std::vector<BidsFile>& files) {
  std::vector<std::string> out;
  for (const auto& f : files) out.push_back(f.path.filename().string());
  return base::join(out, "and");
}

// "{run: [1, 2], task: Training}": the runs that are there, of the task of one that is not.
std::string selection(const BidsName& run, const std::vector<RunImage>& images) {
  std::set<std::string> there;
  for (const auto& i : images)
    if (same_entity(i.file.name.entity("task"), run.entity("task")))
      there.insert(i.file.name.entity("run"));
  if (there.empty() || there.contains("") || run.entity("run").empty()) return "";
  return fmt::format(", for example {{task: {}, run: [{}]}}", run.entity("task"),
                     fmt::join(there, ", "));
}

std::string what_is_there(const Named& n, const std::vector<RunImage>& images) {
  std::vector<BidsFile> others = n.files;
  std::erase_if(others, [](const auto& f) { return f.name.suffix != "bold" || is_sidecar(f); });
  if (!others.empty()) return "of this run there is " + names(others);
  std::vector<std::string> labels;
  for (const auto& i : images) labels.push_back(run_label(i.file.name));
  return "there are images of " + base::join(labels, "and");
}

}  // namespace

std::vector<BidsName> missing_runs(const Reading& r, const std::vector<RunImage>& images) {
  std::vector<BidsName> out;
  if (r.options.design_only) return out;
  for (auto& n : missing(r, images)) out.push_back(std::move(n.run));
  return out;
}

void check_missing(const Reading& r, const std::vector<RunImage>& images) {
  if (r.options.design_only) return;
  for (const auto& n : missing(r, images)) {
    const std::string message =
        fmt::format("{} {} has no image like {}, but {} it", r.subject, run_label(n.run),
                    images.front().file.path.filename().string(),
                    names(n.files) + (n.files.size() == 1 ? " names" : " name"));
    if (r.data.split.allow_missing_runs) {
      r.warnings.push_back(message + "; the run is left out");
      continue;
    }
    r.error(message,
            fmt::format("{}; copy the image again, or leave the run out: select the others "
                        "in data.split{}, or set data.split.allow_missing_runs: true",
                        what_is_there(n, images), selection(n.run, images)));
  }
}

void check_brain_masks(const Reading& r, const std::vector<Placed>& runs) {
  if (!r.derived() || r.data.mask.kind != recipe::Mask::Kind::automatic || runs.empty() ||
      !runs.front().grid.parts.empty())
    return;
  std::vector<std::string> with, without;
  for (const auto& p : runs)
    (brain_mask_of(p.run.image).empty() ? without : with).push_back(p.run.label);
  if (without.empty()) return;
  if (with.empty())
    r.warnings.push_back(
        fmt::format("{}: no run has a *_desc-brain_mask.nii.gz with the entities of its image in "
                    "{}, so the mask is computed from the images",
                    r.subject, runs.front().run.image.parent_path().string()));
  else
    r.error(fmt::format("{} has no *_desc-brain_mask.nii.gz for {}, but for {}", r.subject,
                        base::join(without, "and"), base::join(with, "and")),
            "copy them again, or give a mask image in data.mask");
}

}  // namespace encore::data
