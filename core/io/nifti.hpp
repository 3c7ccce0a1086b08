// core/io/nifti.hpp: images in NIfTI-1 and NIfTI-2 files, .nii, .nii.gz and .hdr with .img.
//
// Runs are larger than memory, so volumes are read one after another:
//
//   NiftiReader run(path);
//   base::VectorF volume(run.header().grid.voxels());
//   while (run.next(volume)) use(volume);
//
// Headers are interpreted by libnifti. They are checked against the file first: one that promises
// more than the file can hold, or sizes that make no sense, is an error before any memory is
// taken. Values are read from the file directly, since libnifti turns NaN into zero.
// Objects are for one thread; different objects may be used at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/io/grid.hpp"
#include "core/io/unpack.hpp"

namespace encore::io {

struct NiftiHeader {
  std::filesystem::path file;
  Grid grid;
  Index volumes = 1;
  double tr_s = 0;   // pixdim[4] by its unit (s, ms, us; none is taken as s); 0: not stated
  int datatype = 0;  // NIFTI_TYPE_*
  std::string type;  // "int16"
  int bytes = 0;     // of one value
  double slope = 1, inter = 0;
  bool swapped = false;         // the other byte order
  std::filesystem::path image;  // file with the values, and where they begin in it
  std::int64_t offset = 0;
};

// Throws base::Error: no such file, not NIfTI, truncated, longer than its header says, sizes or
// affine without sense, complex or colour values. Compressed files are not unpacked: what is wrong
// with their end is found when they are read.
NiftiHeader read_nifti_header(const std::filesystem::path& path);

// Bytes that may follow the last volume, if they are zeros: less than a block, to which some
// programs pad. Anything more means that the header or the data are wrong.
inline constexpr std::int64_t kMostPadding = 511;
[[noreturn]] void throw_surplus(const NiftiHeader& header, double bytes);

class NiftiReader {
 public:
  explicit NiftiReader(const std::filesystem::path& path);

  const NiftiHeader& header() const { return header_; }
  Index position() const { return position_; }  // volumes read or skipped

  // The next volume, scaled, all voxels; false after the last. Throws when the file ends early, and
  // with the last volume what finish() throws.
  bool next(base::VectorF& out);
  // Only the voxels with these linear indices; out has as many elements.
  bool next(const std::vector<Index>& voxels, float* out);
  void skip(Index volumes);
  // Goes on to the end of the file, which alone tells whether the compressed data read so far are
  // those that were written. Throws when the check sum is of other data, or when more than the
  // header's volumes and padding is there. Call it where the last volume is not read.
  void finish();

  // next() in its two steps, which two threads may do for different volumes: the bytes of the next
  // volume in this machine's order, and the values of some of its voxels.
  bool next_raw(std::vector<unsigned char>& out);
  void decode(const std::vector<unsigned char>& raw, const std::vector<Index>& voxels,
              float* out) const;
  std::size_t volume_bytes() const;

 private:
  NiftiHeader header_;
  Unpacker file_;
  std::vector<unsigned char> raw_;
  Index position_ = 0;
};

// One volume; the whole file is looked at.
base::VectorF read_nifti_volume(const std::filesystem::path& path, Index volume = 0);

// Writes an image volume by volume, beside the file; finish() renames it into place, so that a
// file is there whole or not at all. The name's end decides on compression.
class NiftiWriter {
 public:
  enum class Type { int16, float32 };
  // tr_s 0: an image without time. Values are written as they are; int16 rounds and clamps.
  NiftiWriter(const std::filesystem::path& path, const Grid& grid, Index volumes, double tr_s,
              Type type, const std::string& description = "");
  ~NiftiWriter();
  NiftiWriter(const NiftiWriter&) = delete;
  NiftiWriter& operator=(const NiftiWriter&) = delete;

  void add(const base::VectorF& volume);
  void finish();

 private:
  void write(const void* bytes, std::size_t n);
  std::filesystem::path path_, temporary_;
  void* stream_ = nullptr;
  Type type_;
  Index voxels_, volumes_, written_ = 0;
  std::vector<std::int16_t> shorts_;
};

// One float32 volume. NaN stays NaN.
void write_nifti_map(const std::filesystem::path& path, const Grid& grid,
                     const base::VectorF& values, const std::string& description = "");

}  // namespace encore::io
