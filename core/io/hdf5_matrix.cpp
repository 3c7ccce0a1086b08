// Datasets of numbers: shape, tiles, transposition.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/base/text.hpp"
#include "core/io/hdf5.hpp"
#include "core/io/hdf5_detail.hpp"

namespace encore::io {
namespace detail {

Hid open_dataset(hid_t file, const std::string& name, const std::filesystem::path& path) {
  Hid id(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!id.ok()) fail("read", name, path);
  return id;
}

Hid make_dataset(hid_t file, const std::string& name, hid_t type, hid_t space, hid_t creation,
                 const std::filesystem::path& path) {
  const Hid links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  Hid id(H5Dcreate2(file, name.c_str(), type, space, links, creation, H5P_DEFAULT), H5Dclose);
  if (!id.ok()) fail("write", name, path);
  return id;
}

}  // namespace detail

namespace {

using detail::fail;
using detail::Hid;
using detail::Locked;
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index kTileElements = Index{1} << 20;  // of the buffer used to transpose

template <class T>
hid_t memory_type();
template <>
hid_t memory_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
hid_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}

// Calls body(row, col, rows, cols) over tiles that are whole chunks and fit the buffer.
template <class Body>
void for_tiles(Index rows, Index cols, Index chunk_rows, Index chunk_cols, const Body& body) {
  if (rows == 0 || cols == 0) return;
  Index tile_rows = chunk_rows, tile_cols = chunk_cols;
  if (chunk_rows <= 0 || chunk_cols <= 0) {
    tile_cols = std::min(cols, kTileElements);
    tile_rows = std::max<Index>(1, kTileElements / tile_cols);
  } else {
    tile_cols *= std::max<Index>(1, kTileElements / (tile_rows * tile_cols));
  }
  for (Index r = 0; r < rows; r += tile_rows) {
    for (Index c = 0; c < cols; c += tile_cols) {
      base::check_stop();
      body(r, c, std::min(tile_rows, rows - r), std::min(tile_cols, cols - c));
    }
  }
}

void select(hid_t space, int rank, Index row, Index col, Index rows, Index cols) {
  const std::array<hsize_t, 2> start = {static_cast<hsize_t>(row), static_cast<hsize_t>(col)};
  const std::array<hsize_t, 2> count = {static_cast<hsize_t>(rows), static_cast<hsize_t>(cols)};
  if (rank > 0)
    H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr);
}

// A tile in memory, of the rank of the dataset: with another one, HDF5 walks over single elements.
Hid memory_space(int rank, Index rows, Index cols) {
  const std::array<hsize_t, 2> dims = {static_cast<hsize_t>(rows), static_cast<hsize_t>(cols)};
  const hsize_t n = dims[0] * dims[1];
  return {rank == 2 ? H5Screate_simple(2, dims.data(), nullptr) : H5Screate_simple(1, &n, nullptr),
          H5Sclose};
}

template <class T, class Out>
void read_into(const H5File& file, hid_t id, const std::string& name, Index first, Out&& out) {
  const H5Shape shape = file.shape(name);
  if (shape.kind != H5Kind::real && shape.kind != H5Kind::integer)
    throw base::Error(fmt::format("{} of {} does not hold numbers", name, file.path().string()));
  if (first < 0 || first + out.cols() > shape.cols || out.rows() != shape.rows)
    throw base::Error(fmt::format("columns {} to {} are outside of {} of {}, which is {}", first,
                                  first + out.cols() - 1, name, file.path().string(),
                                  shape.text()));
  const Hid dataset = detail::open_dataset(id, name, file.path());
  const Hid space(H5Dget_space(dataset), H5Sclose);
  RowMajor<T> tile;
  for_tiles(out.rows(), out.cols(), shape.chunk_rows, shape.chunk_cols,
            [&](Index r, Index c, Index rows, Index cols) {
              tile.resize(rows, cols);
              select(space, shape.rank, r, first + c, rows, cols);
              const Hid memory = memory_space(shape.rank, rows, cols);
              if (H5Dread(dataset, memory_type<T>(), memory, space, H5P_DEFAULT, tile.data()) < 0)
                fail("read", name, file.path());
              out.block(r, c, rows, cols) = tile;
            });
}

Hid creation(Index rows, Index cols, H5Layout layout) {
  Hid list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const bool chunked = layout.chunk_rows > 0 || layout.chunk_cols > 0 || layout.deflate > 0;
  if (!chunked || rows == 0 || cols == 0) return list;
  const auto edge = [](Index wanted, Index all) {
    return static_cast<hsize_t>(wanted > 0 ? std::min(wanted, all) : all);
  };
  const std::array<hsize_t, 2> chunk = {edge(layout.chunk_rows, rows),
                                        edge(layout.chunk_cols, cols)};
  H5Pset_chunk(list, 2, chunk.data());
  if (layout.deflate > 0) {
    H5Pset_shuffle(list);
    H5Pset_deflate(list, static_cast<unsigned>(layout.deflate));
  }
  return list;
}

template <class T, class In>
void write_tiles(const H5File& file, hid_t id, const std::string& name, Index row, Index col,
                 const In& in) {
  const H5Shape shape = file.shape(name);
  if (row < 0 || col < 0 || row + in.rows() > shape.rows || col + in.cols() > shape.cols)
    throw base::Error(fmt::format("a block does not fit into {} of {}", name, file.path().string()),
                      "", base::Exit::task_failed);
  const Hid dataset = detail::open_dataset(id, name, file.path());
  const Hid space(H5Dget_space(dataset), H5Sclose);
  RowMajor<T> tile;
  for_tiles(in.rows(), in.cols(), shape.chunk_rows, shape.chunk_cols,
            [&](Index r, Index c, Index rows, Index cols) {
              tile = in.block(r, c, rows, cols);
              select(space, shape.rank, row + r, col + c, rows, cols);
              const Hid memory = memory_space(shape.rank, rows, cols);
              if (H5Dwrite(dataset, memory_type<T>(), memory, space, H5P_DEFAULT, tile.data()) < 0)
                fail("write", name, file.path());
            });
}

void create_matrix(hid_t file, const std::string& name, hid_t type, Index rows, Index cols,
                   H5Layout layout, const std::filesystem::path& path) {
  const std::array<hsize_t, 2> dims = {static_cast<hsize_t>(rows), static_cast<hsize_t>(cols)};
  const Hid space(H5Screate_simple(2, dims.data(), nullptr), H5Sclose);
  const Hid list = creation(rows, cols, layout);
  detail::make_dataset(file, name, type, space, list, path);
}

}  // namespace

base::MatrixF H5File::read_f(const std::string& name) const {
  const Locked lock;
  const H5Shape s = shape(name);
  base::MatrixF out(s.rows, s.cols);
  read_into<float>(*this, id_, name, 0, out);
  return out;
}

base::MatrixD H5File::read_d(const std::string& name) const {
  const Locked lock;
  const H5Shape s = shape(name);
  base::MatrixD out(s.rows, s.cols);
  read_into<double>(*this, id_, name, 0, out);
  return out;
}

base::MatrixF H5File::read_columns(const std::string& name, Index first, Index count) const {
  const Locked lock;
  base::MatrixF out(shape(name).rows, count);
  read_into<float>(*this, id_, name, first, out);
  return out;
}

void H5File::read_columns(const std::string& name, Index first, base::RefF out) const {
  const Locked lock;
  read_into<float>(*this, id_, name, first, out);
}

void H5File::create(const std::string& name, Index rows, Index cols, H5Layout layout) {
  const Locked lock;
  create_matrix(id_, name, H5T_IEEE_F32LE, rows, cols, layout, path_);
}

void H5File::write_block(const std::string& name, Index row, Index col, base::ConstRefF block) {
  const Locked lock;
  write_tiles<float>(*this, id_, name, row, col, block);
}

void H5File::write(const std::string& name, const base::MatrixF& m, H5Layout layout) {
  const Locked lock;
  create(name, m.rows(), m.cols(), layout);
  write_tiles<float>(*this, id_, name, 0, 0, m);
}

void H5File::write(const std::string& name, const base::MatrixD& m, H5Layout layout) {
  const Locked lock;
  create_matrix(id_, name, H5T_IEEE_F64LE, m.rows(), m.cols(), layout, path_);
  write_tiles<double>(*this, id_, name, 0, 0, m);
}

}  // namespace encore::io
