// NIfTI headers: checked against the file, then interpreted by libnifti.
#include <fmt/format.h>
#include <nifti2_io.h>

#include <Eigen/LU>
#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

namespace fs = std::filesystem;
using Image = std::unique_ptr<nifti_image, void (*)(nifti_image*)>;

constexpr std::size_t kHeader1 = 348, kHeader2 = 540;
// Deflate packs no tighter than 1032 to 1, so a compressed file bounds what it can hold.
constexpr double kDeflateLimit = 1032;

[[noreturn]] void bad(const fs::path& path, const std::string& why, const std::string& hint = "") {
  throw base::Error(fmt::format("{}: {}", path.string(), why), hint);
}

std::vector<char> first_bytes(const fs::path& path) {
  std::error_code ec;
  if (!fs::exists(path, ec)) throw base::Error(fmt::format("there is no image {}", path.string()));
  if (fs::is_directory(path, ec)) bad(path, "is a folder, not an image");
  Unpacker file(path);
  std::vector<char> bytes(kHeader2);
  bytes.resize(file.read(bytes.data(), bytes.size()));
  if (file.state() != Unpacker::State::good)
    bad(path, "the compressed file is damaged or truncated", "copy it again");
  return bytes;
}

template <class Header>
Header as(const std::vector<char>& bytes) {
  Header h;
  static_assert(sizeof h <= kHeader2);
  std::memcpy(&h, bytes.data(), sizeof h);
  return h;
}

// What both versions say, before libnifti sees it.
struct Facts {
  int version = 0;
  bool swapped = false, pair = false;
  std::int64_t dim[8] = {};
  int datatype = 0;
  double offset = 0;
};

template <class Header>
Facts facts_of(Header h, int version, bool swapped) {
  if (swapped) swap_nifti_header(&h, version);
  Facts f;
  f.version = version;
  f.swapped = swapped;
  for (int i = 0; i < 8; ++i) f.dim[i] = h.dim[i];
  f.datatype = h.datatype;
  f.offset = static_cast<double>(h.vox_offset);
  f.pair = h.magic[1] == 'i';
  return f;
}

Facts facts_of(const std::vector<char>& bytes, const fs::path& path) {
  std::int32_t size = 0;
  if (bytes.size() >= sizeof size) std::memcpy(&size, bytes.data(), sizeof size);
  std::int32_t swapped_size = size;
  nifti_swap_4bytes(1, &swapped_size);
  const auto magic = [&](std::size_t at, char version) {
    return bytes.size() >= at + 4 && bytes[at] == 'n' &&
           (bytes[at + 1] == '+' || bytes[at + 1] == 'i') && bytes[at + 2] == version;
  };
  if ((size == 348 || swapped_size == 348) && magic(344, '1'))
    return facts_of(as<nifti_1_header>(bytes), 1, size != 348);
  if ((size == 540 || swapped_size == 540) && magic(4, '2') && bytes.size() >= kHeader2)
    return facts_of(as<nifti_2_header>(bytes), 2, size != 540);
  if (bytes.size() < kHeader1)
    bad(path, fmt::format("has {} bytes, less than a NIfTI header", bytes.size()),
        "the file is truncated; copy it again");
  if (size == 348 || swapped_size == 348) bad(path, "is an ANALYZE image, not NIfTI", "convert it");
  bad(path, "is not a NIfTI image");
}

void check_dims(const Facts& f, const fs::path& path) {
  const auto& d = f.dim;
  if (d[0] < 1 || d[0] > 7) bad(path, fmt::format("the header says {} dimensions", d[0]));
  double values = 1;
  for (int i = 1; i <= d[0]; ++i) {
    if (d[i] < 1) bad(path, fmt::format("the header says that dimension {} has size {}", i, d[i]));
    if (i > 4 && d[i] > 1) bad(path, fmt::format("has {} dimensions; 3 or 4 are expected", d[0]));
    values *= static_cast<double>(d[i]);
  }
  if (values > 1e15) bad(path, fmt::format("the header says {:.0f} values", values));
}

void check_type(int datatype, const fs::path& path) {
  switch (datatype) {
    case NIFTI_TYPE_UINT8:
    case NIFTI_TYPE_INT8:
    case NIFTI_TYPE_INT16:
    case NIFTI_TYPE_UINT16:
    case NIFTI_TYPE_INT32:
    case NIFTI_TYPE_UINT32:
    case NIFTI_TYPE_INT64:
    case NIFTI_TYPE_UINT64:
    case NIFTI_TYPE_FLOAT32:
    case NIFTI_TYPE_FLOAT64: return;
    case NIFTI_TYPE_COMPLEX64:
    case NIFTI_TYPE_COMPLEX128:
    case NIFTI_TYPE_COMPLEX256:
      bad(path, "holds complex values", "save the magnitude as a real image");
    case NIFTI_TYPE_RGB24:
    case NIFTI_TYPE_RGBA32: bad(path, "holds colours, not measurements");
    case NIFTI_TYPE_FLOAT128:
      bad(path, "holds 128-bit numbers, whose layout differs between machines",
          "save it as float32 or float64");
    default: bad(path, fmt::format("has the unknown data type {}", datatype));
  }
}

fs::path values_file(const Facts& f, const fs::path& path) {
  if (!f.pair) return path;
  fs::path stem = path;
  if (stem.extension() == ".gz") stem.replace_extension();
  for (const char* end : {".img", ".img.gz"}) {
    fs::path image = fs::path(stem).replace_extension(end);
    if (fs::exists(image)) return image;
  }
  bad(path, fmt::format("is a header without its image {}",
                        fs::path(stem).replace_extension(".img").string()));
}

void check_size(const NiftiHeader& h) {
  const double needed = static_cast<double>(h.offset) + static_cast<double>(h.grid.voxels()) *
                                                            static_cast<double>(h.volumes) *
                                                            h.bytes;
  const double there = static_cast<double>(fs::file_size(h.image));
  const bool packed = Unpacker(h.image).compressed();
  if (!packed && there - needed > static_cast<double>(kMostPadding))
    throw_surplus(h, there - needed);
  if (needed <= there * (packed ? kDeflateLimit : 1)) return;
  bad(h.file,
      fmt::format("the header says {} x {} x {} voxels and {} volumes of {}, {:.0f} bytes, but the "
                  "file has {:.0f}{}",
                  h.grid.dims[0], h.grid.dims[1], h.grid.dims[2], h.volumes, h.type, needed, there,
                  packed ? " compressed ones" : ""),
      "the file is truncated or its header is wrong; copy it again");
}

// libnifti writes NIfTI-2 files without the second half of their magic number, and does not read
// them; so it is put there.
Image interpret(std::vector<char> bytes, int version, const fs::path& path) {
  if (version == 2) std::memcpy(&bytes[7], "\0\r\n\032\n", 5);
  static std::once_flag once;
  std::call_once(once, [] { nifti_set_debug_level(0); });
  nifti_image* nim = version == 1 ? nifti_convert_n1hdr2nim(as<nifti_1_header>(bytes), nullptr)
                                  : nifti_convert_n2hdr2nim(as<nifti_2_header>(bytes), nullptr);
  if (nim == nullptr) bad(path, "libnifti does not accept the header");
  return {nim, nifti_image_free};
}

Grid grid_of(const nifti_image& nim, const Facts& f, const fs::path& path) {
  Grid grid;
  for (std::size_t i = 0; i < 3; ++i)
    grid.dims[i] = static_cast<int>(i) < f.dim[0] ? f.dim[i + 1] : 1;
  const auto& m = nim.sform_code > 0 ? nim.sto_xyz : nim.qto_xyz;
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 4; ++c) grid.affine(r, c) = m.m[r][c];
  grid.code = nim.sform_code > 0 ? nim.sform_code : nim.qform_code;
  const double volume = grid.affine.topLeftCorner<3, 3>().determinant();
  if (!grid.affine.allFinite() || !std::isfinite(volume) || volume == 0)
    bad(path, "the affine is not finite or has no inverse",
        "the header does not say where the voxels lie; repair it, for example with nibabel");
  return grid;
}

double seconds(const nifti_image& nim) {
  const double unit = nim.time_units == NIFTI_UNITS_MSEC   ? 1e-3
                      : nim.time_units == NIFTI_UNITS_USEC ? 1e-6
                                                           : 1;
  const double tr = nim.pixdim[4] * unit;
  return nim.ndim > 3 && std::isfinite(tr) && tr > 0 ? tr : 0;
}

}  // namespace

NiftiHeader read_nifti_header(const fs::path& path) {
  const auto bytes = first_bytes(path);
  const Facts f = facts_of(bytes, path);
  check_dims(f, path);
  check_type(f.datatype, path);
  const Image nim = interpret(bytes, f.version, path);

  NiftiHeader h;
  h.file = path;
  h.grid = grid_of(*nim, f, path);
  h.volumes = f.dim[0] > 3 ? f.dim[4] : 1;
  h.tr_s = seconds(*nim);
  h.datatype = f.datatype;
  h.bytes = nim->nbyper;
  h.type = base::lower(nifti_datatype_string(f.datatype));
  h.swapped = f.swapped;
  // A slope of 0 (or none) means that the values stand as they are.
  if (std::isfinite(nim->scl_slope) && nim->scl_slope != 0) {
    h.slope = nim->scl_slope;
    h.inter = std::isfinite(nim->scl_inter) ? nim->scl_inter : 0;
  }
  h.image = values_file(f, path);
  const double header_bytes = f.pair ? 0 : f.version == 1 ? kHeader1 : kHeader2;
  if (!(f.offset >= (f.pair ? 0 : header_bytes)) || f.offset > 1e12)
    bad(path, fmt::format("the header says that the values begin at byte {}", f.offset));
  h.offset = static_cast<std::int64_t>(f.offset);
  check_size(h);
  return h;
}

}  // namespace encore::io
