#include "core/stats/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/stats/moments.hpp"

// A permuted correlation is a sum over blocks: r(order) = sum_b C[b, order(b)] with
// C[b, c] = sum_i y[start_b + i] * x[start_c + i] of standardised series. C is made once for a
// voxel; a draw then costs one addition a block. Sixteen voxels go side by side through vector
// registers. With very many blocks C would outgrow the cache, and draws sum products directly.

namespace encore::stats {
namespace {

constexpr Index lanes = 16;
constexpr std::size_t most_blocks_with_table = 256;
constexpr float tie = 5e-6f;  // r closer than float32 sums can tell counts as equal

struct Lane {
  float value[lanes];
};

void add(Lane& sum, const Lane& term) {
  for (Index l = 0; l < lanes; ++l) sum.value[l] += term.value[l];
}

void add_product(Lane& sum, const Lane& a, const Lane& b) {
  for (Index l = 0; l < lanes; ++l) sum.value[l] += a.value[l] * b.value[l];
}

// Works through tiles of sixteen voxels; one for each thread.
class Tile {
 public:
  explicit Tile(const BlockOrders& orders)
      : orders_(orders),
        blocks_(orders.blocks().size()),
        y_(static_cast<std::size_t>(orders.rows())),
        x_(y_.size()),
        table_(blocks_ <= most_blocks_with_table ? blocks_ * blocks_ : 0) {}

  void run(base::ConstRefF y, base::ConstRefF x, Index first, double* p) {
    const Index n = std::min(lanes, y.cols() - first);
    bool valid[lanes] = {};
    for (Index l = 0; l < lanes; ++l) {
      const bool there = l < n;
      const bool fine_y = standardise(there ? y.col(first + l).data() : nullptr, l, y_);
      valid[l] = standardise(there ? x.col(first + l).data() : nullptr, l, x_) && fine_y;
    }
    if (!table_.empty()) fill_table();
    int count[lanes] = {};
    count_draws(count);
    for (Index l = 0; l < n; ++l)
      p[first + l] = valid[l] ? (1.0 + count[l]) / (1.0 + orders_.draws())
                              : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  // Mean 0 and sum of squares 1, or zeros where that is impossible.
  bool standardise(const float* series, Index lane, std::vector<Lane>& out) const {
    const auto rows = static_cast<Index>(out.size());
    const Moments m = series != nullptr ? moments(series, rows) : Moments{};
    const double scale = m.varies ? 1 / std::sqrt(m.square) : 0;
    for (Index i = 0; i < rows; ++i)
      out[static_cast<std::size_t>(i)].value[lane] =
          m.varies ? static_cast<float>((static_cast<double>(series[i]) - m.mean) * scale) : 0.0f;
    return m.varies;
  }

  Lane block_product(std::size_t b, std::size_t c) const {
    const auto& to = orders_.blocks()[b];
    const Lane* y = y_.data() + to.start;
    const Lane* x = x_.data() + orders_.blocks()[c].start;
    Lane sum{};
    for (Index i = 0; i < to.length; ++i) add_product(sum, y[i], x[i]);
    return sum;
  }

  void fill_table() {
    const auto& blocks = orders_.blocks();
    for (std::size_t b = 0; b < blocks_; ++b)
      for (std::size_t c = 0; c < blocks_; ++c)
        if (blocks[b].length == blocks[c].length) table_[b * blocks_ + c] = block_product(b, c);
  }

  // r of one order; nullptr is the order as observed.
  Lane correlation(const std::uint32_t* order) const {
    Lane sum{};
    for (std::size_t b = 0; b < blocks_; ++b) {
      const std::size_t c = order != nullptr ? order[b] : b;
      if (table_.empty()) add(sum, block_product(b, c));
      else add(sum, table_[b * blocks_ + c]);
    }
    return sum;
  }

  void count_draws(int* count) const {
    Lane threshold = correlation(nullptr);
    for (float& t : threshold.value) t -= tie;
    for (int d = 0; d < orders_.draws(); ++d) {
      const Lane r = correlation(orders_.order(d));
      for (Index l = 0; l < lanes; ++l) count[l] += r.value[l] >= threshold.value[l] ? 1 : 0;
    }
  }

  const BlockOrders& orders_;
  std::size_t blocks_;
  std::vector<Lane> y_, x_;  // rows
  std::vector<Lane> table_;  // blocks x blocks; empty: not used
};

}  // namespace

base::VectorD p_values(const BlockOrders& orders, base::ConstRefF y, base::ConstRefF prediction) {
  if (y.rows() != orders.rows() || prediction.rows() != y.rows() || prediction.cols() != y.cols())
    throw base::Error("responses, predictions and the rows to permute differ in shape");
  base::VectorD p(y.cols());
  const Index chunk = 32 * lanes;
  base::parallel_for(static_cast<std::size_t>((y.cols() + chunk - 1) / chunk), [&](std::size_t c) {
    base::check_stop();
    Tile tile(orders);
    const Index begin = static_cast<Index>(c) * chunk, end = std::min(y.cols(), begin + chunk);
    for (Index first = begin; first < end; first += lanes) tile.run(y, prediction, first, p.data());
  });
  return p;
}

}  // namespace encore::stats
