#include "core/data/mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/base/text.hpp"
#include "core/data/atlas.hpp"
#include "core/data/brain_mask.hpp"
#include "core/data/prepare.hpp"
#include "core/data/roi_groups.hpp"
#include "core/io/labels.hpp"
#include "core/io/nifti.hpp"
#include "core/recipe/files.hpp"

namespace encore::data {
namespace {

constexpr Index kVolumesForMean = 10;  // of each run

base::VectorF read_on_grid(const io::Files& files, const Subject& subject, const io::Grid& grid) {
  if (const std::string how = io::labels_difference(files, grid); !how.empty())
    throw base::Error(fmt::format("the mask {} lies on another grid than {}: {}",
                                  files.front().string(), subject.runs.front().image.string(), how),
                      "resample the mask to the images' grid");
  return io::read_labels(files, grid).values;
}

std::vector<Index> inside(const base::VectorF& volume) {
  std::vector<Index> out;
  for (Index i = 0; i < volume.size(); ++i)
    if (volume[i] != 0 && !std::isnan(volume[i])) out.push_back(i);
  return out;
}

// Voxels in the brain mask of every run; nothing when a run has none.
bool from_brain_masks(const Subject& subject, Mask& mask) {
  for (const auto& run : subject.runs)
    if (brain_mask_of(run.image).empty()) return false;
  base::VectorF all = base::VectorF::Ones(mask.grid.voxels());
  for (const auto& run : subject.runs) {
    const base::VectorF one = read_on_grid({brain_mask_of(run.image)}, subject, mask.grid);
    all = (one.array() != 0 && all.array() != 0 && one.array() == one.array()).cast<float>();
  }
  mask.voxels = inside(all);
  mask.how = "brain masks of " + base::counted(subject.runs.size(), "run");
  return true;
}

std::vector<Index> all_of(const io::Grid& grid) {
  std::vector<Index> all(static_cast<std::size_t>(grid.voxels()));
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

// The first volumes that are kept of a run, and the number of them: volumes x places.
base::MatrixF first_volumes(const Run& run, const recipe::Prepare& p,
                            const std::vector<Index>& places) {
  return io::read_image(run.images(), p.drop_leading_tr,
                        std::min(kVolumesForMean, kept_volumes(run, p)), places);
}

void compute(const Subject& subject, const recipe::Data& data, const base::Progress& progress,
             Mask& mask) {
  base::VectorD sum = base::VectorD::Zero(mask.grid.voxels());
  base::VectorF volume;
  Index n = 0;
  for (std::size_t i = 0; i < subject.runs.size(); ++i) {
    io::NiftiReader reader(subject.runs[i].image);
    reader.skip(data.prepare.drop_leading_tr);
    for (Index v = 0; v < kVolumesForMean && reader.next(volume); ++v, ++n) {
      base::check_stop();
      sum += volume.cast<double>();
    }
    base::report(progress, static_cast<double>(i + 1) / static_cast<double>(subject.runs.size()),
                 "brain mask");
  }
  std::string warning;
  mask.voxels = brain_voxels(mask.grid, sum / static_cast<double>(n), warning);
  if (!warning.empty()) mask.warnings.push_back(fmt::format("{}: {}", subject.id, warning));
  mask.how = "computed from the images of " + base::counted(subject.runs.size(), "run");
}

// Surfaces and greyordinates: those whose values are finite and vary at the beginning of every run.
// What is no cortex (the medial wall) is written as zeros or NaN.
void without_medial_wall(const Subject& subject, const recipe::Data& data,
                         const base::Progress& progress, Mask& mask) {
  mask.voxels = all_of(mask.grid);
  for (std::size_t i = 0; i < subject.runs.size(); ++i) {
    const base::MatrixF y = first_volumes(subject.runs[i], data.prepare, mask.voxels);
    std::vector<Index> varying;
    for (Index v = 0; v < y.cols(); ++v)
      if (y.col(v).allFinite() && (y.col(v).array() != y(0, v)).any())
        varying.push_back(mask.voxels[static_cast<std::size_t>(v)]);
    mask.voxels = std::move(varying);
    base::report(progress, static_cast<double>(i + 1) / static_cast<double>(subject.runs.size()),
                 "mask of the surface");
  }
  mask.how = fmt::format("vertices and voxels that vary in {}, {} of {}",
                         base::counted(subject.runs.size(), "run"), mask.voxels.size(),
                         mask.grid.voxels());
}

void select_rois(const Subject& subject, const recipe::Data& data, Mask& mask) {
  const RoiNames atlas = roi_names(data.atlas, subject.id, mask);
  const auto wanted = regions_of(data.mask.roi, data.atlas, atlas.rois);
  std::vector<Index> chosen;
  for (std::size_t v = 0; v < mask.voxels.size(); ++v)
    if (wanted.contains(atlas.names[v])) chosen.push_back(mask.voxels[v]);
  mask.voxels = std::move(chosen);
  mask.how = "regions of the atlas";
}

}  // namespace

Mask make_mask(const Subject& subject, const recipe::Data& data, const base::Progress& progress) {
  Mask mask;
  mask.grid = io::read_image_header(subject.runs.front().images()).grid;
  using Kind = recipe::Mask::Kind;
  if (data.mask.kind == Kind::image) {
    const auto files = recipe::files_of(data.mask.image.value, subject.id);
    mask.voxels = inside(read_on_grid(files, subject, mask.grid));
    mask.how = files.front().string();
  } else if (data.mask.kind == Kind::all || data.mask.kind == Kind::roi) {
    mask.voxels = all_of(mask.grid);
    mask.how = "all voxels";
    if (data.mask.kind == Kind::roi) select_rois(subject, data, mask);
  } else if (!mask.grid.parts.empty()) {
    without_medial_wall(subject, data, progress, mask);
  } else if (!from_brain_masks(subject, mask)) {
    compute(subject, data, progress, mask);
  }
  if (mask.voxels.empty())
    throw base::Error(fmt::format("the mask of {} ({}) has no voxel", subject.id, mask.how),
                      "look at data.mask in the recipe");
  return mask;
}

base::VectorF to_volume(const Mask& mask, const base::VectorF& values) {
  if (values.size() != static_cast<Index>(mask.voxels.size()))
    throw base::Error(fmt::format("{} values for {} voxels", values.size(), mask.voxels.size()), "",
                      base::Exit::task_failed);
  base::VectorF out =
      base::VectorF::Constant(mask.grid.voxels(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t v = 0; v < mask.voxels.size(); ++v)
    out[mask.voxels[v]] = values[static_cast<Index>(v)];
  return out;
}

std::filesystem::path brain_mask_of(const std::filesystem::path& image) {
  const std::string name = image.filename().string();
  const auto desc = name.find("_desc-");
  if (desc == std::string::npos) return {};
  for (const char* end : {".nii.gz", ".nii"}) {
    auto path = image.parent_path() / (name.substr(0, desc) + "_desc-brain_mask" + end);
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

}  // namespace encore::data
