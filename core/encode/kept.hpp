// core/encode/kept.hpp: a fitted model on its own, as files side by side in a folder.
//
//   model.json              what it is, and which voxels stand in which file
//   model-columns.h5        of each column of the features: name, mean, scale, centre
//   model-voxels.h5         of each voxel: the mean that its predictions are about
//   model-0000000.bin ...   what the regression saved, one file a block of voxels
//   weights.h5              for people: coefficients, where the regression has them (weights.hpp)
//
// model.json holds the SHA-256 of every other file, which is compared when the file is read.
// Version 1 had neither sums nor means: its predictions hold the intercept. Blocks are written and
// read one at a time, so memory does not grow with the voxels. model.json comes last: a folder with
// it is whole. Not thread-safe.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/encode/encode.hpp"
#include "core/encode/weights.hpp"

namespace encore::encode {

inline constexpr const char* kModelFile = "model.json";
inline constexpr const char* kColumnsFile = "model-columns.h5";
inline constexpr const char* kVoxelsFile = "model-voxels.h5";

// What the columns of the training rows were brought to.
struct Columns {
  std::vector<std::string> names;
  Scaling scaling;
  base::VectorF centre;  // mean after scaling
};
Columns columns_of(const Problem& problem);

class KeptWriter {
 public:
  KeptWriter(std::filesystem::path folder, Index voxels)
      : folder_(std::move(folder)), weights_(folder_ / kWeightsFile, voxels) {}
  // The state of a regression that is fitted to this block, with coefficients if it has them.
  // Throws when there is no state.
  void add(Index first, Index count, const BlockResult& block);
  // `about`: facts of the model, kept as they are.
  void finish(const nlohmann::json& about, const Columns& columns);

 private:
  std::filesystem::path folder_;
  nlohmann::json blocks_ = nlohmann::json::array();
  std::vector<double> mean_;
  WeightsWriter weights_;
};

class KeptModel {
 public:
  struct Block {
    Index first = 0, count = 0;
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::string sha256;  // "": not known
  };

  // Throws base::Error when the folder holds no whole model that this version reads.
  explicit KeptModel(std::filesystem::path folder);

  const nlohmann::json& about() const { return about_; }
  const std::vector<Block>& blocks() const { return blocks_; }  // in order, without gaps
  Index voxels() const;
  // These throw base::Error, with the name of the file, when it is not what was written.
  std::string state(const Block& block) const;
  Columns columns() const;
  base::VectorD response_mean() const;  // of each voxel; zeros where predictions hold it

 private:
  std::filesystem::path checked(const char* name) const;

  std::filesystem::path folder_;
  nlohmann::json about_;
  nlohmann::json sums_;  // name of a file beside the blocks -> SHA-256; null in version 1
  std::vector<Block> blocks_;
};

// The files of the model in a folder, model.json last; none when there is no model.
std::vector<std::filesystem::path> kept_files(const std::filesystem::path& folder);

}  // namespace encore::encode
