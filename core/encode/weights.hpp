// core/encode/weights.hpp: the coefficients of a fitted model as a file for people, weights.h5.
//
//   /weights     columns x voxels, float32; /intercept of each voxel
//   /columns     names of the columns, feature by feature and delay by delay
//   /mean, /scale  of each column; absent where columns were not standardised
//
//   prediction = sum over columns of weights * (column - mean) * scale + intercept
//
// Blocks of voxels are written as they are fitted. Not thread-safe.
#pragma once

#include <filesystem>
#include <optional>

#include "core/encode/checkpoints.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"

namespace encore::encode {

inline constexpr const char* kWeightsFile = "weights.h5";

// Fills block.weights and block.intercept where the regression has coefficients; block.mean is what
// predictions are about.
void read_weights(plugin::Regression& regression, BlockResult& block);

class WeightsWriter {
 public:
  WeightsWriter(std::filesystem::path file, Index voxels);
  // Nothing for a block without coefficients.
  void add(Index first, const BlockResult& block);
  // Whether there is a file.
  bool finish(const std::vector<std::string>& columns, const Scaling& scaling);

 private:
  std::filesystem::path path_;
  Index voxels_;
  std::optional<io::H5File> file_;
  base::VectorD intercept_;
};

}  // namespace encore::encode
