// core/cli/model_reference.hpp: the arrays of a model folder's reference file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"

namespace array {
class Source;
}

namespace encore::cli {

// Not thread-safe. Errors are base::Error with the file in their message.
class Reference {
 public:
  // A file of the folder; "" has no arrays.
  Reference(const std::filesystem::path& folder, const std::string& file);
  ~Reference();
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  bool has(const std::string& name) const;
  // Numbers as rows x columns: a vector is one row.
  base::MatrixD matrix(const std::string& name) const;

 private:
  std::string file_;
  std::unique_ptr<array::Source> source_;
  std::vector<std::string> names_;
};

}  // namespace encore::cli
