// core/plugin/check/fuzz.hpp: random parameter values, all within what the plugin declares.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/plugin/catalog.hpp"

namespace encore::plugin::checks {

// Not thread-safe. Numbers stay within a million, so that no draw asks for all of memory.
class Fuzz {
 public:
  Fuzz(const PluginInfo& plugin, const Params& base, std::uint64_t seed);
  // Valid until the next call.
  const std::vector<encore_param_value>& next();
  std::string text() const;  // the values of the last draw

 private:
  double number(const ParamSpec& spec);
  void draw(const ParamSpec& spec, std::size_t i);

  const PluginInfo& plugin_;
  Params base_;
  base::Random random_;
  std::vector<encore_param_value> values_;
  std::vector<std::vector<double>> reals_;
  std::vector<std::vector<std::int64_t>> integers_;
};

}  // namespace encore::plugin::checks
