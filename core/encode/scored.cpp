#include "core/encode/scored.hpp"

#include <algorithm>
#include <cmath>

#include "core/encode/split.hpp"
#include "core/stats/score.hpp"

namespace encore::encode {
namespace {

void collect(const std::optional<base::MatrixD>& part, Index first, Index voxels,
             base::MatrixF& whole) {
  if (!part) return;
  if (whole.size() == 0) whole = base::MatrixF::Constant(part->rows(), voxels, std::nanf(""));
  whole.middleCols(first, part->cols()) = part->cast<float>();
}

void write_row(io::H5File& out, const std::string& name, const base::MatrixF& row) {
  if (row.size() > 0) out.write(name, base::MatrixF(row.transpose()));
}

}  // namespace

Scored::Scored(const Problem& problem, io::H5File& out) : problem_(problem), out_(out) {
  const Index voxels = problem.responses->voxels();
  out.create("/predictions", problem.x_test.rows(), voxels, {0, std::min<Index>(voxels, 512), 0});
  r_.resize(voxels);
  r2_.resize(voxels);
}

void Scored::add(Index first, const base::MatrixF& y, plugin::Regression& regression) {
  const base::MatrixF predicted = regression.predict(problem_.x_test);
  const stats::Scores scores = stats::score(y, predicted);
  r_.segment(first, y.cols()) = scores.pearson_r.cast<float>();
  r2_.segment(first, y.cols()) = scores.r2.cast<float>();
  collect(regression.inspect("alpha"), first, r_.size(), alpha_);
  collect(regression.inspect("cv_score"), first, r_.size(), cv_score_);
  collect(regression.inspect("edge"), first, r_.size(), edge_);
  if (problem_.band_names.size() > 1 && regression.banded())
    split(first, y, predicted, scores.r2, regression);
  out_.write_block("/predictions", 0, first, predicted);
}

void Scored::split(Index first, const base::MatrixF& y, const base::MatrixF& predicted,
                   const base::VectorD& r2, plugin::Regression& regression) {
  if (with_mean_.size() == 0) {
    with_mean_.resize(problem_.x_test.rows() + 1, problem_.x_test.cols());
    with_mean_ << problem_.x_test, problem_.x_mean.transpose();
  }
  const auto bands = static_cast<unsigned>(problem_.band_names.size());
  const auto share = [&](unsigned band) { return regression.predict_band(with_mean_, band); };
  collect(split_r2(y, predicted, r2, bands, share), first, r_.size(), split_);
}

void Scored::write() {
  out_.write("/pearson_r", base::MatrixF(r_));
  out_.write("/r2", base::MatrixF(r2_));
  if (alpha_.size() > 0) out_.write("/alpha", alpha_);
  if (split_.size() > 0) out_.write("/r2_split", split_);
  write_row(out_, "/cv_score", cv_score_);
  write_row(out_, "/edge", edge_);
}

Facts Scored::facts(std::map<std::string, std::string> meta) const {
  Facts facts;
  facts.meta = std::move(meta);
  for (Index v = 0; v < r2_.size(); ++v)
    if (std::isnan(r2_(v))) ++facts.constant_voxels;
  for (Index v = 0; v < edge_.size(); ++v)
    if (edge_(v) > 0) ++facts.edge_voxels;
  return facts;
}

}  // namespace encore::encode
