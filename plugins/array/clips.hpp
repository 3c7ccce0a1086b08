// plugins/array/clips.hpp: the rows of each clip, out of a file.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugins/array/ids.hpp"
#include "plugins/array/source.hpp"

namespace array {

struct ClipRows {
  Eigen::MatrixXf values;                 // frames x dims
  std::optional<double> hop_s, window_s;  // when the file says so
};

// Two layouts: a container (HDF5 group, .npz) with one array for each clip, or one array of rows
// beside a list of names. A container is read clip by clip. Not thread-safe.
class ClipTable {
 public:
  // `ids`: name of the list within the file; "" looks for one. `ids_file`: a text file with one
  // name a line instead; "" for none.
  ClipTable(const std::string& file, const std::string& dataset, const std::string& ids,
            const std::string& ids_file);
  // Throws encore::Error when the file has no such clip.
  ClipRows read(const std::string& clip);

 private:
  void read_rows(const std::string& ids, const std::string& ids_file);

  std::string file_, dataset_;
  std::unique_ptr<Source> source_;
  Ids ids_;
  std::vector<std::string> members_;  // of a container
  Eigen::MatrixXf rows_;              // of one array
  std::optional<double> hop_s_, window_s_;
};

}  // namespace array
