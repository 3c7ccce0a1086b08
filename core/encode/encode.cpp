#include "core/encode/encode.hpp"

#include <algorithm>

#include "core/base/stop.hpp"
#include "core/encode/kept.hpp"
#include "core/encode/scored.hpp"

namespace encore::encode {

Facts encode(const Problem& p, plugin::Regression& regression, const std::filesystem::path& file,
             const base::Progress& progress, KeptWriter* kept) {
  const Index voxels = p.responses->voxels();
  const Index block_size = regression.joint_targets() ? voxels : std::min(voxels, kBlock);
  regression.prepare(p.x_train, p.fold, p.band_start, p.band_names);

  io::H5File out(file, io::H5File::Mode::create);
  Scored scored(p, out);
  for (Index first = 0; first < voxels; first += block_size) {
    base::check_stop();
    const Index count = std::min(block_size, voxels - first);
    const Block y = responses_block(*p.responses, p.rows, p.zscore_test, first, count, true);
    regression.fit(y.train);
    if (kept != nullptr) kept->add(first, count, regression.save());
    scored.add(first, y.test, regression);
    base::report(progress, static_cast<double>(first + count) / static_cast<double>(voxels));
  }
  scored.write();
  out.close();
  return scored.facts(regression.meta());
}

}  // namespace encore::encode
