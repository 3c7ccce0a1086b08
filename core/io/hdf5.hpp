// core/io/hdf5.hpp: matrices, vectors and texts in HDF5 files.
//
// A dataset has the shape that a person sees in h5py: rows x columns, row-major in the file. The
// matrices in memory are column-major (base/matrix.hpp); they are transposed tile by tile on the
// way, so that no second copy of a large matrix is ever made.
//
//   H5File file(path, H5File::Mode::create);
//   file.write("/subjects/sub-001/responses", y);
//   file.close();                                  // throws when the disk is full
//
// Every function holds one process-wide lock for as long as it lasts, so files may be used from
// any thread, and two files at once. Errors are base::Error with the file and the dataset.
// Files that are read are never locked; files that are written are, unless the environment says
// HDF5_USE_FILE_LOCKING=FALSE (needed on some network file systems).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::io {

using base::Index;

enum class H5Kind { real, integer, text, other };

// What a dataset holds. A vector has one column; a scalar has rank 0 and one row.
struct H5Shape {
  int rank = 0;
  Index rows = 1, cols = 1;
  H5Kind kind = H5Kind::other;
  std::size_t bytes = 0;                 // of one element
  Index chunk_rows = 0, chunk_cols = 0;  // 0: contiguous
  std::string text() const;              // "4800 x 60000 (float32)"
};

// How a dataset is laid out. Chunk 0 means all rows or columns; both 0: contiguous, unless deflate
// asks for chunks.
struct H5Layout {
  Index chunk_rows = 0, chunk_cols = 0;
  int deflate = 0;  // 0 to 9
};

class H5File {
 public:
  enum class Mode { read, create, append };

  H5File(const std::filesystem::path& path, Mode mode);
  ~H5File();  // closes; errors are lost, hence close()
  H5File(H5File&& other) noexcept;
  H5File& operator=(H5File&&) = delete;

  // Writes what is still in memory and closes. Throws when that fails.
  void close();

  const std::filesystem::path& path() const { return path_; }

  bool has(const std::string& name) const;  // a dataset or a group
  bool is_group(const std::string& name) const;
  std::vector<std::string> list(const std::string& group) const;  // names of members, sorted
  H5Shape shape(const std::string& name) const;                   // throws, naming what is there

  // Whole datasets, converted to the type asked for. A vector comes as one column.
  base::MatrixF read_f(const std::string& name) const;
  base::MatrixD read_d(const std::string& name) const;
  // Columns first .. first + count - 1, all rows.
  base::MatrixF read_columns(const std::string& name, Index first, Index count) const;
  // The same, into a block of a larger matrix.
  void read_columns(const std::string& name, Index first, base::RefF out) const;
  std::vector<std::int64_t> read_ints(const std::string& name) const;
  std::vector<std::string> read_texts(const std::string& name) const;  // fixed or variable length

  // Groups on the way are made. A dataset of that name must not exist.
  void write(const std::string& name, const base::MatrixF& m, H5Layout layout = {});
  void write(const std::string& name, const base::MatrixD& m, H5Layout layout = {});
  // A vector: of rank 1, as a person expects one value a voxel.
  void write_vector(const std::string& name, const base::VectorD& values);
  void write_ints(const std::string& name, const std::vector<std::int64_t>& values);
  void write_texts(const std::string& name, const std::vector<std::string>& values);
  // An empty float32 dataset, and a block of it that starts at a row and a column.
  void create(const std::string& name, Index rows, Index cols, H5Layout layout = {});
  void write_block(const std::string& name, Index row, Index col, base::ConstRefF block);
  void make_group(const std::string& name);
  void remove(const std::string& name);

  // Attributes of a dataset or group; "/" is the root.
  void set_attribute(const std::string& name, const std::string& key, const std::string& value);
  void set_attribute(const std::string& name, const std::string& key, double value);
  void set_attribute(const std::string& name, const std::string& key, std::int64_t value);
  std::optional<std::string> text_attribute(const std::string& name, const std::string& key) const;
  std::optional<double> real_attribute(const std::string& name, const std::string& key) const;

 private:
  std::filesystem::path path_;
  std::int64_t id_ = -1;
};

}  // namespace encore::io
