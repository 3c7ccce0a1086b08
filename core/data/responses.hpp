// core/data/responses.hpp: prepared responses of one subject, larger than memory if need be.
#pragma once

#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/data/dataset.hpp"

namespace encore::data {

// Rows are all prepared volumes of all runs in the order of Subject::runs; columns are voxels of
// the mask. Thread-safe: reads are serialised inside.
class Responses {
 public:
  virtual ~Responses() = default;
  virtual const std::vector<Row>& rows() const = 0;
  virtual Index voxels() const = 0;
  // Columns first .. first + count - 1, all rows.
  virtual base::MatrixF read(Index first, Index count) const = 0;
};

}  // namespace encore::data
