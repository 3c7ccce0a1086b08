#include "core/data/prepare.hpp"

#include <fmt/format.h>

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

// The space that is projected out; no columns when nothing is.
base::MatrixD nuisance(Index n, double tr_s, base::MatrixD confounds, const recipe::Prepare& p) {
  const auto& d = p.detrend;
  base::MatrixD trend(n, 0);
  if (d.kind == Kind::polynomial) trend = polynomial_basis(n, d.order);
  if (d.kind == Kind::cosine) trend = cosine_basis(n, tr_s, d.cutoff_s);
  if (d.kind == Kind::running_median) {
    base::MatrixF slow = confounds.cast<float>();
    for (Index c = 0; c < slow.cols(); ++c) {
      const auto values = slow.col(c).eval();
      running_median({values.data(), static_cast<std::size_t>(n)}, odd_window(d.window_s, tr_s),
                     series(slow, c));
    }
    confounds -= slow.cast<double>();
  }
  if (trend.cols() == 0 && confounds.cols() > 0) trend = base::MatrixD::Ones(n, 1);
  base::MatrixD all(n, trend.cols() + confounds.cols());
  all << trend, confounds.rowwise() - confounds.colwise().mean();
  if (all.cols() == 0) return all;
  base::MatrixD basis = orthonormal(all);
  if (basis.cols() + 1 >= n)
    throw base::Error(d.at,
                      fmt::format("trend and confounds have {} independent columns, and a run "
                                  "keeps {} volumes: nothing would be left",
                                  basis.cols(), n),
                      "use fewer confounds or a slower cutoff");
  return basis;
}

struct Worker {
  const base::MatrixD& basis;
  const recipe::Prepare& prepare;
  Index window;  // of the running median; 0: none
  std::atomic<Index> not_finite{0}, constant{0};

  // Mean 0, variance 1; 0 for a series without variance, whose values were at most `size`.
  void finish(const Eigen::Ref<const base::VectorD>& y, double size, base::MatrixF::ColXpr out) {
    const double mean = y.mean();
    const double sd = std::sqrt((y.array() - mean).square().mean());
    if (!(sd > kConstant * size)) {
      ++constant;
      out.setZero();
    } else if (prepare.zscore == recipe::Prepare::ZScore::run) {
      out = ((y.array() - mean) / sd).cast<float>();
    } else {
      out = y.cast<float>();
    }
  }

  void voxels(base::MatrixF& m, Index first, Index count) {
    std::array<double, kInCache> size = {};
    std::array<bool, kInCache> finite = {};
    base::MatrixD y(m.rows(), count);
    for (Index v = 0; v < count; ++v) {
      const auto column = m.col(first + v);
      finite[v] = column.allFinite();
      size[v] = finite[v] ? static_cast<double>(column.cwiseAbs().maxCoeff()) : 0;
      if (finite[v] && window > 0) subtract_median(series(m, first + v), window);
      if (finite[v]) y.col(v) = column.cast<double>();
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

void prepare_run(base::MatrixF& volumes, double tr_s, const base::MatrixD& confounds,
                 const recipe::Prepare& prepare, Index block, Degenerate& degenerate,
                 const std::function<void(Index first, Index count)>& done) {
  const Index n = volumes.rows();
  const base::MatrixD basis =
      nuisance(n, tr_s, confounds.cols() > 0 ? confounds : base::MatrixD(n, 0), prepare);
  Worker worker{basis, prepare, 0};
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
                          const recipe::Prepare& prepare, Degenerate* degenerate) {
  Degenerate found;
  prepare_run(volumes, tr_s, confounds, prepare, kBlock, found, [](Index, Index) {});
  if (degenerate != nullptr) *degenerate = found;
  return volumes;
}

}  // namespace encore::data
