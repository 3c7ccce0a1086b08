#include "core/encode/scored.hpp"

#include <algorithm>
#include <cmath>

#include "core/encode/centre.hpp"
#include "core/encode/split.hpp"
#include "core/stats/score.hpp"

namespace encore::encode {
namespace {

base::MatrixF reported(plugin::Regression& regression, const char* name) {
  const auto values = regression.inspect(name);
  return values ? base::MatrixF(values->cast<float>()) : base::MatrixF();
}

void collect(const base::MatrixF& part, Index first, Index voxels, base::MatrixF& whole) {
  if (part.size() == 0) return;
  if (whole.size() == 0) whole = base::MatrixF::Constant(part.rows(), voxels, std::nanf(""));
  whole.middleCols(first, part.cols()) = part;
}

void write_row(io::H5File& out, const std::string& name, const base::MatrixF& row) {
  if (row.size() > 0) out.write(name, base::MatrixF(row.transpose()));
}

}  // namespace

Scored::Scored(const Problem& problem, io::H5File& out) : problem_(problem), out_(out) {
  const Index voxels = problem.responses->voxels();
  out.create("/predictions", problem.x_test.rows(), voxels, {0, std::min<Index>(voxels, 512), 0});
}

BlockResult Scored::measure(base::MatrixF& y, const base::VectorD& mean,
                            plugin::Regression& regression) {
  BlockResult block;
  subtract(mean, y);
  block.mean = mean.transpose();
  block.predicted = regression.predict(problem_.x_test);
  const stats::Scores scores = stats::score(y, block.predicted);
  block.r = scores.pearson_r.cast<float>().transpose();
  block.r2 = scores.r2.cast<float>().transpose();
  block.alpha = reported(regression, "alpha");
  block.cv_score = reported(regression, "cv_score");
  block.edge = reported(regression, "edge");
  if (problem_.band_names.size() > 1)
    block.split = split(y, block.predicted, scores.r2, regression);
  return block;
}

base::MatrixF Scored::split(const base::MatrixF& y, const base::MatrixF& predicted,
                            const base::VectorD& r2, plugin::Regression& regression) {
  if (with_mean_.size() == 0) {
    with_mean_.resize(problem_.x_test.rows() + 1, problem_.x_test.cols());
    with_mean_ << problem_.x_test, problem_.x_mean.transpose();
  }
  const auto bands = static_cast<unsigned>(problem_.band_names.size());
  auto first = regression.predict_band(with_mean_, 0);
  if (!first) return {};
  const auto share = [&](unsigned band) {
    return band == 0 ? std::move(*first) : regression.predict_band(with_mean_, band).value();
  };
  return split_r2(y, predicted, r2, bands, share).cast<float>();
}

void Scored::put(Index first, const BlockResult& block) {
  const Index voxels = problem_.responses->voxels();
  if (all_.mean.size() == 0) all_.mean.setZero(1, voxels);
  all_.mean.middleCols(first, block.mean.cols()) = block.mean;
  collect(block.r, first, voxels, all_.r);
  collect(block.r2, first, voxels, all_.r2);
  collect(block.alpha, first, voxels, all_.alpha);
  collect(block.cv_score, first, voxels, all_.cv_score);
  collect(block.edge, first, voxels, all_.edge);
  collect(block.split, first, voxels, all_.split);
  out_.write_block("/predictions", 0, first, block.predicted);
}

void Scored::write() {
  out_.write_vector("/mean", all_.mean.transpose());
  write_row(out_, "/pearson_r", all_.r);
  write_row(out_, "/r2", all_.r2);
  if (all_.alpha.size() > 0) out_.write("/alpha", all_.alpha);
  if (all_.split.size() > 0) out_.write("/r2_split", all_.split);
  write_row(out_, "/cv_score", all_.cv_score);
  write_row(out_, "/edge", all_.edge);
}

Facts Scored::facts(std::map<std::string, std::string> meta) const {
  Facts facts;
  facts.meta = std::move(meta);
  facts.constant_voxels = all_.r2.array().isNaN().count();
  facts.still_voxels = (all_.r.array().isNaN() && !all_.r2.array().isNaN()).count();
  facts.edge_voxels = (all_.edge.array() > 0).count();
  facts.split = all_.split.size() > 0;
  return facts;
}

}  // namespace encore::encode
