#include "plugins/array/source.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "encore/error.hpp"
#include "plugins/array/hdf5.hpp"
#include "plugins/array/npz.hpp"
#include "plugins/array/table.hpp"

namespace array {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string out = "(";
  for (std::size_t i = 0; i < shape.size(); ++i)
    out += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return out + ")";
}

std::unique_ptr<Source> open_source(const std::string& path, const std::string& ids) {
  std::error_code ec;
  if (!std::filesystem::is_regular_file(path, ec)) throw encore::Error::io(path, "no such file");
  std::string end = std::filesystem::path(path).extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (end == ".npy") return open_npy(path);
  if (end == ".npz") return open_npz(path);
  if (end == ".h5" || end == ".hdf5" || end == ".hdf") return open_hdf5(path);
  if (end == ".tsv" || end == ".txt") return open_table(path, '\t', ids);
  if (end == ".csv") return open_table(path, ',', ids);
  throw encore::Error::param("file", "'" + path +
                                         "' has no known ending: .npy, .npz, .h5, .hdf5, "
                                         ".tsv or .csv");
}

}  // namespace array
