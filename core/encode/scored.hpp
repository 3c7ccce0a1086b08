// core/encode/scored.hpp: the scores of one model, filled block by block of voxels.
//
//   Scored scored(problem, out);
//   scored.put(first, scored.measure(y_test, regression));   // the regression is fitted to it
//   scored.write();
//
// Not thread-safe. Borrows its arguments.
#pragma once

#include "core/encode/checkpoints.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"

namespace encore::encode {

class Scored {
 public:
  // `out` is open for writing; predictions go there at once, the rest with write().
  Scored(const Problem& problem, io::H5File& out);

  // Predicts the test rows of the block that the regression was fitted to, and scores them. `mean`:
  // of each voxel, as it was taken out of the training rows; it is taken out of y_test.
  BlockResult measure(base::MatrixF& y_test, const base::VectorD& mean,
                      plugin::Regression& regression);
  void put(Index first, const BlockResult& block);
  void write();
  // `meta`: what the plugin said.
  Facts facts(std::map<std::string, std::string> meta) const;

 private:
  base::MatrixF split(const base::MatrixF& y, const base::MatrixF& predicted,
                      const base::VectorD& r2, plugin::Regression& regression);

  const Problem& problem_;
  io::H5File& out_;
  base::MatrixF with_mean_;  // the test rows and the mean of the training rows
  BlockResult all_;          // of all voxels, but for predictions and state
};

}  // namespace encore::encode
