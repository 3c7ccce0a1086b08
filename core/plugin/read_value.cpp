#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/plugin/params_storage.hpp"
#include "core/plugin/spaced.hpp"

namespace encore::plugin {
namespace {

using base::Diagnostics;
using base::Value;

const char* wanted(const ParamSpec& spec) {
  switch (spec.type) {
    case ENCORE_P_BOOL: return "true or false";
    case ENCORE_P_INT: return "an integer";
    case ENCORE_P_REAL: return "a number";
    case ENCORE_P_PATH: return "a path";
    case ENCORE_P_REAL_LIST: return "a list of numbers";
    case ENCORE_P_INT_LIST: return "a list of integers";
    case ENCORE_P_STRING_LIST: return "a list of texts";
    default: return "a text";
  }
}

bool wrong_type(const ParamSpec& spec, const Value& v, Diagnostics& out) {
  std::string hint = spec.summary();
  if (v.is_scalar() && v.quoted) {
    Value bare = v;
    bare.quoted = false;
    if (bare.as_real() || bare.as_bool()) hint = "write it without quotes: " + v.text;
  }
  out.error(v.at, fmt::format("'{}' must be {}, not {}", spec.key, wanted(spec), v.describe()),
            hint);
  return false;
}

bool in_range(const ParamSpec& spec, double x, const Value& v, Diagnostics& out) {
  if (x >= spec.min && x <= spec.max) return true;
  out.error(v.at,
            fmt::format("'{}' is {}, but must be {}", spec.key, base::number(x), spec.range_text()),
            spec.summary());
  return false;
}

bool read_choice(const ParamSpec& spec, const Value& v, ParamValue& out, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i] != v.text) continue;
    out.text = v.text;
    out.integer = static_cast<std::int64_t>(i);
    return true;
  }
  const std::string near = base::nearest(v.text, spec.choices);
  diagnostics.error(v.at,
                    fmt::format("'{}' must be {}, not '{}'", spec.key, spec.type_text(), v.text),
                    near.empty() ? spec.summary() : fmt::format("did you mean '{}'?", near));
  return false;
}

bool read_reals(const ParamSpec& spec, const Value& v, ParamValue& out, Diagnostics& diagnostics) {
  if (is_spaced(v)) {
    const auto numbers = spaced(spec.key, v, diagnostics);
    if (!numbers) return false;
    out.reals = *numbers;
    return std::ranges::all_of(out.reals,
                               [&](double x) { return in_range(spec, x, v, diagnostics); });
  }
  if (!v.is_list()) return wrong_type(spec, v, diagnostics);
  for (const Value& item : v.items) {
    const auto x = item.as_real();
    if (!x) return wrong_type(spec, item, diagnostics);
    if (!in_range(spec, *x, item, diagnostics)) return false;
    out.reals.push_back(*x);
  }
  return true;
}

bool read_integers(const ParamSpec& spec, const Value& v, ParamValue& out,
                   Diagnostics& diagnostics) {
  if (is_spaced(v)) {
    const auto numbers = spaced(spec.key, v, diagnostics);
    if (!numbers) return false;
    for (const double x : *numbers) {
      if (x != std::floor(x) || std::fabs(x) > 9e15) return wrong_type(spec, v, diagnostics);
      if (!in_range(spec, x, v, diagnostics)) return false;
      out.integers.push_back(static_cast<std::int64_t>(x));
    }
    return true;
  }
  if (!v.is_list()) return wrong_type(spec, v, diagnostics);
  for (const Value& item : v.items) {
    const auto x = item.as_int();
    if (!x) return wrong_type(spec, item, diagnostics);
    if (!in_range(spec, static_cast<double>(*x), item, diagnostics)) return false;
    out.integers.push_back(*x);
  }
  return true;
}

bool read_texts(const ParamSpec& spec, const Value& v, ParamValue& out, Diagnostics& diagnostics) {
  if (!v.is_list()) return wrong_type(spec, v, diagnostics);
  for (const Value& item : v.items) {
    if (!item.is_scalar()) return wrong_type(spec, item, diagnostics);
    out.texts.push_back(item.text);
  }
  return true;
}

bool read_scalar(const ParamSpec& spec, const Value& v, ParamValue& out, Diagnostics& diagnostics) {
  if (spec.type == ENCORE_P_BOOL) {
    const auto b = v.as_bool();
    out.integer = b.value_or(false) ? 1 : 0;
    return b.has_value() || wrong_type(spec, v, diagnostics);
  }
  if (spec.type == ENCORE_P_INT) {
    const auto i = v.as_int();
    out.integer = i.value_or(0);
    if (!i) return wrong_type(spec, v, diagnostics);
    return in_range(spec, static_cast<double>(*i), v, diagnostics);
  }
  if (spec.type == ENCORE_P_REAL) {
    const auto x = v.as_real();
    out.real = x.value_or(0);
    return x ? in_range(spec, *x, v, diagnostics) : wrong_type(spec, v, diagnostics);
  }
  if (!v.is_scalar()) return wrong_type(spec, v, diagnostics);
  if (spec.type == ENCORE_P_CHOICE) return read_choice(spec, v, out, diagnostics);
  out.text = v.text;
  return true;
}

}  // namespace

bool read_value(const ParamSpec& spec, const Value& given, ParamValue& out,
                Diagnostics& diagnostics) {
  switch (spec.type) {
    case ENCORE_P_REAL_LIST: return read_reals(spec, given, out, diagnostics);
    case ENCORE_P_INT_LIST: return read_integers(spec, given, out, diagnostics);
    case ENCORE_P_STRING_LIST: return read_texts(spec, given, out, diagnostics);
    default: return read_scalar(spec, given, out, diagnostics);
  }
}

}  // namespace encore::plugin
