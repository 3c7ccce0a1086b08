#include "core/run/mask_file.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/hdf5.hpp"

namespace encore::run {
namespace {

// Of a surface's hemispheres and CIFTI's structures, in their order.
std::string part_name(std::size_t i) { return fmt::format("/parts/{:03}", i); }

[[noreturn]] void damaged(const std::filesystem::path& path) {
  throw base::Error(path.string() + " is damaged: its numbers do not fit each other",
                    "remove its folder from the store: the next run computes it again",
                    base::Exit::task_failed);
}

// Whatever the file holds, nothing may be looked up outside of the grid.
void require_within(const data::Mask& mask, const std::filesystem::path& path) {
  for (const auto d : mask.grid.dims)
    if (d < 0) damaged(path);
  const auto places = mask.grid.voxels();
  base::Index last = -1;
  for (const auto v : mask.voxels) {
    if (v <= last || v >= places) damaged(path);
    last = v;
  }
  const auto& dims = mask.grid.dims;
  for (const auto& part : mask.grid.parts) {
    const auto end = part.vertices > 0 ? part.vertices : dims[0] * dims[1] * dims[2];
    for (const auto at : part.at)
      if (at < 0 || at >= end) damaged(path);
  }
}

}  // namespace

void write_mask(const std::filesystem::path& path, const data::Mask& mask,
                const std::vector<std::string>& regions) {
  io::H5File file(path, io::H5File::Mode::create);
  file.write_ints("/voxels", {mask.voxels.begin(), mask.voxels.end()});
  file.write_ints("/dims", {mask.grid.dims.begin(), mask.grid.dims.end()});
  file.write("/affine", base::MatrixD(mask.grid.affine));
  file.write_texts("/regions", regions);
  for (std::size_t i = 0; i < mask.grid.parts.size(); ++i) {
    const auto& part = mask.grid.parts[i];
    const std::string name = part_name(i);
    file.write_ints(name, {part.at.begin(), part.at.end()});
    file.set_attribute(name, "structure", part.structure);
    file.set_attribute(name, "vertices", static_cast<std::int64_t>(part.vertices));
  }
  file.set_attribute("/", "code", static_cast<std::int64_t>(mask.grid.code));
  file.set_attribute("/", "how", mask.how);
  file.close();
}

data::Mask read_mask(const std::filesystem::path& path) {
  const io::H5File file(path, io::H5File::Mode::read);
  data::Mask mask;
  const auto voxels = file.read_ints("/voxels");
  mask.voxels.assign(voxels.begin(), voxels.end());
  const auto dims = file.read_ints("/dims");
  const base::MatrixD affine = file.read_d("/affine");
  if (dims.size() != 3 || affine.rows() != 4 || affine.cols() != 4) damaged(path);
  for (std::size_t i = 0; i < 3; ++i) mask.grid.dims[i] = dims[i];
  mask.grid.affine = affine;
  mask.grid.code = static_cast<int>(file.real_attribute("/", "code").value_or(0));
  for (std::size_t i = 0; file.has(part_name(i)); ++i) {
    const std::string name = part_name(i);
    const auto at = file.read_ints(name);
    mask.grid.parts.push_back(
        {file.text_attribute(name, "structure").value_or(""),
         static_cast<base::Index>(file.real_attribute(name, "vertices").value_or(0)),
         {at.begin(), at.end()}});
  }
  mask.how = file.text_attribute("/", "how").value_or("");
  require_within(mask, path);
  return mask;
}

std::vector<std::string> read_regions(const std::filesystem::path& path) {
  const io::H5File file(path, io::H5File::Mode::read);
  auto names = file.read_texts("/regions");
  if (static_cast<base::Index>(names.size()) != file.shape("/voxels").rows) damaged(path);
  return names;
}

}  // namespace encore::run
