// core/plugin/params.hpp: a plugin's declared parameters, and the values a recipe gives them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/value.hpp"
#include "encore/abi.h"

namespace encore::plugin {

struct PluginInfo;

struct ParamSpec {
  std::string key, doc, unit, default_text;
  std::int32_t type = 0;  // ENCORE_P_*
  std::uint32_t flags = 0;
  double min = 0, max = 0;
  std::vector<std::string> choices;

  bool required() const { return (flags & ENCORE_PF_REQUIRED) != 0; }
  std::string type_text() const;   // "integer", "list of numbers", "one of a, b or c"
  std::string range_text() const;  // "8 to 512", "0 or more", ""
  // "'n_mels' (integer, 8 to 512, default 128)"
  std::string summary() const;
};

// The complete, checked values of one use of a plugin. Cheap to copy, immutable, safe from any
// thread.
class Params {
 public:
  Params() = default;

  // Key and value of every parameter, defaults filled in, in order of declaration. Paths are as
  // the recipe wrote them.
  const nlohmann::ordered_json& values() const;
  // What enters the cache key: without ENCORE_PF_NO_HASH; files as {"sha256": ...}.
  nlohmann::json key(const std::function<std::string(const std::string& path)>& digest) const;
  // Where the recipe wrote a parameter; the use itself when the value is a default.
  base::Location at(const std::string& key) const;
  // Files named by ENCORE_P_PATH parameters, absolute; no empty ones.
  std::vector<std::string> files() const;

  // For create(): valid as long as this object or a copy of it.
  const std::vector<encore_param_value>& raw() const;

 private:
  friend Params resolve(const PluginInfo&, const base::Value*, const base::Location&,
                        const std::function<std::string(const std::string&)>&, base::Diagnostics&);
  struct Storage;
  std::shared_ptr<const Storage> storage_;
};

// Checks `with` (may be nullptr) against the plugin's declaration and fills in defaults. Every
// mistake becomes a diagnostic at its own line: unknown key ("did you mean"), wrong type, out of
// range, not a choice, missing. `absolute` makes a path of the recipe absolute.
// Number lists also take {logspace: [first exponent, last exponent, count]} (base 10) and
// {linspace: [first, last, count]}.
Params resolve(const PluginInfo& plugin, const base::Value* with, const base::Location& use_at,
               const std::function<std::string(const std::string&)>& absolute,
               base::Diagnostics& out);

}  // namespace encore::plugin
