// plugins/array/source.hpp: files that hold numbers, seen alike.
//
//   auto source = open_source("clap.npz", "");
//   Array all = source->read("embeddings");
//
// Errors are encore::Error with the file's path. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace array {

// Numbers or texts in C order (the last index runs fastest).
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  bool is_text = false;
};

// "(540, 128)"
std::string shape_text(const std::vector<std::int64_t>& shape);

class Source {
 public:
  virtual ~Source() = default;
  // True when `name` holds arrays by name rather than being one.
  virtual bool is_container(const std::string& name) const = 0;
  // Names of the arrays in a container.
  virtual std::vector<std::string> members(const std::string& container) const = 0;
  // A member of a container, as `read` knows it.
  virtual std::string path_of(const std::string& container, const std::string& member) const = 0;
  virtual Array read(const std::string& name) = 0;
  // A number attached to an array or container, such as hop_s.
  virtual std::optional<double> attribute(const std::string&, const char*) { return std::nullopt; }
  // Where the texts of clip ids are when the user does not say: "" when nowhere.
  virtual std::string default_ids(const std::string& dataset) const = 0;
};

// By the end of the file's name: .npy, .npz, .h5, .hdf5, .hdf, .tsv, .csv, .txt. `ids` is the
// column of a table that holds ids; other sources have it as an array of its own.
std::unique_ptr<Source> open_source(const std::string& path, const std::string& ids);

}  // namespace array
