// core/encode/checkpoints.hpp: finished blocks of an encode task, so that a stopped fit goes on.
//
// A block is kept when it took long; which ones are kept never changes a result.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/base/matrix.hpp"

namespace encore::encode {

// What one block of voxels came to. Voxels are columns throughout; parts that the plugin does not
// report are empty.
struct BlockResult {
  base::MatrixD mean;       // 1 x voxels: what predictions are about
  base::MatrixF predicted;  // test rows x voxels
  base::MatrixF r, r2;      // 1 x voxels
  base::MatrixF alpha, cv_score, edge, split;
  // When the fit is to be kept: as it was saved, and its coefficients (columns x voxels, 1 x
  // voxels) where the regression has them.
  std::string state;
  base::MatrixF weights;
  base::MatrixD intercept;
};

void write_block(const std::filesystem::path& folder, const BlockResult& block);
BlockResult read_block(const std::filesystem::path& folder);

// Where blocks are kept; the run has one on the store. Not thread-safe.
class Checkpoints {
 public:
  virtual ~Checkpoints() = default;
  // Folder of the block that begins at voxel `first`, when it was kept.
  virtual std::optional<std::filesystem::path> find(base::Index first, base::Index count) = 0;
  // `write` fills a folder, which then is published as a whole.
  virtual void keep(base::Index first, base::Index count,
                    const std::function<void(const std::filesystem::path&)>& write) = 0;
};

}  // namespace encore::encode
