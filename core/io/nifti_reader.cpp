#include <fmt/format.h>
#include <nifti2_io.h>
#include <zlib.h>

#include <cstring>
#include <utility>

#include "core/base/error.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

gzFile stream_of(void* s) { return static_cast<gzFile>(s); }

[[noreturn]] void ended_early(const NiftiHeader& h, Index volume, gzFile file) {
  int code = 0;
  const std::string reason = gzerror(file, &code);
  const bool damaged = code == Z_DATA_ERROR;
  throw base::Error(
      fmt::format("{}: {} in volume {} of {}{}{}", h.file.string(),
                  damaged ? "the compressed data are damaged" : "the file ends", volume + 1,
                  h.volumes, reason.empty() || damaged ? "" : ": ", damaged ? "" : reason),
      "the file is truncated or damaged; copy it again");
}

template <class T, class Element>
void convert(const unsigned char* raw, double slope, double inter, Index n, const Element& element,
             float* out) {
  const bool scaled = slope != 1 || inter != 0;
  for (Index i = 0; i < n; ++i) {
    T value;
    std::memcpy(&value, raw + element(i) * static_cast<Index>(sizeof(T)), sizeof(T));
    out[i] = scaled ? static_cast<float>(static_cast<double>(value) * slope + inter)
                    : static_cast<float>(value);
  }
}

template <class Element>
void decode(const NiftiHeader& h, const unsigned char* raw, Index n, const Element& element,
            float* out) {
  const auto as = [&]<class T>(T) { convert<T>(raw, h.slope, h.inter, n, element, out); };
  switch (h.datatype) {
    case NIFTI_TYPE_UINT8:
      return as(std::uint8_t{});
    case NIFTI_TYPE_INT8:
      return as(std::int8_t{});
    case NIFTI_TYPE_UINT16:
      return as(std::uint16_t{});
    case NIFTI_TYPE_INT16:
      return as(std::int16_t{});
    case NIFTI_TYPE_UINT32:
      return as(std::uint32_t{});
    case NIFTI_TYPE_INT32:
      return as(std::int32_t{});
    case NIFTI_TYPE_UINT64:
      return as(std::uint64_t{});
    case NIFTI_TYPE_INT64:
      return as(std::int64_t{});
    case NIFTI_TYPE_FLOAT32:
      return as(float{});
    default:
      return as(double{});
  }
}

}  // namespace

NiftiReader::NiftiReader(const std::filesystem::path& path) : header_(read_nifti_header(path)) {
  stream_ = gzopen(header_.image.c_str(), "rb");
  if (stream_ == nullptr)
    throw base::Error(
        fmt::format("cannot read {}: {}", header_.image.string(), std::strerror(errno)));
  gzbuffer(stream_of(stream_), 1U << 18);
  if (gzseek(stream_of(stream_), header_.offset, SEEK_SET) < 0)
    ended_early(header_, 0, stream_of(stream_));
}

NiftiReader::~NiftiReader() {
  if (stream_ != nullptr) gzclose(stream_of(stream_));
}

NiftiReader::NiftiReader(NiftiReader&& other) noexcept
    : header_(std::move(other.header_)),
      stream_(std::exchange(other.stream_, nullptr)),
      raw_(std::move(other.raw_)),
      position_(other.position_) {}

void NiftiReader::read_raw() {
  raw_.resize(static_cast<std::size_t>(header_.grid.voxels()) *
              static_cast<std::size_t>(header_.bytes));
  constexpr std::size_t kPiece = std::size_t{1} << 30;  // gzread counts in int
  for (std::size_t at = 0; at < raw_.size();) {
    const std::size_t wanted = std::min(kPiece, raw_.size() - at);
    const int got = gzread(stream_of(stream_), raw_.data() + at, static_cast<unsigned>(wanted));
    if (got <= 0) ended_early(header_, position_, stream_of(stream_));
    at += static_cast<std::size_t>(got);
  }
  ++position_;
  if (header_.swapped && header_.bytes > 1)
    nifti_swap_Nbytes(header_.grid.voxels(), header_.bytes, raw_.data());
  // Reading on makes zlib compare the check sum at the end of a compressed file.
  if (position_ < header_.volumes) return;
  char more = 0;
  int code = Z_OK;
  gzread(stream_of(stream_), &more, 1);
  gzerror(stream_of(stream_), &code);
  if (code < 0) ended_early(header_, position_ - 1, stream_of(stream_));
}

bool NiftiReader::next(base::VectorF& out) {
  if (position_ >= header_.volumes) return false;
  read_raw();
  out.resize(header_.grid.voxels());
  decode(
      header_, raw_.data(), out.size(), [](Index i) { return i; }, out.data());
  return true;
}

bool NiftiReader::next(const std::vector<Index>& voxels, float* out) {
  if (position_ >= header_.volumes) return false;
  read_raw();
  decode(
      header_, raw_.data(), static_cast<Index>(voxels.size()),
      [&](Index i) { return voxels[static_cast<std::size_t>(i)]; }, out);
  return true;
}

void NiftiReader::skip(Index volumes) {
  volumes = std::min(volumes, header_.volumes - position_);
  const auto bytes = static_cast<z_off_t>(volumes * header_.grid.voxels() * header_.bytes);
  if (gzseek(stream_of(stream_), bytes, SEEK_CUR) < 0)
    ended_early(header_, position_, stream_of(stream_));
  position_ += volumes;
}

base::VectorF read_nifti_volume(const std::filesystem::path& path, Index volume) {
  NiftiReader reader(path);
  reader.skip(volume);
  base::VectorF out;
  if (!reader.next(out))
    throw base::Error(fmt::format("{} has {} volumes; volume {} was asked for", path.string(),
                                  reader.header().volumes, volume + 1));
  return out;
}

}  // namespace encore::io
