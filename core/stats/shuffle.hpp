// core/stats/shuffle.hpp: random orders of blocks of rows.
//
// Rows of a test set are not exchangeable: neighbours are alike. Blocks of rows nearly are. Each
// segment (a run) is cut into blocks of `block_rows` rows from its start; what is left at its end
// is a shorter block. Blocks change places with blocks of the same length only, in any segment; a
// block whose length is unique stays where it is. All such orders form a group, so the test is
// exact when blocks are exchangeable.
//
// Immutable once made; share one between voxels, models and threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

class BlockOrders {
 public:
  // `segment`: a label for each row; a new label begins a new block. Throws base::Error when there
  // are fewer than two blocks that can change places.
  BlockOrders(const std::vector<std::int32_t>& segment, Index block_rows, int draws,
              std::uint64_t seed);

  struct Block {
    Index start, length;
  };
  const std::vector<Block>& blocks() const { return blocks_; }
  Index rows() const { return rows_; }
  int draws() const { return draws_; }
  // For each block, which block takes its place.
  const std::uint32_t* order(int draw) const {
    return orders_.data() + static_cast<std::size_t>(draw) * blocks_.size();
  }
  // How many different orders there are, infinity when beyond 1e300: 1 over this is about the
  // smallest p that means something.
  double possible() const { return possible_; }

 private:
  void cut(const std::vector<std::int32_t>& segment, Index block_rows);
  void draw(std::uint64_t seed);
  Index rows_;
  int draws_;
  double possible_ = 1;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> orders_;  // draws x blocks
};

// The number of each row's block: a unit of resampling where rows have no clip.
std::vector<std::int32_t> block_labels(const BlockOrders& orders);

}  // namespace encore::stats
