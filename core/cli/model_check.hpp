// core/cli/model_check.hpp: a model folder run through its plugin, against what the library that
// the model comes from said.
#pragma once

#include <string>
#include <vector>

#include "core/cli/model_facts.hpp"
#include "core/plugin/catalog.hpp"

namespace encore::cli {

// One output of the network.
struct ModelComparison {
  std::string part;  // "audio", "text"
  ModelOutput output;
  std::size_t rows = 0, reference_rows = 0;  // rows of padding are not compared
  double difference = 0;                     // the largest, absolute
  double allowed = 0;                        // tolerance * max(1, largest reference value)
  std::string reason;                        // why it was not compared; "" when it was
  bool compared() const { return reason.empty(); }
  bool passed() const { return compared() && difference <= allowed; }  // false for NaN
};

// Every output of every tower, those without a reference as well: their networks are opened, so
// that an output that a network lacks is an error. Throws base::Error when the plugin refuses the
// folder, when there is nothing at all to compare, or when shapes disagree.
std::vector<ModelComparison> check_model(const ModelFacts& model, const plugin::Catalog& plugins,
                                         unsigned threads);

}  // namespace encore::cli
