// core/plugin/params_storage.hpp: how Params keeps its values. For params.cpp and resolve.cpp only.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/plugin/params.hpp"

namespace encore::plugin {

// One checked value. Exactly the member that the type names is in use.
struct ParamValue {
  std::int64_t integer = 0;  // bool, integer, index of a choice
  double real = 0;
  std::string text;      // text, choice; for a path: absolute
  std::string as_given;  // path: as the recipe wrote it
  std::vector<double> reals;
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;
  std::vector<const char*> text_pointers;
};

// The raw values point into `values`, so a storage is filled once and never moved afterwards.
struct Params::Storage {
  std::vector<ParamSpec> specs;
  std::vector<ParamValue> values;
  std::map<std::string, base::Location> at;
  base::Location use_at;
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  std::vector<encore_param_value> raw;

  void finish();  // makes `json` and `raw`
};

// Reads a value as `spec` declares it. False, and a diagnostic, when it does not fit.
bool read_value(const ParamSpec& spec, const base::Value& given, ParamValue& out,
                base::Diagnostics& diagnostics);

}  // namespace encore::plugin
