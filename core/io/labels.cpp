#include "core/io/labels.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/base/error.hpp"
#include "core/io/annot.hpp"
#include "core/io/cifti.hpp"
#include "core/io/gifti.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

using Names = std::map<long long, std::string>;

bool is_annot(const std::filesystem::path& file) { return file.extension() == ".annot"; }

// What a file says of one structure.
struct Known {
  Part part;
  base::VectorF values;  // one for each of part.at, or none
  Names names;
  Grid space;  // of voxels: where the grid lies whose indices they are
};

Grid space_of(const Grid& grid) {
  Grid out;
  out.dims = grid.dims;
  out.affine = grid.affine;
  return out;
}

Part surface(const std::string& structure, Index vertices) {
  Part part{structure, vertices, std::vector<Index>(static_cast<std::size_t>(vertices))};
  std::iota(part.at.begin(), part.at.end(), Index{0});
  return part;
}

// Whether values are read, or what the files are of alone.
enum class Read { header, values };

Known read_annotation(const std::filesystem::path& file) {
  const std::string structure = structure_in_name(file);
  if (structure.empty())
    throw base::Error(fmt::format("{} says nowhere which hemisphere it is of", file.string()),
                      "let its name begin with lh. or rh., or hold hemi-L or hemi-R");
  auto annotation = read_annot(file);                 // which has no header
  annotation.values = annotation.values.cwiseMax(0);  // no region is 0, as in every other format
  return {surface(structure, annotation.values.size()),
          std::move(annotation.values),
          std::move(annotation.labels),
          {}};
}

Known read_surface(const std::filesystem::path& file, Read what) {
  auto header = read_gifti_header(file);
  Known known{std::move(header.part), {}, std::move(header.labels), {}};
  if (what == Read::values)
    read_gifti(file, 0, 1, [&](Index, const base::VectorF& values) { known.values = values; });
  return known;
}

void read_dense(const std::filesystem::path& file, Read what, std::vector<Known>& out) {
  const auto header = read_cifti_header(file);
  base::VectorF values;
  if (what == Read::values) {
    std::vector<Index> all(static_cast<std::size_t>(header.grid.voxels()));
    std::iota(all.begin(), all.end(), Index{0});
    values = read_cifti(file, 0, 1, all).row(0);
  }
  Index offset = 0;
  for (const auto& part : header.grid.parts) {
    const Index n = what == Read::values ? static_cast<Index>(part.at.size()) : 0;
    out.push_back({part, values.segment(offset, n), header.labels, space_of(header.grid)});
    offset += n;
  }
}

std::vector<Known> read_parts(const Files& files, Read what) {
  std::vector<Known> out;
  for (const auto& file : files) {
    if (is_annot(file)) out.push_back(read_annotation(file));
    else if (is_cifti(file)) read_dense(file, what, out);
    else out.push_back(read_surface(file, what));
  }
  return out;
}

bool in_parts(const std::filesystem::path& file) {
  return is_annot(file) || is_cifti(file) || is_gifti(file);
}

const Known* find(const std::vector<Known>& all, const Part& part) {
  for (const auto& known : all)
    if (known.part.structure == part.structure && (known.part.vertices > 0) == (part.vertices > 0))
      return &known;
  return nullptr;
}

std::string parts_difference(const std::vector<Known>& all, const Grid& grid) {
  bool any = false;
  for (const auto& part : grid.parts) {
    const Known* known = find(all, part);
    if (known == nullptr) continue;
    any = true;
    if (known->part.vertices != part.vertices)
      return fmt::format("{} has {} against {} vertices", part.structure, known->part.vertices,
                         part.vertices);
    if (part.vertices > 0) continue;
    if (const auto how = difference(known->space, space_of(grid)); !how.empty())
      return fmt::format("the voxels of {} are of another volume: {}", part.structure, how);
  }
  return any ? "" : "no structure in common";
}

// Takes the values of one part; `first` is its first place.
void take(const Known& known, const Part& part, Index first, LabelImage& out) {
  std::unordered_map<Index, Index> where;
  for (std::size_t i = 0; i < known.part.at.size(); ++i)
    where[known.part.at[i]] = static_cast<Index>(i);
  for (std::size_t i = 0; i < part.at.size(); ++i) {
    const auto found = where.find(part.at[i]);
    if (found == where.end()) continue;
    const Index place = first + static_cast<Index>(i);
    out.values[place] = known.values[found->second];
    const auto name = known.names.find(std::llround(out.values[place]));
    if (name != known.names.end()) out.names[static_cast<std::size_t>(place)] = name->second;
  }
}

NiftiHeader volume_header(const std::filesystem::path& file) {
  auto h = read_nifti_header(file);
  if (h.volumes > 1)
    throw base::Error(
        fmt::format("{} has {} volumes; a mask or an atlas is one", file.string(), h.volumes),
        "save the volume that you mean, in nibabel: image.slicer[..., 0]");
  return h;
}

}  // namespace

std::string labels_difference(const Files& files, const Grid& grid) {
  if (!in_parts(files.front())) return difference(volume_header(files.front()).grid, grid);
  if (grid.parts.empty()) return "a surface against " + describe(grid);
  return parts_difference(read_parts(files, Read::header), grid);
}

LabelImage read_labels(const Files& files, const Grid& grid) {
  if (!in_parts(files.front())) return {read_nifti_volume(volume_header(files.front()).file), {}};
  const auto all = read_parts(files, Read::values);
  LabelImage out;
  out.values = base::VectorF::Zero(grid.voxels());
  out.names.resize(static_cast<std::size_t>(grid.voxels()));
  Index first = 0;
  for (const auto& part : grid.parts) {
    if (const Known* known = find(all, part)) take(*known, part, first, out);
    first += static_cast<Index>(part.at.size());
  }
  bool named = false;
  for (const auto& known : all) named = named || !known.names.empty();
  if (!named) out.names.clear();
  return out;
}

}  // namespace encore::io
