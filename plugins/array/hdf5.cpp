#include "plugins/array/hdf5.hpp"

#include <hdf5.h>

#include <cstring>
#include <mutex>

#include "encore/error.hpp"

namespace array {
namespace {

std::mutex& lock() {
  static std::mutex mutex;
  return mutex;
}

// Closes with the function that fits.
class Id {
 public:
  Id(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Id() {
    if (id_ >= 0) close_(id_);
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  operator hid_t() const { return id_; }
  bool ok() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

class Hdf5 : public Source {
 public:
  explicit Hdf5(std::string path) : path_(std::move(path)) {
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
  }

  bool is_container(const std::string& name) const override {
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
    const Id object(find(file, name), H5Oclose);
    return H5Iget_type(object) == H5I_GROUP;
  }

  std::vector<std::string> members(const std::string& container) const override {
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
    const Id group(find(file, container), H5Oclose);
    std::vector<std::string> names;
    H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, &note_dataset, &names);
    return names;
  }

  std::string path_of(const std::string& container, const std::string& member) const override {
    return container.empty() || container.ends_with('/') ? container + member
                                                         : container + "/" + member;
  }

  // Beside the dataset, under the name "ids".
  std::string default_ids(const std::string& dataset) const override {
    const auto slash = dataset.rfind('/');
    const std::string ids =
        (slash == std::string::npos ? "" : dataset.substr(0, slash + 1)) + "ids";
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
    return H5Lexists(file, ids.c_str(), H5P_DEFAULT) > 0 ? ids : "";
  }

  Array read(const std::string& name) override {
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
    const Id object(find(file, name), H5Oclose);
    if (H5Iget_type(object) != H5I_DATASET)
      throw encore::Error::io(path_, "'" + name + "' is not a dataset");
    const Id space(H5Dget_space(object), H5Sclose);
    const Id type(H5Dget_type(object), H5Tclose);
    Array out;
    const int rank = H5Sget_simple_extent_ndims(space);
    std::vector<hsize_t> dims(static_cast<std::size_t>(std::max(rank, 0)));
    if (rank > 0) H5Sget_simple_extent_dims(space, dims.data(), nullptr);
    out.shape.assign(dims.begin(), dims.end());
    const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space));
    const H5T_class_t kind = H5Tget_class(type);
    if (kind == H5T_STRING) {
      read_texts(object, type, space, count, out);
    } else if (kind == H5T_FLOAT || kind == H5T_INTEGER) {
      out.numbers.resize(count);
      check(H5Dread(object, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.numbers.data()),
            name);
    } else {
      throw encore::Error::io(path_, "'" + name + "' holds neither numbers nor text");
    }
    return out;
  }

  std::optional<double> attribute(const std::string& name, const char* key) override {
    const std::lock_guard hold(lock());
    const Id file(open(), H5Fclose);
    const Id object(find(file, name), H5Oclose);
    if (H5Aexists(object, key) <= 0) return std::nullopt;
    const Id attribute(H5Aopen(object, key, H5P_DEFAULT), H5Aclose);
    const Id space(H5Aget_space(attribute), H5Sclose);
    double value = 0;
    if (H5Sget_simple_extent_npoints(space) != 1 ||
        H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) < 0)
      throw encore::Error::io(
          path_, std::string("attribute '") + key + "' of '" + name + "' is not one number");
    return value;
  }

 private:
  static herr_t note_dataset(hid_t group, const char* name, const H5L_info_t*, void* list) {
    const Id object(H5Oopen(group, name, H5P_DEFAULT), H5Oclose);
    if (object.ok() && H5Iget_type(object) == H5I_DATASET)
      static_cast<std::vector<std::string>*>(list)->emplace_back(name);
    return 0;
  }

  hid_t open() const {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // of this thread: errors are thrown, not printed
    const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) throw encore::Error::io(path_, "is not an HDF5 file that can be read");
    return file;
  }

  hid_t find(hid_t file, const std::string& name) const {
    const hid_t object = H5Oopen(file, name.empty() ? "/" : name.c_str(), H5P_DEFAULT);
    if (object < 0) throw encore::Error::io(path_, "has no '" + name + "'");
    return object;
  }

  void check(herr_t status, const std::string& name) const {
    if (status < 0) throw encore::Error::io(path_, "'" + name + "' cannot be read");
  }

  void read_texts(hid_t dataset, hid_t type, hid_t space, std::size_t count, Array& out) const {
    out.is_text = true;
    const Id memory(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_cset(memory, H5Tget_cset(type));
    if (H5Tis_variable_str(type) > 0) {
      H5Tset_size(memory, H5T_VARIABLE);
      std::vector<char*> texts(count, nullptr);
      check(H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "texts");
      for (const char* text : texts) out.texts.emplace_back(text != nullptr ? text : "");
      H5Dvlen_reclaim(memory, space, H5P_DEFAULT, texts.data());
      return;
    }
    const std::size_t size = H5Tget_size(type) + 1;
    H5Tset_size(memory, size);
    std::string bytes(count * size, '\0');
    check(H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), "texts");
    for (std::size_t i = 0; i < count; ++i) {
      std::string text(bytes.c_str() + i * size);
      text.resize(text.find_last_not_of(' ') + 1);
      out.texts.push_back(std::move(text));
    }
  }

  std::string path_;
};

}  // namespace

std::unique_ptr<Source> open_hdf5(const std::string& path) { return std::make_unique<Hdf5>(path); }

}  // namespace array
