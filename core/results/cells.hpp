// core/results/cells.hpp: numbers as the cells of a TSV file.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

namespace encore::results {

// Six digits; "n/a" for what is not finite, as BIDS writes it.
inline std::string number(double x) { return std::isfinite(x) ? fmt::format("{:.6g}", x) : "n/a"; }

}  // namespace encore::results
