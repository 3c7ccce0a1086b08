#include "core/stats/shuffle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::stats {

BlockOrders::BlockOrders(const std::vector<std::int32_t>& segment, Index block_rows, int draws,
                         std::uint64_t seed)
    : rows_(static_cast<Index>(segment.size())), draws_(draws) {
  if (block_rows < 1 || draws < 1)
    throw base::Error("a block permutation needs blocks of at least one row, and draws");
  cut(segment, block_rows);
  draw(seed);
  if (possible_ < 2)
    throw base::Error(
        fmt::format("{} test rows in blocks of {} cannot be permuted", rows_, block_rows),
        "give a smaller stats.significance.block_tr, or more test rows");
}

void BlockOrders::cut(const std::vector<std::int32_t>& segment, Index block_rows) {
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const bool fresh = i == 0 || segment[i] != segment[i - 1];
    if (fresh || blocks_.back().length == block_rows) blocks_.push_back({static_cast<Index>(i), 0});
    ++blocks_.back().length;
  }
}

void BlockOrders::draw(std::uint64_t seed) {
  std::map<Index, std::vector<std::uint32_t>> same_length;
  for (std::uint32_t b = 0; b < blocks_.size(); ++b) same_length[blocks_[b].length].push_back(b);
  for (const auto& [length, members] : same_length)
    for (std::size_t i = 2; i <= members.size() && possible_ < 1e300; ++i)
      possible_ *= static_cast<double>(i);
  base::Random random(seed);
  orders_.resize(static_cast<std::size_t>(draws_) * blocks_.size());
  for (int d = 0; d < draws_; ++d) {
    auto* order = orders_.data() + static_cast<std::size_t>(d) * blocks_.size();
    for (const auto& [length, members] : same_length) {
      auto shuffled = members;
      random.shuffle(shuffled);
      for (std::size_t i = 0; i < members.size(); ++i) order[members[i]] = shuffled[i];
    }
  }
}

std::vector<std::int32_t> block_labels(const BlockOrders& orders) {
  std::vector<std::int32_t> labels;
  for (std::size_t b = 0; b < orders.blocks().size(); ++b)
    labels.insert(labels.end(), static_cast<std::size_t>(orders.blocks()[b].length),
                  static_cast<std::int32_t>(b));
  return labels;
}

}  // namespace encore::stats
