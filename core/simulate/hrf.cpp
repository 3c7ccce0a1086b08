#include "core/simulate/hrf.hpp"

#include <algorithm>
#include <cmath>

namespace encore::simulate {
namespace {

double gamma_density(double t, double shape) {
  return std::exp((shape - 1) * std::log(t) - t - std::lgamma(shape));
}

}  // namespace

double haemodynamic_response(double t_s) {
  if (t_s <= 0) return 0;
  return gamma_density(t_s, 6) - gamma_density(t_s, 16) / 6;
}

base::MatrixD convolve(const base::MatrixD& drivers, double frame_s,
                       const std::vector<double>& moments_s, double delay_s) {
  base::MatrixD out =
      base::MatrixD::Zero(static_cast<base::Index>(moments_s.size()), drivers.cols());
  for (base::Index m = 0; m < out.rows(); ++m) {
    const double now = moments_s[static_cast<std::size_t>(m)] - delay_s;
    const auto first = static_cast<base::Index>(std::floor((now - kHrfLength_s) / frame_s));
    const auto last = static_cast<base::Index>(std::floor(now / frame_s));
    for (base::Index f = std::max<base::Index>(0, first); f <= std::min(last, drivers.rows() - 1);
         ++f) {
      const double middle = (static_cast<double>(f) + 0.5) * frame_s;
      const double weight = haemodynamic_response(now - middle) * frame_s;
      if (weight != 0) out.row(m) += weight * drivers.row(f);
    }
  }
  return out;
}

}  // namespace encore::simulate
