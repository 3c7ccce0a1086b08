// encore/params.hpp: declare parameters once; the host checks them, fills in defaults, documents
// them and keys its cache with them.
//
//   static constexpr encore::Param params[] = {
//       encore::integer("n_mels", 128, 8, 512, "Number of mel bands."),
//       encore::choice("scale", "slaney", scales, "Formula of the mel scale."),
//   };
//   explicit Mel(const encore::Params& p) : n_mels_(p.integer("n_mels")) {}
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encore/abi.h"
#include "encore/error.hpp"

namespace encore {
inline namespace abi1 {

using Param = encore_param_spec;
inline constexpr double inf = std::numeric_limits<double>::infinity();

namespace detail {
constexpr Param param(std::int32_t type, const char* key, const char* text, const char* doc,
                      double lo = -inf, double hi = inf) {
  return {key, doc, "", text, type, 0, lo, hi, nullptr, 0, 0};
}
}  // namespace detail

// `text` is the default as it would stand in a recipe: "0.5", "[1, 2]", "{logspace: [-2, 6, 17]}".
constexpr Param boolean(const char* key, const char* text, const char* doc) {
  return detail::param(ENCORE_P_BOOL, key, text, doc);
}
constexpr Param integer(const char* key, const char* text, double lo, double hi, const char* doc) {
  return detail::param(ENCORE_P_INT, key, text, doc, lo, hi);
}
constexpr Param real(const char* key, const char* text, double lo, double hi, const char* doc) {
  return detail::param(ENCORE_P_REAL, key, text, doc, lo, hi);
}
constexpr Param string(const char* key, const char* text, const char* doc) {
  return detail::param(ENCORE_P_STRING, key, text, doc);
}
constexpr Param path(const char* key, const char* text, const char* doc) {
  return detail::param(ENCORE_P_PATH, key, text, doc);
}
constexpr Param reals(const char* key, const char* text, double lo, double hi, const char* doc) {
  return detail::param(ENCORE_P_REAL_LIST, key, text, doc, lo, hi);
}
constexpr Param integers(const char* key, const char* text, double lo, double hi, const char* doc) {
  return detail::param(ENCORE_P_INT_LIST, key, text, doc, lo, hi);
}
constexpr Param strings(const char* key, const char* text, const char* doc) {
  return detail::param(ENCORE_P_STRING_LIST, key, text, doc);
}
template <std::size_t N>
constexpr Param choice(const char* key, const char* text, const char* const (&choices)[N],
                       const char* doc) {
  Param p = detail::param(ENCORE_P_CHOICE, key, text, doc);
  p.choices = choices;
  p.n_choices = N;
  return p;
}

// Refinements: unit(integer(...), "Hz"), required(path(...)), no_hash(integer(...)).
constexpr Param unit(Param p, const char* symbol) {
  p.unit = symbol;
  return p;
}
constexpr Param required(Param p) {
  p.flags |= ENCORE_PF_REQUIRED;
  return p;
}
constexpr Param log_scale(Param p) {
  p.flags |= ENCORE_PF_LOG_SCALE;
  return p;
}
constexpr Param no_hash(Param p) {
  p.flags |= ENCORE_PF_NO_HASH;
  return p;
}

// The values, complete and in range. Valid in the constructor only: copy what you keep.
class Params {
 public:
  Params(std::span<const Param> specs, std::span<const encore_param_value> values)
      : specs_(specs), values_(values) {}

  bool boolean(std::string_view key) const { return at(key, ENCORE_P_BOOL).i != 0; }
  std::int64_t integer(std::string_view key) const { return at(key, ENCORE_P_INT).i; }
  double real(std::string_view key) const { return at(key, ENCORE_P_REAL).r; }
  std::string string(std::string_view key) const { return at(key, ENCORE_P_STRING).s; }
  std::string path(std::string_view key) const { return at(key, ENCORE_P_PATH).s; }
  std::string choice(std::string_view key) const { return at(key, ENCORE_P_CHOICE).s; }
  std::vector<double> reals(std::string_view key) const {
    const auto& v = at(key, ENCORE_P_REAL_LIST);
    return {v.rs, v.rs + v.n};
  }
  std::vector<std::int64_t> integers(std::string_view key) const {
    const auto& v = at(key, ENCORE_P_INT_LIST);
    return {v.is, v.is + v.n};
  }
  std::vector<std::string> strings(std::string_view key) const {
    const auto& v = at(key, ENCORE_P_STRING_LIST);
    return {v.ss, v.ss + v.n};
  }

 private:
  const encore_param_value& at(std::string_view key, std::int32_t type) const {
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      if (key != specs_[i].key) continue;
      if (specs_[i].type != type)
        throw Error(ENCORE_E_INTERNAL, std::string(key), "read as another type than declared");
      return values_[i];
    }
    throw Error(ENCORE_E_INTERNAL, std::string(key), "parameter was not declared");
  }

  std::span<const Param> specs_;
  std::span<const encore_param_value> values_;
};

}  // namespace abi1
}  // namespace encore
