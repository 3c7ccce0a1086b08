#include "core/encode/weights.hpp"

#include <algorithm>
#include <cmath>

namespace encore::encode {
namespace {

constexpr Index kVoxelsPerChunk = 256;

}  // namespace

void read_weights(plugin::Regression& regression, BlockResult& block) {
  const auto intercept = regression.inspect("intercept");
  if (!intercept) return;
  const auto weights = regression.inspect("weights");
  if (!weights) return;
  block.weights = weights->cast<float>();
  block.intercept = *intercept + block.mean;
}

WeightsWriter::WeightsWriter(std::filesystem::path file, Index voxels)
    : path_(std::move(file)),
      voxels_(voxels),
      intercept_(base::VectorD::Constant(voxels, std::nan(""))) {}

void WeightsWriter::add(Index first, const BlockResult& block) {
  if (block.weights.size() == 0) return;
  if (!file_) {
    file_.emplace(path_, io::H5File::Mode::create);
    file_->create("/weights", block.weights.rows(), voxels_,
                  {0, std::min<Index>(voxels_, kVoxelsPerChunk), 0});
  }
  file_->write_block("/weights", 0, first, block.weights);
  intercept_.segment(first, block.weights.cols()) = block.intercept.transpose();
}

bool WeightsWriter::finish(const std::vector<std::string>& columns, const Scaling& scaling) {
  if (!file_) return false;
  const auto put = [&](const char* name, const base::VectorD& values, const char* unit,
                       const char* definition) {
    file_->write_vector(name, values);
    file_->set_attribute(name, "unit", std::string(unit));
    file_->set_attribute(name, "definition", std::string(definition));
  };
  file_->set_attribute("/weights", "unit", std::string("response / column"));
  file_->set_attribute("/weights", "definition",
                       std::string("coefficient of each column (columns x voxels): prediction = "
                                   "sum of weights * (column - mean) * scale + intercept"));
  put("/intercept", intercept_, "response",
      "prediction where every column is at its mean (or 0, where columns are not standardised)");
  file_->write_texts("/columns", columns);
  if (scaling.mean.size() > 0) {
    put("/mean", scaling.mean, "column", "mean of each column over the training rows");
    put("/scale", scaling.scale, "1 / column",
        "what each column less its mean is multiplied by; 0: it does not vary");
  }
  file_->close();
  return true;
}

}  // namespace encore::encode
