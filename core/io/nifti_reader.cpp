#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/base/text.hpp"
#include "core/io/nifti.hpp"

namespace encore::io {
namespace {

const char* what_happened(Unpacker::State state) {
  switch (state) {
    case Unpacker::State::damaged: return "the compressed data are damaged";
    case Unpacker::State::unreadable: return "the file cannot be read";
    default: return "the file ends";
  }
}

[[noreturn]] void ended_early(const NiftiHeader& h, Index volume, Unpacker::State state) {
  throw base::Error(fmt::format("{}: {} in volume {} of {}", h.file.string(), what_happened(state),
                                std::min(volume + 1, h.volumes), h.volumes),
                    "the file is truncated or damaged; copy it again");
}

// What is found at the end is of no certain volume.
[[noreturn]] void bad_end(const NiftiHeader& h, Unpacker::State state) {
  if (state != Unpacker::State::damaged) ended_early(h, h.volumes, state);
  throw base::Error(fmt::format("{}: the compressed data are damaged: length or check sum at their "
                                "end are of other data",
                                h.file.string()),
                    "copy the file again");
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
    case NIFTI_TYPE_UINT8: return as(std::uint8_t{});
    case NIFTI_TYPE_INT8: return as(std::int8_t{});
    case NIFTI_TYPE_UINT16: return as(std::uint16_t{});
    case NIFTI_TYPE_INT16: return as(std::int16_t{});
    case NIFTI_TYPE_UINT32: return as(std::uint32_t{});
    case NIFTI_TYPE_INT32: return as(std::int32_t{});
    case NIFTI_TYPE_UINT64: return as(std::uint64_t{});
    case NIFTI_TYPE_INT64: return as(std::int64_t{});
    case NIFTI_TYPE_FLOAT32: return as(float{});
    default: return as(double{});
  }
}

}  // namespace

void throw_surplus(const NiftiHeader& h, double bytes) {
  const double volume = static_cast<double>(h.grid.voxels()) * h.bytes;
  throw base::Error(
      fmt::format("{}: the header says {} x {} x {} voxels and {} of {}, but {:.0f} bytes follow, "
                  "room for {:.4g} more",
                  h.file.string(), h.grid.dims[0], h.grid.dims[1], h.grid.dims[2],
                  base::counted(static_cast<std::size_t>(h.volumes), "volume"), h.type, bytes,
                  bytes / volume),
      "the header is wrong or the file is damaged; write it anew from its source");
}

NiftiReader::NiftiReader(const std::filesystem::path& path)
    : header_(read_nifti_header(path)), file_(header_.image) {
  if (file_.skip(header_.offset) < header_.offset) ended_early(header_, 0, file_.state());
}

std::size_t NiftiReader::volume_bytes() const {
  return static_cast<std::size_t>(header_.grid.voxels()) * static_cast<std::size_t>(header_.bytes);
}

bool NiftiReader::next_raw(std::vector<unsigned char>& out) {
  if (position_ >= header_.volumes) return false;
  out.resize(volume_bytes());
  if (file_.read(out.data(), out.size()) < out.size())
    ended_early(header_, position_, file_.state());
  ++position_;
  if (header_.swapped && header_.bytes > 1)
    nifti_swap_Nbytes(header_.grid.voxels(), header_.bytes, out.data());
  if (position_ == header_.volumes) finish();
  return true;
}

void NiftiReader::finish() {
  skip(header_.volumes - position_);
  std::vector<char> more(std::size_t{1} << 16);
  std::int64_t surplus = 0;
  bool zeros = true;
  while (const std::size_t n = file_.read(more.data(), more.size())) {
    base::check_stop();
    zeros = zeros && std::all_of(more.data(), more.data() + n, [](char c) { return c == 0; });
    surplus += static_cast<std::int64_t>(n);
  }
  if (file_.state() != Unpacker::State::good) bad_end(header_, file_.state());
  if (!zeros || surplus > kMostPadding) throw_surplus(header_, static_cast<double>(surplus));
}

void NiftiReader::decode(const std::vector<unsigned char>& raw, const std::vector<Index>& voxels,
                         float* out) const {
  io::decode(
      header_, raw.data(), static_cast<Index>(voxels.size()),
      [&](Index i) { return voxels[static_cast<std::size_t>(i)]; }, out);
}

bool NiftiReader::next(base::VectorF& out) {
  if (!next_raw(raw_)) return false;
  out.resize(header_.grid.voxels());
  io::decode(
      header_, raw_.data(), out.size(), [](Index i) { return i; }, out.data());
  return true;
}

bool NiftiReader::next(const std::vector<Index>& voxels, float* out) {
  if (!next_raw(raw_)) return false;
  decode(raw_, voxels, out);
  return true;
}

void NiftiReader::skip(Index volumes) {
  volumes = std::min(volumes, header_.volumes - position_);
  const auto bytes = static_cast<std::int64_t>(volume_bytes());
  const auto gone = file_.skip(volumes * bytes);
  if (gone < volumes * bytes) ended_early(header_, position_ + gone / bytes, file_.state());
  position_ += volumes;
}

base::VectorF read_nifti_volume(const std::filesystem::path& path, Index volume) {
  NiftiReader reader(path);
  reader.skip(volume);
  base::VectorF out;
  if (!reader.next(out))
    throw base::Error(fmt::format("{} has {} volumes; volume {} was asked for", path.string(),
                                  reader.header().volumes, volume + 1));
  reader.finish();
  return out;
}

}  // namespace encore::io
