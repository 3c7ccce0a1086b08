// core/plugin/spaced.hpp: lists of numbers that a recipe gives by their ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/value.hpp"

namespace encore::plugin {

// Whether a value is meant as {logspace: ...} or {linspace: ...}.
bool is_spaced(const base::Value& value);

// {logspace: [a, b, n]}: n powers of ten with exponents from a to b; {linspace: [a, b, n]}: n
// numbers. nullopt, and a diagnostic that says what is expected, when the list is another.
std::optional<std::vector<double>> spaced(const std::string& param, const base::Value& value,
                                          base::Diagnostics& diagnostics);

}  // namespace encore::plugin
