#include "core/data/bids_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "core/base/text.hpp"
#include "core/data/bids_images.hpp"
#include "core/data/bids_missing.hpp"
#include "core/data/bids_run.hpp"
#include "core/data/scrub.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;

bool test_by_name(const BidsName& name) {
  return base::lower(name.entity("task")).starts_with("test");
}

// Train (false) or test (true), or neither. A side that the recipe leaves open takes the runs that
// the other one does not select; when both are open, tasks whose name begins with "test" are test.
std::optional<bool> side_of(const Reading& r, const BidsFile& f) {
  const auto& split = r.data.split;
  const bool train_open = split.train.entities.empty(), test_open = split.test.entities.empty();
  if (train_open && test_open) return test_by_name(f.name);
  const bool train = !train_open && matches(f.name, split.train);
  const bool test = !test_open && matches(f.name, split.test);
  if (train && test) {
    r.bad.error(split.at,
                fmt::format("{} is both a training and a test run", f.path.filename().string()),
                "let data.split.train and data.split.test select different runs");
    return std::nullopt;
  }
  if (train || (train_open && !test)) return false;
  if (test || (test_open && !train)) return true;
  return std::nullopt;
}

// Runs of one subject must share repetition time and grid.
void check_alike(const Reading& r, const std::vector<Placed>& runs) {
  for (const auto& other : runs) {
    const auto& first = runs.front();
    if (std::abs(other.run.tr_s - first.run.tr_s) > 1e-4)
      r.error(fmt::format("{}: {} has a repetition time of {} s, but {} of {} s", r.subject,
                          first.run.label, first.run.tr_s, other.run.label, other.run.tr_s),
              "runs of one subject must have one repetition time; leave some out in data.split");
    if (r.options.design_only) continue;
    const std::string how = io::difference(first.grid, other.grid);
    if (!how.empty())
      r.error(fmt::format("{}: {} and {} lie on different grids: {}", r.subject,
                          first.run.image.string(), other.run.image.string(), how),
              "resample the runs to one grid first");
  }
}

void order_and_number(std::vector<Placed>& runs) {
  std::stable_sort(runs.begin(), runs.end(), [](const Placed& a, const Placed& b) {
    return a.run.test != b.run.test ? !a.run.test : a.run.label < b.run.label;
  });
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].run.number = static_cast<int>(i) + 1;
}

void check_split(const Reading& r, const std::vector<RunImage>& images, bool train, bool test) {
  const bool trains = train || !r.data.split.must_train;
  if (trains && test) return;
  std::set<std::string> tasks;
  for (const auto& i : images) tasks.insert("task-" + i.file.name.entity("task"));
  r.bad.error(
      r.data.split.at, fmt::format("{} has no {} runs", r.subject, trains ? "test" : "training"),
      fmt::format("select them in data.split, for example test: {{task: ...}}; there are {}",
                  base::join({tasks.begin(), tasks.end()}, "and")));
}

}  // namespace

Subject read_subject(const recipe::Data& data, const std::string& id, BidsOptions options,
                     ClipTable& clips, base::Diagnostics& bad, std::vector<std::string>& warnings) {
  const Reading r{data, id, options, clips, bad, warnings};
  const auto before = bad.list().size();
  const auto images = choose_images(r);
  if (!images.empty() && bad.list().size() == before) check_missing(r, images);
  std::vector<Placed> placed;
  std::map<std::string, fs::path> labels;
  bool train = false, test = false;
  for (const auto& image : images) {
    const BidsFile& f = image.file;
    const auto side = side_of(r, f);
    if (!side) continue;
    (*side ? test : train) = true;
    const auto [it, is_new] = labels.emplace(run_label(f.name), f.path);
    if (!is_new) {
      r.error(fmt::format("{} and {} are the same run", it->second.string(), f.path.string()),
              "keep one of them, or select one in data.source.entities");
      continue;
    }
    try {
      placed.push_back(read_run(r, image, *side));
    } catch (const base::Error& e) {
      r.bad.error(e.at().file.empty() ? data.source.path.at : e.at(), e.what(), e.hint());
    }
  }
  if (!images.empty()) check_split(r, images, train, test);
  order_and_number(placed);
  check_brain_masks(r, placed);
  if (!placed.empty()) check_alike(r, placed);
  Subject subject;
  subject.id = id;
  if (!placed.empty()) {
    subject.grid = std::move(placed.front().grid);
    subject.variant = placed.front().variant;
  }
  for (auto& p : placed) subject.runs.push_back(std::move(p.run));
  if (const auto text = scrub_summary(id, subject.runs, data.prepare); !text.empty())
    warnings.push_back(text);
  return subject;
}

}  // namespace encore::data
