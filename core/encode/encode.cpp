#include "core/encode/encode.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/stop.hpp"
#include "core/encode/centre.hpp"
#include "core/encode/checkpoints.hpp"
#include "core/encode/kept.hpp"
#include "core/encode/scored.hpp"
#include "core/encode/weights.hpp"

namespace encore::encode {
namespace {

using Clock = std::chrono::steady_clock;

Index block_of(const plugin::Regression& regression, Index voxels) {
  const Index largest = largest_block(regression, voxels);
  const Index preferred = regression.preferred_targets();
  return regression.joint_targets() || preferred == 0 ? largest : std::min(largest, preferred);
}

// Fits a block, or takes it from an earlier try.
BlockResult fit_block(const Problem& p, plugin::Regression& regression, const Watch& watch,
                      Scored& scored, Index first, Index count) {
  if (watch.checkpoints != nullptr)
    if (const auto folder = watch.checkpoints->find(first, count)) return read_block(*folder);
  const auto start = Clock::now();
  Block y = responses_block(*p.responses, p.rows, p.zscore_test, first, count, true);
  const base::VectorD mean = p.centred ? centre(y.train) : base::VectorD::Zero(count);
  regression.fit(y.train);
  BlockResult block = scored.measure(y.test, mean, regression);
  if (watch.kept != nullptr) {
    block.state = regression.save();
    read_weights(regression, block);
  }
  if (watch.checkpoints != nullptr && Clock::now() - start >= watch.long_block)
    watch.checkpoints->keep(first, count, [&](const auto& folder) { write_block(folder, block); });
  return block;
}

}  // namespace

Facts encode(const Problem& p, plugin::Regression& regression, const std::filesystem::path& file,
             const Watch& watch) {
  const Index voxels = p.responses->voxels();
  regression.prepare(p.x_train, p.fold, p.band_start, p.band_names);
  const Index block_size = block_of(regression, voxels);

  io::H5File out(file, io::H5File::Mode::create);
  Scored scored(p, out);
  for (Index first = 0; first < voxels; first += block_size) {
    base::check_stop();
    const Index count = std::min(block_size, voxels - first);
    const auto share = [&](Index v) {
      return static_cast<double>(v) / static_cast<double>(voxels);
    };
    if (watch.block != nullptr) *watch.block = {share(first), share(first + count)};
    const BlockResult block = fit_block(p, regression, watch, scored, first, count);
    if (watch.kept != nullptr) watch.kept->add(first, count, block);
    scored.put(first, block);
    base::report(watch.progress, share(first + count));
  }
  scored.write();
  out.close();
  return scored.facts(regression.meta());
}

}  // namespace encore::encode
