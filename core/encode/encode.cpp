#include "core/encode/encode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/stop.hpp"
#include "core/io/hdf5.hpp"
#include "core/stats/score.hpp"

namespace encore::encode {
namespace {

// The per-voxel results of a whole model, filled block by block.
struct Collected {
  base::VectorF r, r2;
  base::MatrixF alpha, cv_score, edge;  // empty when the plugin does not report them
};

void collect(const std::optional<base::MatrixD>& part, Index first, Index voxels,
             base::MatrixF& whole) {
  if (!part) return;
  if (whole.size() == 0)
    whole = base::MatrixF::Constant(part->rows(), voxels, std::nanf(""));
  whole.middleCols(first, part->cols()) = part->cast<float>();
}

void write_row(io::H5File& out, const std::string& name, const base::MatrixF& row) {
  if (row.size() > 0) out.write(name, base::MatrixF(row.transpose()));
}

Facts summary(const Collected& all, std::map<std::string, std::string> meta) {
  Facts facts;
  facts.meta = std::move(meta);
  for (Index v = 0; v < all.r2.size(); ++v)
    if (std::isnan(all.r2(v))) ++facts.constant_voxels;
  for (Index v = 0; v < all.edge.size(); ++v)
    if (all.edge(v) > 0) ++facts.edge_voxels;
  return facts;
}

}  // namespace

Facts encode(const Problem& p, plugin::Regression& regression, const std::filesystem::path& file,
             const base::Progress& progress) {
  const Index voxels = p.responses->voxels();
  const Index block_size = regression.joint_targets() ? voxels : std::min(voxels, kBlock);
  regression.prepare(p.x_train, p.fold, p.band_start, p.band_names);

  io::H5File out(file, io::H5File::Mode::create);
  out.create("/predictions", p.x_test.rows(), voxels, {0, std::min<Index>(voxels, 512), 0});
  Collected all;
  all.r.resize(voxels);
  all.r2.resize(voxels);
  for (Index first = 0; first < voxels; first += block_size) {
    base::check_stop();
    const Index count = std::min(block_size, voxels - first);
    const Block y = responses_block(*p.responses, p.rows, p.zscore_test, first, count, true);
    regression.fit(y.train);
    const base::MatrixF predicted = regression.predict(p.x_test);
    const stats::Scores scores = stats::score(y.test, predicted);
    all.r.segment(first, count) = scores.pearson_r.cast<float>();
    all.r2.segment(first, count) = scores.r2.cast<float>();
    collect(regression.inspect("alpha"), first, voxels, all.alpha);
    collect(regression.inspect("cv_score"), first, voxels, all.cv_score);
    collect(regression.inspect("edge"), first, voxels, all.edge);
    out.write_block("/predictions", 0, first, predicted);
    base::report(progress, static_cast<double>(first + count) / static_cast<double>(voxels));
  }
  out.write("/pearson_r", base::MatrixF(all.r));
  out.write("/r2", base::MatrixF(all.r2));
  if (all.alpha.size() > 0) out.write("/alpha", all.alpha);
  write_row(out, "/cv_score", all.cv_score);
  write_row(out, "/edge", all.edge);
  out.close();
  return summary(all, regression.meta());
}

}  // namespace encore::encode
