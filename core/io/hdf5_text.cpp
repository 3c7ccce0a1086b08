// Integers, texts and attributes.
#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/hdf5.hpp"
#include "core/io/hdf5_detail.hpp"

namespace encore::io {
namespace {

using detail::fail;
using detail::Hid;
using detail::Locked;

Hid text_type(std::size_t length) {  // H5T_VARIABLE or bytes
  Hid type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, length);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

Hid vector_space(std::size_t n) {
  const hsize_t dim = n;
  return {H5Screate_simple(1, &dim, nullptr), H5Sclose};
}

// A field of fixed length ends at its first NUL, or is filled up with spaces.
std::string fixed_text(const char* bytes, std::size_t n) {
  std::string text(bytes, n);
  text.resize(std::min(text.find('\0'), text.size()));
  const auto end = text.find_last_not_of(' ');
  return end == std::string::npos ? "" : text.substr(0, end + 1);
}

// `read` is H5Dread or H5Aread with everything but type and buffer bound.
template <class Read>
std::vector<std::string> texts(hid_t type, hid_t space, std::size_t n, const Read& read) {
  std::vector<std::string> out(n);
  const H5T_cset_t charset = H5Tget_cset(type);
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> pointers(n, nullptr);
    const Hid memory = text_type(H5T_VARIABLE);
    H5Tset_cset(memory, charset);
    if (!read(memory, pointers.data())) return {};
    for (std::size_t i = 0; i < n; ++i)
      if (pointers[i] != nullptr) out[i] = pointers[i];
    H5Dvlen_reclaim(memory, space, H5P_DEFAULT, pointers.data());
    return out;
  }
  const std::size_t size = H5Tget_size(type);
  std::vector<char> bytes(n * size);
  if (!read(type, bytes.data())) return {};
  for (std::size_t i = 0; i < n; ++i) out[i] = fixed_text(bytes.data() + i * size, size);
  return out;
}

void write_attribute(hid_t file, const std::string& name, const std::string& key, hid_t type,
                     const void* value, const std::filesystem::path& path) {
  const Hid object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object.ok()) fail("write an attribute of", name, path);
  if (H5Aexists(object, key.c_str()) > 0) H5Adelete(object, key.c_str());
  const Hid space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hid id(H5Acreate2(object, key.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (!id.ok() || H5Awrite(id, type, value) < 0) fail("write an attribute of", name, path);
}

Hid open_attribute(hid_t file, const std::string& name, const std::string& key) {
  if (H5Aexists_by_name(file, name.c_str(), key.c_str(), H5P_DEFAULT) <= 0) return {-1, H5Aclose};
  return {H5Aopen_by_name(file, name.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
}

}  // namespace

std::vector<std::int64_t> H5File::read_ints(const std::string& name) const {
  const Locked lock;
  const H5Shape s = shape(name);
  if (s.kind != H5Kind::integer || s.cols != 1)
    throw base::Error(fmt::format("{} of {} is {}; one column of integers is expected", name,
                                  path_.string(), s.text()));
  std::vector<std::int64_t> out(static_cast<std::size_t>(s.rows));
  const Hid dataset = detail::open_dataset(id_, name, path_);
  const Hid type(H5Dget_type(dataset), H5Tclose);
  // h5py writes booleans as an enumeration, which converts to no plain integer: read its base.
  const bool is_enum = H5Tget_class(type) == H5T_ENUM;
  if (is_enum) {
    std::vector<std::int8_t> raw(out.size());
    if (s.bytes != 1 || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw.data()) < 0)
      fail("read", name, path_);
    return {raw.begin(), raw.end()};
  }
  if (!out.empty() &&
      H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0)
    fail("read", name, path_);
  return out;
}

std::vector<std::string> H5File::read_texts(const std::string& name) const {
  const Locked lock;
  const H5Shape s = shape(name);
  if (s.kind != H5Kind::text || s.cols != 1)
    throw base::Error(fmt::format("{} of {} is {}; one column of texts is expected", name,
                                  path_.string(), s.text()));
  if (s.rows == 0) return {};
  const Hid dataset = detail::open_dataset(id_, name, path_);
  const Hid type(H5Dget_type(dataset), H5Tclose);
  const Hid space(H5Dget_space(dataset), H5Sclose);
  const auto read = [&](hid_t memory, void* out) {
    return H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
  };
  auto out = texts(type, space, static_cast<std::size_t>(s.rows), read);
  if (out.empty()) fail("read", name, path_);
  return out;
}

void H5File::write_vector(const std::string& name, const base::VectorD& values) {
  const Locked lock;
  const Hid space = vector_space(static_cast<std::size_t>(values.size()));
  const Hid id = detail::make_dataset(id_, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, path_);
  if (values.size() > 0 &&
      H5Dwrite(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    fail("write", name, path_);
}

void H5File::write_ints(const std::string& name, const std::vector<std::int64_t>& values) {
  const Locked lock;
  const Hid space = vector_space(values.size());
  const Hid id = detail::make_dataset(id_, name, H5T_STD_I64LE, space, H5P_DEFAULT, path_);
  if (!values.empty() &&
      H5Dwrite(id, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    fail("write", name, path_);
}

void H5File::write_texts(const std::string& name, const std::vector<std::string>& values) {
  const Locked lock;
  std::vector<const char*> pointers;
  for (const auto& v : values) pointers.push_back(v.c_str());
  const Hid type = text_type(H5T_VARIABLE);
  const Hid space = vector_space(values.size());
  const Hid id = detail::make_dataset(id_, name, type, space, H5P_DEFAULT, path_);
  if (!values.empty() && H5Dwrite(id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) < 0)
    fail("write", name, path_);
}

void H5File::set_attribute(const std::string& name, const std::string& key,
                           const std::string& value) {
  const Locked lock;
  const Hid type = text_type(H5T_VARIABLE);
  const char* text = value.c_str();
  write_attribute(id_, name, key, type, &text, path_);
}

void H5File::set_attribute(const std::string& name, const std::string& key, double value) {
  const Locked lock;
  write_attribute(id_, name, key, H5T_NATIVE_DOUBLE, &value, path_);
}

void H5File::set_attribute(const std::string& name, const std::string& key, std::int64_t value) {
  const Locked lock;
  write_attribute(id_, name, key, H5T_NATIVE_INT64, &value, path_);
}

std::optional<std::string> H5File::text_attribute(const std::string& name,
                                                  const std::string& key) const {
  const Locked lock;
  const Hid id = open_attribute(id_, name, key);
  if (!id.ok()) return std::nullopt;
  const Hid type(H5Aget_type(id), H5Tclose);
  const Hid space(H5Aget_space(id), H5Sclose);
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1)
    return std::nullopt;
  const auto read = [&](hid_t memory, void* out) { return H5Aread(id, memory, out) >= 0; };
  const auto out = texts(type, space, 1, read);
  return out.empty() ? std::nullopt : std::optional(out[0]);
}

std::optional<double> H5File::real_attribute(const std::string& name,
                                             const std::string& key) const {
  const Locked lock;
  const Hid id = open_attribute(id_, name, key);
  if (!id.ok()) return std::nullopt;
  const Hid space(H5Aget_space(id), H5Sclose);
  double value = 0;
  if (H5Sget_simple_extent_npoints(space) != 1 || H5Aread(id, H5T_NATIVE_DOUBLE, &value) < 0)
    return std::nullopt;
  return value;
}

}  // namespace encore::io
