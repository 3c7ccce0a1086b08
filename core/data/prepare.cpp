#include "core/data/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/data/trend.hpp"

namespace encore::data {
namespace {

using Kind = recipe::Detrend::Kind;

constexpr Index kBlock = 256;       // voxels that one task works on,
constexpr Index kInCache = 16;      // and how many of them at once: their float64 copy stays near
constexpr double kConstant = 1e-6;  // spread over size, below which a float32 series is constant

std::span<float> series(base::MatrixF& m, Index column) {
  return {m.col(column).data(), static_cast<std::size_t>(m.rows())};
}

void subtract_median(std::span<float> values, Index window) {
  std::vector<float> median(values.size());
  running_median(values, window, median);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] -= median[i];
}

// A column for each of the rows, 1 there and 0 elsewhere.
base::MatrixD spikes(Index n, const std::vector<Index>& rows) {
  base::MatrixD out = base::MatrixD::Zero(n, static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) out(rows[i], static_cast<Index>(i)) = 1;
  return out;
}

// What the trend is made of; no columns for a running median, which is no linear space.
base::MatrixD trend_basis(Index n, double tr_s, const recipe::Detrend& d) {
  if (d.kind == Kind::polynomial) return polynomial_basis(n, d.order);
  if (d.kind == Kind::cosine) return cosine_basis(n, tr_s, d.cutoff_s);
  return base::MatrixD(n, 0);
}

// Confounds after a running median, and spikes.
base::MatrixD sudden(Index n, double tr_s, base::MatrixD confounds,
                     const std::vector<Index>& scrubbed, const recipe::Prepare& p) {
  if (p.detrend.kind == Kind::running_median) {
    base::MatrixF slow = confounds.cast<float>();
    for (Index c = 0; c < slow.cols(); ++c) {
      const auto values = slow.col(c).eval();
      running_median({values.data(), static_cast<std::size_t>(n)},
                     odd_window(p.detrend.window_s, tr_s), series(slow, c));
    }
    confounds -= slow.cast<double>();
  }
  if (p.scrub.method != recipe::Scrub::Method::spikes || scrubbed.empty()) return confounds;
  base::MatrixD all(n, confounds.cols() + static_cast<Index>(scrubbed.size()));
  all << confounds, spikes(n, scrubbed);
  return all;
}

// The space that is projected out, on the rows in use; no columns when nothing is.
base::MatrixD nuisance(double tr_s, const base::MatrixD& confounds,
                       const std::vector<Index>& scrubbed, const std::vector<Index>& used,
                       const recipe::Prepare& p) {
  const Index n = confounds.rows(), rows = static_cast<Index>(used.size());
  const base::MatrixD others = sudden(n, tr_s, confounds, scrubbed, p)(used, Eigen::all);
  base::MatrixD trend = trend_basis(n, tr_s, p.detrend)(used, Eigen::all);
  if (trend.cols() == 0 && others.cols() > 0) trend = base::MatrixD::Ones(rows, 1);
  base::MatrixD all(rows, trend.cols() + others.cols());
  all << trend, others.rowwise() - others.colwise().mean();
  if (all.cols() == 0) return all;
  base::MatrixD basis = orthonormal(all);
  if (basis.cols() + 1 >= rows)
    throw base::Error(p.detrend.at,
                      fmt::format("trend and confounds have {} independent columns, and a run "
                                  "keeps {} volumes: nothing would be left",
                                  basis.cols(), rows),
                      "use fewer confounds or a slower cutoff");
  return basis;
}

// All rows, or those that are not dropped.
std::vector<Index> rows_in_use(Index n, const std::vector<Index>& scrubbed,
                               const recipe::Prepare& p) {
  const bool drop = p.scrub.method == recipe::Scrub::Method::drop;
  std::vector<Index> out;
  for (Index r = 0; r < n; ++r)
    if (!drop || !std::binary_search(scrubbed.begin(), scrubbed.end(), r)) out.push_back(r);
  return out;
}

struct Worker {
  const base::MatrixD& basis;
  const std::vector<Index>& used;
  const recipe::Prepare& prepare;
  Index window;  // of the running median; 0: none
  std::atomic<Index> not_finite{0}, constant{0};

  // Mean 0, variance 1; 0 for a series without variance, whose values were at most `size`.
  void finish(const Eigen::Ref<const base::VectorD>& y, double size, base::MatrixF::ColXpr out) {
    const double mean = y.mean();
    const double sd = std::sqrt((y.array() - mean).square().mean());
    const bool zscore = prepare.zscore == recipe::Prepare::ZScore::run;
    const double origin = zscore ? mean : 0, unit = zscore ? sd : 1;
    if (!(sd > kConstant * size)) {
      ++constant;
      out.setZero();
    } else if (y.size() == out.size()) {
      out = ((y.array() - origin) / unit).cast<float>();
    } else {
      out.setZero();
      out(used) = ((y.array() - origin) / unit).cast<float>().matrix();
    }
  }

  void voxels(base::MatrixF& m, Index first, Index count) {
    std::array<double, kInCache> size = {};
    std::array<bool, kInCache> finite = {};
    base::MatrixD y(static_cast<Index>(used.size()), count);
    for (Index v = 0; v < count; ++v) {
      const auto column = m.col(first + v);
      finite[v] = column.allFinite();
      size[v] = finite[v] ? static_cast<double>(column.cwiseAbs().maxCoeff()) : 0;
      if (finite[v] && window > 0) subtract_median(series(m, first + v), window);
      if (finite[v] && y.rows() == m.rows()) y.col(v) = column.cast<double>();
      else if (finite[v]) y.col(v) = column(used).cast<double>();
      else y.col(v).setZero();
    }
    if (basis.cols() > 0) y -= basis * (basis.transpose() * y);
    for (Index v = 0; v < count; ++v) {
      if (finite[v]) {
        finish(y.col(v), size[v], m.col(first + v));
      } else {
        ++not_finite;
        m.col(first + v).setConstant(std::numeric_limits<float>::quiet_NaN());
      }
    }
  }
};

}  // namespace

Index kept_volumes(const Run& run, const recipe::Prepare& prepare) {
  return run.volumes - prepare.drop_leading_tr - prepare.drop_trailing_tr;
}

void prepare_run(base::MatrixF& volumes, double tr_s, const base::MatrixD& confounds,
                 const std::vector<Index>& scrubbed, const recipe::Prepare& prepare, Index block,
                 Degenerate& degenerate,
                 const std::function<void(Index first, Index count)>& done) {
  const Index n = volumes.rows();
  const auto used = rows_in_use(n, scrubbed, prepare);
  const base::MatrixD basis = nuisance(tr_s, confounds.cols() > 0 ? confounds : base::MatrixD(n, 0),
                                       scrubbed, used, prepare);
  Worker worker{basis, used, prepare, 0};
  if (prepare.detrend.kind == Kind::running_median)
    worker.window = odd_window(prepare.detrend.window_s, tr_s);
  const Index blocks = (volumes.cols() + block - 1) / block;
  base::parallel_for(static_cast<std::size_t>(blocks), [&](std::size_t b) {
    base::check_stop();
    const Index first = static_cast<Index>(b) * block;
    const Index count = std::min(block, volumes.cols() - first);
    for (Index v = 0; v < count; v += kInCache)
      worker.voxels(volumes, first + v, std::min(kInCache, count - v));
    done(first, count);
  });
  degenerate = {worker.not_finite, worker.constant};
}

base::MatrixF prepare_run(base::MatrixF volumes, double tr_s, const base::MatrixD& confounds,
                          const recipe::Prepare& prepare, Degenerate* degenerate,
                          const std::vector<Index>& scrubbed) {
  Degenerate found;
  prepare_run(volumes, tr_s, confounds, scrubbed, prepare, kBlock, found, [](Index, Index) {});
  if (degenerate != nullptr) *degenerate = found;
  return volumes;
}

}  // namespace encore::data
