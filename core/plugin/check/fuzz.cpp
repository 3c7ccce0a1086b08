#include "core/plugin/check/fuzz.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace encore::plugin::checks {
namespace {
constexpr double most = 1e6;
}

Fuzz::Fuzz(const PluginInfo& plugin, const Params& base, std::uint64_t seed)
    : plugin_(plugin), base_(base), random_(base::seed_for(seed, plugin.id)) {
  reals_.resize(plugin.params.size());
  integers_.resize(plugin.params.size());
}

// An end of the range, or a draw, even or logarithmic.
double Fuzz::number(const ParamSpec& spec) {
  const double lo = std::max(spec.min, -most), hi = std::min(spec.max, std::max(most, lo));
  switch (random_.below(4)) {
    case 0: return lo;
    case 1: return hi;
    case 2: return lo + (hi - lo) * random_.uniform();
    default: return std::min(hi, lo + std::pow(10.0, random_.uniform() * 6 - 3));
  }
}

void Fuzz::draw(const ParamSpec& spec, std::size_t i) {
  encore_param_value& v = values_[i];
  switch (spec.type) {
    case ENCORE_P_BOOL: v.i = random_.below(2) == 1; break;
    case ENCORE_P_INT: v.i = static_cast<std::int64_t>(std::ceil(number(spec))); break;
    case ENCORE_P_REAL: v.r = number(spec); break;
    case ENCORE_P_CHOICE:
      v.i = static_cast<std::int64_t>(random_.below(spec.choices.size()));
      v.s = spec.choices[static_cast<std::size_t>(v.i)].c_str();
      break;
    case ENCORE_P_REAL_LIST:
      reals_[i].resize(random_.below(6));
      for (double& x : reals_[i]) x = number(spec);
      v.rs = reals_[i].data();
      v.n = static_cast<std::uint32_t>(reals_[i].size());
      break;
    case ENCORE_P_INT_LIST:
      integers_[i].resize(random_.below(6));
      for (auto& x : integers_[i]) x = static_cast<std::int64_t>(std::ceil(number(spec)));
      v.is = integers_[i].data();
      v.n = static_cast<std::uint32_t>(integers_[i].size());
      break;
    default: break;  // texts and paths stay as they are: they mean files and columns
  }
}

const std::vector<encore_param_value>& Fuzz::next() {
  values_ = base_.raw();
  for (std::size_t i = 0; i < plugin_.params.size(); ++i)
    if (random_.below(3) != 0) draw(plugin_.params[i], i);
  return values_;
}

std::string Fuzz::text() const {
  std::string out;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto& v = values_[i];
    std::string value;
    switch (v.type) {
      case ENCORE_P_BOOL:
      case ENCORE_P_INT: value = std::to_string(v.i); break;
      case ENCORE_P_REAL: value = base::number(v.r); break;
      case ENCORE_P_REAL_LIST:
      case ENCORE_P_INT_LIST: value = fmt::format("{} numbers", v.n); break;
      case ENCORE_P_STRING_LIST: value = fmt::format("{} texts", v.n); break;
      default: value = v.s;
    }
    out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", plugin_.params[i].key, value);
  }
  return out;
}

}  // namespace encore::plugin::checks
