#include "core/results/voxels.hpp"

#include "core/run/execute.hpp"

namespace encore::results {
namespace {

void say(io::H5File& file, const std::string& path, const char* unit, const char* definition) {
  file.set_attribute(path, "unit", std::string(unit));
  file.set_attribute(path, "definition", std::string(definition));
}

// voxels x 3
base::MatrixD places(const data::Mask& mask) {
  base::MatrixD ijk(static_cast<base::Index>(mask.voxels.size()), 3);
  const auto [nx, ny, nz] = mask.grid.dims;
  for (std::size_t v = 0; v < mask.voxels.size(); ++v) {
    const auto [part, at] = io::place_of(mask.grid, mask.voxels[v]);
    auto row = ijk.row(static_cast<base::Index>(v));
    if (part != nullptr && part->vertices > 0) row.setConstant(-1);
    else
      row << static_cast<double>(at % nx), static_cast<double>(at / nx % ny),
          static_cast<double>(at / nx / ny);
  }
  return ijk;
}

void write_structures(io::H5File& file, const std::string& group, const data::Mask& mask) {
  std::vector<std::string> structures;
  std::vector<std::int64_t> vertices;
  for (const auto v : mask.voxels) {
    const auto [part, at] = io::place_of(mask.grid, v);
    structures.push_back(part->structure);
    vertices.push_back(part->vertices > 0 ? at : -1);
  }
  file.write_texts(group + "/structure", structures);
  say(file, group + "/structure", "", "structure that the value belongs to, as CIFTI calls it");
  file.write_ints(group + "/vertex", vertices);
  say(file, group + "/vertex", "", "vertex of the surface, counted from 0; -1: a voxel");
}

}  // namespace

void write_voxels(io::H5File& file, const plan::Study& study, const plan::Plan& plan,
                  const SubjectResult& subject) {
  const std::string group = "/voxels/" + subject.id;
  file.write_texts(group + "/roi", subject.region);
  say(file, group + "/roi", "", "region of each voxel; empty outside of all");
  if (study.from_arrays()) return;
  const auto mask = run::subject_mask(study, plan, subject.index);
  file.write(group + "/ijk", places(mask));
  say(file, group + "/ijk", "voxel", "index in the image grid, counted from 0");
  if (!mask.grid.parts.empty()) write_structures(file, group, mask);
}

}  // namespace encore::results
