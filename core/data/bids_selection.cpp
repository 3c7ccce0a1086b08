#include "core/data/bids_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/text.hpp"
#include "core/data/bids_files.hpp"
#include "core/data/bids_images.hpp"
#include "core/data/bids_missing.hpp"
#include "core/data/bids_name.hpp"
#include "core/data/bids_run.hpp"

namespace encore::data {
namespace {

using Names = std::vector<BidsName>;

struct Found {
  Names files;        // of scans and events, whatever the recipe chooses of them
  Names runs;         // the images that it chooses, and runs whose image is missing
  bool whole = true;  // images could be chosen for every subject
};

void add_files(const Reading& r, Names& out) {
  std::vector<std::filesystem::path> roots = {r.raw()};
  if (r.images() != r.raw()) roots.push_back(r.images());
  for (const auto& root : roots)
    for (auto& f : list_func(root, r.subject)) {
      if (f.name.suffix != "bold" && f.name.suffix != "events") continue;
      if (f.name.suffix == "bold") f.name.entities.emplace_back("extension", f.name.extension);
      out.push_back(std::move(f.name));
    }
}

Found look(const recipe::Data& data, const std::vector<std::string>& subjects,
           BidsOptions options) {
  Found out;
  ClipTable clips{std::filesystem::path()};
  for (const auto& id : subjects) {
    base::Diagnostics bad;
    std::vector<std::string> warnings;
    const Reading r{data, id, options, clips, bad, warnings};
    add_files(r, out.files);
    const auto images = choose_images(r);
    out.whole = out.whole && !images.empty() && bad.ok();
    for (const auto& image : images) out.runs.push_back(image.file.name);
    for (auto& run : missing_runs(r, images)) out.runs.push_back(std::move(run));
  }
  return out;
}

bool one_has(const Names& names, const std::string& key, const std::string& value) {
  return std::any_of(names.begin(), names.end(),
                     [&](const BidsName& n) { return same_entity(n.entity(key), value); });
}

std::set<std::string> values_of(const Names& names, const std::string& key) {
  std::set<std::string> out;
  for (const auto& n : names) out.insert(n.entity(key));
  out.erase("");
  return out;
}

std::set<std::string> keys_of(const Names& names) {
  std::set<std::string> out;
  for (const auto& n : names)
    for (const auto& e : n.entities)
      if (e.first != "sub" && !is_processing(e.first)) out.insert(e.first);
  return out;
}

// What was probably meant, else all there is. Of numbers each is near every other.
std::string instead(const std::string& wanted, const std::set<std::string>& there) {
  const std::vector<std::string> all(there.begin(), there.end());
  const bool number = wanted.find_first_not_of("0123456789") == std::string::npos;
  const std::string near = number ? "" : base::nearest(wanted, all);
  if (!near.empty()) return fmt::format("did you mean '{}'?", near);
  if (all.empty()) return "";
  return fmt::format("there {} {}", all.size() == 1 ? "is" : "are", base::join(all, "and"));
}

// A selection and how a person finds it.
struct Asked {
  const char* name;
  const recipe::Select& select;
  base::Location at;
};

void check_entity(const Asked& asked, const std::string& key, const Names& names,
                  base::Diagnostics& bad) {
  const auto there = values_of(names, key);
  for (const auto& value : asked.select.entities.at(key)) {
    if (one_has(names, key, value)) continue;
    if (there.empty()) {
      bad.error(asked.at, fmt::format("{}: no run has the entity '{}'", asked.name, key),
                instead(key, keys_of(names)));
      return;
    }
    bad.error(asked.at, fmt::format("{}: no run has {}-{}", asked.name, key, value),
              instead(value, there));
  }
}

// A value that runs have, but none of those that the other entities select.
void check_together(const Asked& asked, const Names& names, base::Diagnostics& bad) {
  const auto selected = [](const Names& all, const recipe::Select& select) {
    Names out;
    for (const auto& n : all)
      if (matches(n, select)) out.push_back(n);
    return out;
  };
  if (selected(names, asked.select).empty()) return;
  for (const auto& entity : asked.select.entities) {
    recipe::Select others = asked.select;
    others.entities.erase(entity.first);
    const Names left = selected(names, others);
    for (const auto& value : entity.second)
      if (!one_has(left, entity.first, value))
        bad.error(asked.at,
                  fmt::format("{}: no run has {}-{} together with its other entities", asked.name,
                              entity.first, value),
                  instead(value, values_of(left, entity.first)));
  }
}

void check_side(const Asked& asked, const Found& found, base::Diagnostics& bad) {
  if (!found.whole) return;
  const auto before = bad.list().size();
  for (const auto& entity : asked.select.entities)
    check_entity(asked, entity.first, found.runs, bad);
  if (bad.list().size() == before) check_together(asked, found.runs, bad);
}

// Entities of images rather than of runs: where no image is chosen, that says more.
void check_source(const Asked& asked, const Found& found, base::Diagnostics& bad) {
  for (const auto& entity : asked.select.entities) {
    const bool of_images = is_processing(entity.first) || entity.first == "extension";
    if (found.whole || !of_images) check_entity(asked, entity.first, found.files, bad);
  }
}

}  // namespace

void check_selections(const recipe::Data& data, const std::vector<std::string>& subjects,
                      BidsOptions options, base::Diagnostics& bad) {
  const auto& train = data.split.train;
  const auto& test = data.split.test;
  const auto& source = data.source.entities;
  if (subjects.empty()) return;
  if (train.entities.empty() && test.entities.empty() && source.entities.empty()) return;
  Found found;
  try {
    found = look(data, subjects, options);
  } catch (const base::Error&) {
    return;  // a folder that cannot be read: whoever reads the runs says so
  }
  const auto place = [](const base::Location& own, const base::Location& other) {
    return own.file.empty() ? other : own;
  };
  if (!options.design_only)
    check_source({"data.source.entities", source, place(source.at, data.source.path.at)}, found,
                 bad);
  // A model that is fitted already asks for no training runs.
  if (data.split.must_train)
    check_side({"data.split.train", train, place(train.at, data.split.at)}, found, bad);
  check_side({"data.split.test", test, place(test.at, data.split.at)}, found, bad);
}

}  // namespace encore::data
