#include "core/plugin/spaced.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/text.hpp"

namespace encore::plugin {
namespace {

using base::Value;

constexpr std::int64_t kMostSpaced = 100000;

// What is wrong with the list of a {logspace: ...}; "" when it is right.
std::string spacing_fault(const Value& range) {
  if (!range.is_list()) return fmt::format("has {}", range.describe());
  if (range.items.size() != 3)
    return fmt::format("has a list of {}", base::counted(range.items.size(), "value"));
  for (const Value& end : {range.items[0], range.items[1]})
    if (!end.as_real()) return fmt::format("begins or ends at {}", end.describe());
  const auto count = range.items[2].as_int();
  if (!count) return fmt::format("has {} as its count", range.items[2].describe());
  if (*count < 1 || *count > kMostSpaced) return fmt::format("has the count {}", *count);
  return "";
}

}  // namespace

bool is_spaced(const Value& v) {
  return v.is_map() && v.members.size() == 1 &&
         (v.members.front().key == "logspace" || v.members.front().key == "linspace");
}

std::optional<std::vector<double>> spaced(const std::string& param, const Value& v,
                                          base::Diagnostics& diagnostics) {
  const auto& [name, at, range] = v.members.front();
  if (const auto fault = spacing_fault(range); !fault.empty()) {
    const bool log = name == "logspace";
    diagnostics.error(
        range.at, fmt::format("'{}': {} {}", param, name, fault),
        fmt::format("expected {}: [first{}, last{}, count] with a whole count from 1 to {}: {}",
                    name, log ? " exponent" : "", log ? " exponent" : "", kMostSpaced,
                    log ? "[0, 2, 3] is 1, 10, 100" : "[0, 1, 3] is 0, 0.5, 1"));
    return std::nullopt;
  }
  const auto first = range.items[0].as_real(), last = range.items[1].as_real();
  const auto count = range.items[2].as_int();
  std::vector<double> out;
  for (std::int64_t i = 0; i < *count; ++i) {
    const double t = *count > 1 ? static_cast<double>(i) / static_cast<double>(*count - 1) : 0;
    const double x = i + 1 == *count && i > 0 ? *last : *first + (*last - *first) * t;
    out.push_back(name == "logspace" ? std::pow(10.0, x) : x);
  }
  return out;
}

}  // namespace encore::plugin
