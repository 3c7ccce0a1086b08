#include <fmt/format.h>
#include <nifti2_io.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

gzFile stream_of(void* s) { return static_cast<gzFile>(s); }

[[noreturn]] void cannot_write(const std::filesystem::path& path, const std::string& reason) {
  throw base::Error(fmt::format("cannot write {}: {}", path.string(), reason));
}

// Header and the four bytes that say that no extension follows.
std::vector<char> header_bytes(const Grid& grid, Index volumes, double tr_s, int type,
                               const std::string& description) {
  const std::array<std::int64_t, 8> dims = {
      volumes > 1 || tr_s > 0 ? 4 : 3, grid.dims[0], grid.dims[1], grid.dims[2], volumes, 1, 1, 1};
  const std::unique_ptr<nifti_image, void (*)(nifti_image*)> nim(
      nifti_make_new_nim(dims.data(), type, 0), nifti_image_free);
  if (!nim) throw base::Error("libnifti cannot make an image of that size");
  for (int r = 0; r < 4; ++r)
    for (int c = 0; c < 4; ++c) nim->sto_xyz.m[r][c] = grid.affine(r, c);
  nim->sform_code = nim->qform_code = std::max(1, grid.code);
  nifti_dmat44_to_quatern(nim->sto_xyz, &nim->quatern_b, &nim->quatern_c, &nim->quatern_d,
                          &nim->qoffset_x, &nim->qoffset_y, &nim->qoffset_z, &nim->dx, &nim->dy,
                          &nim->dz, &nim->qfac);
  nim->pixdim[1] = nim->dx;
  nim->pixdim[2] = nim->dy;
  nim->pixdim[3] = nim->dz;
  nim->pixdim[4] = nim->dt = tr_s;
  nim->xyz_units = NIFTI_UNITS_MM;
  nim->time_units = tr_s > 0 ? NIFTI_UNITS_SEC : NIFTI_UNITS_UNKNOWN;
  std::strncpy(nim->descrip, description.c_str(), sizeof nim->descrip - 1);
  const bool small = *std::max_element(dims.begin(), dims.end()) <= 32767;
  nim->nifti_type = small ? NIFTI_FTYPE_NIFTI1_1 : NIFTI_FTYPE_NIFTI2_1;
  nim->iname_offset = small ? 352 : 544;
  nifti_1_header h1 = {};
  nifti_2_header h2 = {};
  const int code =
      small ? nifti_convert_nim2n1hdr(nim.get(), &h1) : nifti_convert_nim2n2hdr(nim.get(), &h2);
  if (code != 0) throw base::Error("libnifti cannot make a header for that image");
  std::memcpy(h2.magic, "n+2\0\r\n\032\n", 8);  // libnifti writes the first half only
  std::vector<char> bytes(small ? 352 : 544);
  if (small) std::memcpy(bytes.data(), &h1, sizeof h1);
  else std::memcpy(bytes.data(), &h2, sizeof h2);
  return bytes;
}

}  // namespace

NiftiWriter::NiftiWriter(const std::filesystem::path& path, const Grid& grid, Index volumes,
                         double tr_s, Type type, const std::string& description)
    : path_(path),
      temporary_(base::temporary_beside(path)),
      type_(type),
      voxels_(grid.voxels()),
      volumes_(volumes) {
  const auto header =
      header_bytes(grid, volumes, tr_s, type == Type::int16 ? NIFTI_TYPE_INT16 : NIFTI_TYPE_FLOAT32,
                   description);
  // "T" writes through without compression.
  stream_ = gzopen(temporary_.c_str(), path.extension() == ".gz" ? "wb6" : "wbT");
  if (stream_ == nullptr) cannot_write(path, std::strerror(errno));
  gzbuffer(stream_of(stream_), 1U << 18);
  try {
    write(header.data(), header.size());
  } catch (...) {
    gzclose(stream_of(stream_));
    ::unlink(temporary_.c_str());
    throw;
  }
}

NiftiWriter::~NiftiWriter() {
  if (stream_ == nullptr) return;
  gzclose(stream_of(stream_));
  ::unlink(temporary_.c_str());
}

void NiftiWriter::write(const void* bytes, std::size_t n) {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  const char* at = static_cast<const char*>(bytes);
  while (n > 0) {
    const int done = gzwrite(stream_of(stream_), at, static_cast<unsigned>(std::min(n, kPiece)));
    if (done <= 0) {
      int code = 0;
      const std::string reason = gzerror(stream_of(stream_), &code);
      cannot_write(path_, code == Z_ERRNO ? std::strerror(errno) : reason);
    }
    at += done;
    n -= static_cast<std::size_t>(done);
  }
}

void NiftiWriter::add(const base::VectorF& volume) {
  if (volume.size() != voxels_ || written_ == volumes_)
    throw base::Error(
        fmt::format("a volume of {} values does not fit into {}", volume.size(), path_.string()),
        "", base::Exit::task_failed);
  ++written_;
  if (type_ == Type::float32)
    return write(volume.data(), static_cast<std::size_t>(voxels_) * sizeof(float));
  shorts_.resize(static_cast<std::size_t>(voxels_));
  using Limits = std::numeric_limits<std::int16_t>;
  for (Index i = 0; i < voxels_; ++i) {
    const float v = std::isnan(volume[i]) ? 0.0F : std::round(volume[i]);
    shorts_[static_cast<std::size_t>(i)] =
        static_cast<std::int16_t>(std::clamp<float>(v, Limits::min(), Limits::max()));
  }
  write(shorts_.data(), shorts_.size() * sizeof(std::int16_t));
}

void NiftiWriter::finish() {
  if (written_ != volumes_)
    throw base::Error(fmt::format("{} got {} of {} volumes", path_.string(), written_, volumes_),
                      "", base::Exit::task_failed);
  const int code = gzclose(stream_of(std::exchange(stream_, nullptr)));
  if (code != Z_OK) {
    const std::string reason = code == Z_ERRNO ? std::strerror(errno) : "compression failed";
    ::unlink(temporary_.c_str());
    cannot_write(path_, reason);
  }
  base::sync_path(temporary_);
  std::error_code ec;
  std::filesystem::rename(temporary_, path_, ec);
  if (ec) cannot_write(path_, ec.message());
}

void write_nifti_map(const std::filesystem::path& path, const Grid& grid,
                     const base::VectorF& values, const std::string& description) {
  NiftiWriter writer(path, grid, 1, 0, NiftiWriter::Type::float32, description);
  writer.add(values);
  writer.finish();
}

}  // namespace encore::io
