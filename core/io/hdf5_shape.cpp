// What a dataset holds, and what to say when it is not there.
#include <fmt/format.h>

#include <array>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/hdf5.hpp"
#include "core/io/hdf5_detail.hpp"

namespace encore::io {
namespace {

using detail::Hid;
using detail::Locked;

// The dataset is missing: names what stands in the nearest group that exists.
[[noreturn]] void missing(const H5File& file, const std::string& name) {
  std::string group = name;
  do {
    const auto slash = group.rfind('/');
    group = slash == std::string::npos || slash == 0 ? "/" : group.substr(0, slash);
  } while (group != "/" && !file.is_group(group));
  const auto there = file.list(group);
  const std::string leaf = name.substr(group == "/" ? 1 : group.size() + 1);
  const std::string near = base::nearest(leaf, there);
  const std::string members = there.empty()
                                  ? fmt::format("{} is empty", group)
                                  : fmt::format("{} holds {}", group, base::join(there, "and"));
  throw base::Error(fmt::format("{} has no dataset {}", file.path().string(), name),
                    near.empty() ? members : fmt::format("did you mean '{}'? {}", near, members));
}

H5Kind kind_of(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_FLOAT: return H5Kind::real;
    case H5T_INTEGER:
    case H5T_ENUM: return H5Kind::integer;
    case H5T_STRING: return H5Kind::text;
    default: return H5Kind::other;
  }
}

}  // namespace

std::string H5Shape::text() const {
  std::string size = rank == 0 ? "a single value" : fmt::format("{}", rows);
  if (rank > 1) size += fmt::format(" x {}", cols);
  if (rank > 2) size += fmt::format(" x ... ({} dimensions)", rank);
  const char* word = kind == H5Kind::real      ? "float"
                     : kind == H5Kind::integer ? "int"
                     : kind == H5Kind::text    ? "text"
                                               : "other";
  const bool number = kind == H5Kind::real || kind == H5Kind::integer;
  return fmt::format("{} ({}{})", size, word, number ? std::to_string(8 * bytes) : "");
}

H5Shape H5File::shape(const std::string& name) const {
  const Locked lock;
  if (!has(name)) missing(*this, name);
  if (is_group(name))
    throw base::Error(fmt::format("{} of {} is a group, not a dataset", name, path_.string()));
  const Hid dataset = detail::open_dataset(id_, name, path_);
  const Hid space(H5Dget_space(dataset), H5Sclose);
  const Hid type(H5Dget_type(dataset), H5Tclose);
  H5Shape shape;
  shape.rank = H5Sget_simple_extent_ndims(space);
  shape.kind = kind_of(type);
  shape.bytes = H5Tget_size(type);
  if (shape.rank < 0 || shape.rank > 2 || H5Sget_simple_extent_type(space) == H5S_NULL)
    throw base::Error(fmt::format("{} of {} has {} dimensions; 1 or 2 are expected", name,
                                  path_.string(), shape.rank));
  std::array<hsize_t, 2> dims = {1, 1};
  H5Sget_simple_extent_dims(space, dims.data(), nullptr);
  shape.rows = static_cast<Index>(dims[0]);
  shape.cols = static_cast<Index>(dims[1]);
  const Hid list(H5Dget_create_plist(dataset), H5Pclose);
  std::array<hsize_t, 2> chunk = {1, 1};
  if (shape.rank > 0 && H5Pget_layout(list) == H5D_CHUNKED &&
      H5Pget_chunk(list, shape.rank, chunk.data()) > 0) {
    shape.chunk_rows = static_cast<Index>(chunk[0]);
    shape.chunk_cols = static_cast<Index>(chunk[1]);
  }
  return shape;
}

}  // namespace encore::io
