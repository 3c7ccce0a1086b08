#include "core/results/partition.hpp"

#include <fmt/format.h>

#include <bit>

namespace encore::results {
namespace {

void add_unique(BandSet all, const NestedR2& nested, ModelResult& out) {
  for (std::size_t b = 0; b < out.bands.size(); ++b)
    if (const auto without = nested(all & ~(BandSet{1} << b)); without.size() > 0)
      out.bands[b].unique = out.r2 - without;
}

void add_common(const recipe::Model& model, BandSet all, const NestedR2& nested, ModelResult& out) {
  std::vector<base::VectorD> r2(std::size_t{all} + 1);
  for (BandSet set = 1; set < all; ++set) {
    r2[set] = nested(set);
    if (r2[set].size() == 0) return;
  }
  r2[all] = out.r2;
  const auto parts = common_parts(r2);
  for (BandSet set = 1; set <= all; ++set) {
    const auto names = recipe::names_of(model, set);
    out.common.push_back({fmt::format("{}", fmt::join(names, "&")), names.size(), parts[set]});
  }
}

}  // namespace

std::vector<base::VectorD> common_parts(const std::vector<base::VectorD>& r2) {
  const auto all = static_cast<BandSet>(r2.size() - 1);
  std::vector<base::VectorD> parts(r2.size());
  for (BandSet set = 1; set <= all; ++set) {
    parts[set] = base::VectorD::Zero(r2[all].size());
    for (BandSet within = 0; within <= set; ++within) {
      const BandSet bands = (all & ~set) | within;
      if ((within & ~set) != 0 || bands == 0) continue;
      if (std::popcount(within) % 2 == 1) parts[set] += r2[bands];
      else parts[set] -= r2[bands];
    }
  }
  return parts;
}

void add_split(const io::H5File& encoded, const recipe::Model& model, ModelResult& out) {
  if (model.features.size() < 2) return;
  for (const auto& feature : model.features) out.bands.push_back({feature.value, {}, {}});
  if (!encoded.has("/r2_split")) return;
  const base::MatrixD split = encoded.read_d("/r2_split");
  for (std::size_t b = 0; b < out.bands.size(); ++b)
    out.bands[b].split = split.row(static_cast<base::Index>(b));
}

void add_partition(const recipe::Encode& encode, const recipe::Model& model, const NestedR2& nested,
                   ModelResult& out) {
  if (!recipe::is_parted(encode, model)) return;
  const BandSet all = (BandSet{1} << model.features.size()) - 1;
  add_unique(all, nested, out);
  if (encode.partition.method == recipe::Partition::Method::commonality)
    add_common(model, all, nested, out);
}

}  // namespace encore::results
