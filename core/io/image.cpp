#include "core/io/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/io/cifti.hpp"
#include "core/io/gifti.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

constexpr Index kVolumesAtOnce = 16;  // gathered before they are transposed
constexpr Index kVolumesAhead = 4;    // unpacked while others are gathered
constexpr std::string_view kHemi = "{hemi}";

bool ends(const std::filesystem::path& file, std::initializer_list<const char*> ends) {
  const std::string name = file.filename().string();
  return std::any_of(ends.begin(), ends.end(), [&](const char* e) { return name.ends_with(e); });
}

// One thread unpacks, which takes the longest; the other takes the places out. Volumes come as rows
// of places and leave as columns of time, so some are gathered and transposed together.
base::MatrixF read_volumes(const std::filesystem::path& file, Index first, Index count,
                           const std::vector<Index>& places, const base::Progress& progress) {
  NiftiReader reader(file);
  const auto n = static_cast<Index>(places.size());
  base::MatrixF out(count, n), gathered(n, std::min(count, kVolumesAtOnce));
  std::array<std::vector<unsigned char>, kVolumesAhead> raw;
  reader.skip(first);
  const auto unpack = [&](std::size_t, std::size_t slot) { reader.next_raw(raw[slot]); };
  const auto gather = [&](std::size_t v, std::size_t slot) {
    base::check_stop();
    const Index row = static_cast<Index>(v), held = row % kVolumesAtOnce + 1;
    reader.decode(raw[slot], places, gathered.col(held - 1).data());
    if (held < kVolumesAtOnce && row + 1 < count) return;
    out.middleRows(row + 1 - held, held) = gathered.leftCols(held).transpose();
    base::report(progress, static_cast<double>(row + 1) / static_cast<double>(count));
  };
  base::pipeline(static_cast<std::size_t>(count), kVolumesAhead, unpack, gather);
  if (first + count < reader.header().volumes) reader.finish();
  return out;
}

// The places of a hemisphere, the first of which is `offset`, into their columns of `out`. Volumes
// come as rows of vertices and leave as columns of time; some are transposed together. Returns how
// many vertices there are, as the first volume tells.
Index read_hemisphere(const std::filesystem::path& file, Index offset, Index first,
                      const std::vector<Index>& places, base::MatrixF& out) {
  Index vertices = 0, from = 0, n = 0;
  base::MatrixF gathered;
  const auto index = [&](Index place) {
    return std::lower_bound(places.begin(), places.end(), place) - places.begin();
  };
  read_gifti(file, first, out.rows(), [&](Index volume, const base::VectorF& values) {
    base::check_stop();
    if (volume == first) {
      vertices = values.size();
      from = index(offset);
      n = index(offset + vertices) - from;
      gathered.resize(n, std::min(out.rows(), kVolumesAtOnce));
    }
    if (values.size() != vertices)
      throw base::Error(
          fmt::format("{}: arrays of {} and {} vertices", file.string(), vertices, values.size()));
    const Index row = volume - first, held = row % kVolumesAtOnce + 1;
    for (Index p = 0; p < n; ++p)
      gathered(p, held - 1) = values[places[static_cast<std::size_t>(from + p)] - offset];
    if (held < kVolumesAtOnce && row + 1 < out.rows()) return;
    out.block(row + 1 - held, from, held, n) = gathered.leftCols(held).transpose();
  });
  return vertices;
}

base::MatrixF read_surfaces(const Files& files, Index first, Index count,
                            const std::vector<Index>& places, const base::Progress& progress) {
  base::MatrixF out(count, static_cast<Index>(places.size()));
  Index offset = 0;
  for (std::size_t f = 0; f < files.size(); ++f) {
    offset += read_hemisphere(files[f], offset, first, places, out);
    base::report(progress, static_cast<double>(f + 1) / static_cast<double>(files.size()));
  }
  if (out.size() > 0 && places.back() >= offset)
    throw base::Error(fmt::format("{} has {} vertices, and vertex {} is asked for",
                                  files.front().string(), offset, places.back()));
  return out;
}

ImageHeader surface_header(const Files& files) {
  ImageHeader out;
  for (const auto& file : files) {
    auto one = read_gifti_header(file);
    if (!out.grid.parts.empty() && one.volumes != out.volumes)
      throw base::Error(fmt::format("{} has {} volumes, but {} has {}", files.front().string(),
                                    out.volumes, file.string(), one.volumes));
    out.volumes = one.volumes;
    out.tr_s = std::max(out.tr_s, one.tr_s);
    if (!out.grid.parts.empty() && out.grid.parts.back().structure == one.part.structure)
      throw base::Error(
          fmt::format("{} and {} are the same hemisphere", files.front().string(), file.string()));
    out.grid.parts.push_back(std::move(one.part));
  }
  return out;
}

std::filesystem::path named(const std::filesystem::path& stem, const std::string& hemi,
                            const char* extension) {
  std::string text = stem.string();
  if (const auto at = text.find(kHemi); at != std::string::npos)
    text.replace(at, kHemi.size(), hemi);
  return text + extension;
}

}  // namespace

bool is_gifti(const std::filesystem::path& file) { return ends(file, {".gii"}); }

bool is_cifti(const std::filesystem::path& file) {
  return ends(file, {".dtseries.nii", ".dscalar.nii", ".dlabel.nii"});
}

ImageHeader read_image_header(const Files& files) {
  if (is_gifti(files.front())) return surface_header(files);
  if (is_cifti(files.front())) {
    auto h = read_cifti_header(files.front());
    return {std::move(h.grid), h.volumes, h.tr_s};
  }
  const auto h = read_nifti_header(files.front());
  return {h.grid, h.volumes, h.tr_s};
}

base::MatrixF read_image(const Files& files, Index first, Index count,
                         const std::vector<Index>& places, const base::Progress& progress) {
  if (is_gifti(files.front())) return read_surfaces(files, first, count, places, progress);
  if (is_cifti(files.front())) return read_cifti(files.front(), first, count, places, progress);
  return read_volumes(files.front(), first, count, places, progress);
}

double image_memory(const Grid& grid, Index places) {
  const auto voxels = static_cast<double>(grid.voxels()), kept = static_cast<double>(places);
  // A volume of a surface as text, as bytes and as numbers; of CIFTI less, a series at a time.
  if (!grid.parts.empty()) return 32 * voxels + kept * kVolumesAtOnce * sizeof(float);
  return 8 * voxels * kVolumesAhead + kept * kVolumesAtOnce * sizeof(float);  // of the widest type
}

Files write_map(const std::filesystem::path& stem, const Grid& grid, const base::VectorF& values,
                const std::string& name) {
  if (grid.parts.empty()) {
    write_nifti_map(named(stem, "", ".nii.gz"), grid, values, "encore " + name);
    return {named(stem, "", ".nii.gz")};
  }
  if (stem.string().find(kHemi) == std::string::npos) {
    write_cifti(named(stem, "", ".dscalar.nii"), grid, values, name);
    return {named(stem, "", ".dscalar.nii")};
  }
  Files out;
  Index offset = 0;
  for (const auto& part : grid.parts) {
    if (part.vertices != static_cast<Index>(part.at.size()))
      throw base::Error(fmt::format("{} is no whole surface: GIFTI cannot hold a map of {}",
                                    part.structure, describe(grid)));
    out.push_back(named(stem, part.structure == "CORTEX_LEFT" ? "L" : "R", ".shape.gii"));
    write_gifti(out.back(), part, values.segment(offset, part.vertices), name);
    offset += part.vertices;
  }
  return out;
}

}  // namespace encore::io
