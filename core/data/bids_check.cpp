// What a run will need besides the runs themselves, looked at before anything is computed.
#include <fmt/format.h>

#include "core/data/atlas.hpp"
#include "core/data/bids.hpp"
#include "core/data/confounds.hpp"
#include "core/data/mask.hpp"
#include "core/data/roi_groups.hpp"
#include "core/io/labels.hpp"
#include "core/recipe/files.hpp"

namespace encore::data {
namespace {

// Runs a check and keeps what it says at the place in the recipe that asked for it.
template <class Check>
void at_place(const base::Location& at, base::Diagnostics& bad, const Check& check) {
  try {
    check();
  } catch (const base::Error& e) {
    bad.error(e.at().file.empty() ? at : e.at(), e.what(), e.hint());
  }
}

void check_grid(const std::string& what, const std::string& path, const Subject& subject) {
  const auto files = recipe::files_of(path, subject.id);
  const auto how = io::labels_difference(files, subject.grid);
  if (!how.empty())
    throw base::Error(fmt::format("{} {} and {} lie on different grids: {}", what,
                                  files.front().string(), subject.runs.front().image.string(), how),
                      fmt::format("resample the {} to the images' grid", what));
}

// The first subject speaks for all: atlases of several subjects have one table.
void check_rois(const recipe::Data& data, const DataSet& set, base::Diagnostics& bad) {
  if (data.atlas.image.value.empty() || set.subjects.empty()) return;
  const auto& at = data.atlas.labels.value.empty() ? data.atlas.image.at : data.atlas.labels.at;
  at_place(at, bad, [&] {
    const auto names = atlas_names(data.atlas, set.subjects.front());
    if (!names.empty()) check_regions(data, names, bad);
  });
}

// Masks that the recipe names are one image. One that is computed from scans is left to the run.
void check_mask(const recipe::Data& data, const DataSet& set, base::Diagnostics& bad) {
  using Kind = recipe::Mask::Kind;
  const bool roi = data.mask.kind == Kind::roi;
  if (!roi && data.mask.kind != Kind::image) return;
  const auto& path = roi ? data.atlas.image : data.mask.image;
  const auto& at = roi ? data.mask.roi.front().at : data.mask.image.at;
  for (const auto& subject : set.subjects) {
    if (subject.runs.empty() || subject.runs.front().image.empty()) continue;
    at_place(at, bad, [&] { make_mask(subject, data, {}); });
    if (!bad.ok() || path.value.find("{subject}") == std::string::npos) return;
  }
}

void check_confounds(const recipe::Data& data, const Run& run) {
  const auto& patterns = data.prepare.confounds;
  if (patterns.empty()) return;
  if (run.confounds.empty()) throw_no_confounds(run, patterns.front().at);
  const auto& p = data.prepare;
  read_confounds(run.confounds, patterns, run.volumes, p.drop_leading_tr,
                 run.volumes - p.drop_leading_tr - p.drop_trailing_tr);
}

}  // namespace

void check_images(const recipe::Data& data, const DataSet& set, base::Diagnostics& bad) {
  check_rois(data, set, bad);
  for (const auto& subject : set.subjects) {
    if (subject.runs.empty() || subject.runs.front().image.empty()) continue;
    if (data.mask.kind == recipe::Mask::Kind::image)
      at_place(data.mask.image.at, bad,
               [&] { check_grid("mask", data.mask.image.value, subject); });
    if (!data.atlas.image.value.empty())
      at_place(data.atlas.image.at, bad,
               [&] { check_grid("atlas", data.atlas.image.value, subject); });
    for (const auto& run : subject.runs) {
      const auto before = bad.list().size();
      if (!data.prepare.confounds.empty())
        at_place(data.prepare.confounds.front().at, bad, [&] { check_confounds(data, run); });
      if (bad.list().size() != before) break;  // the other runs will say the same
    }
  }
  if (bad.ok()) check_mask(data, set, bad);
}

}  // namespace encore::data
