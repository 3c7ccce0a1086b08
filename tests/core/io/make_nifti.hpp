// tests/core/io/make_nifti.hpp: NIfTI files built byte by byte, right or wrong on purpose.
#pragma once

#include <nifti2_io.h>
#include <zlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace encore::test {

// A header of a 3 x 4 x 2 image with 5 volumes; tests change what they are about.
inline nifti_1_header header1(int datatype = NIFTI_TYPE_INT16, int bits = 16) {
  nifti_1_header h = {};
  h.sizeof_hdr = 348;
  const short dim[8] = {4, 3, 4, 2, 5, 1, 1, 1};
  std::memcpy(h.dim, dim, sizeof dim);
  const float pixdim[8] = {1, 2, 2, 3, 1.5F, 0, 0, 0};
  std::memcpy(h.pixdim, pixdim, sizeof pixdim);
  h.datatype = static_cast<short>(datatype);
  h.bitpix = static_cast<short>(bits);
  h.vox_offset = 352;
  h.xyzt_units = NIFTI_UNITS_MM | NIFTI_UNITS_SEC;
  h.sform_code = 2;
  const float rows[3][4] = {{-2, 0, 0, 10}, {0, 2, 0, -20}, {0, 0, 3, 30}};
  std::memcpy(h.srow_x, rows[0], sizeof rows[0]);
  std::memcpy(h.srow_y, rows[1], sizeof rows[1]);
  std::memcpy(h.srow_z, rows[2], sizeof rows[2]);
  std::memcpy(h.magic, "n+1", 4);
  return h;
}

inline nifti_2_header header2(int datatype = NIFTI_TYPE_INT16, int bits = 16) {
  nifti_2_header h = {};
  const nifti_1_header one = header1(datatype, bits);
  h.sizeof_hdr = 540;
  std::memcpy(h.magic, "n+2\0\r\n\032\n", 8);
  for (int i = 0; i < 8; ++i) h.dim[i] = one.dim[i];
  for (int i = 0; i < 8; ++i) h.pixdim[i] = one.pixdim[i];
  h.datatype = one.datatype;
  h.bitpix = one.bitpix;
  h.vox_offset = 544;
  h.xyzt_units = one.xyzt_units;
  h.sform_code = 2;
  for (int i = 0; i < 4; ++i) {
    h.srow_x[i] = one.srow_x[i];
    h.srow_y[i] = one.srow_y[i];
    h.srow_z[i] = one.srow_z[i];
  }
  return h;
}

inline void save(const std::filesystem::path& path, const std::string& bytes) {
  if (path.extension() != ".gz") {
    std::ofstream(path, std::ios::binary) << bytes;
    return;
  }
  const gzFile file = gzopen(path.c_str(), "wb6");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

template <class Header, class T>
std::string image_bytes(Header h, const std::vector<T>& values, bool swap = false) {
  std::string data(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  const int version = sizeof h == 348 ? 1 : 2;
  std::string bytes(static_cast<std::size_t>(h.vox_offset), '\0');
  if (swap) {
    if (sizeof(T) > 1)
      nifti_swap_Nbytes(static_cast<std::int64_t>(values.size()), sizeof(T), data.data());
    swap_nifti_header(&h, version);
  }
  std::memcpy(bytes.data(), &h, sizeof h);
  return bytes + data;
}

// 0, 1, 2 ... in the given type.
template <class T>
std::vector<T> counting(std::size_t n) {
  std::vector<T> v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<T>(i);
  return v;
}

}  // namespace encore::test
