#include "core/recipe/nested.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace encore::recipe {

bool is_parted(const Encode& encode, const Model& model) {
  return !model.nested &&
         std::any_of(encode.partition.models.begin(), encode.partition.models.end(),
                     [&](const auto& name) { return name.value == model.name; });
}

std::vector<BandSet> nested_sets(const Model& model, Partition::Method method) {
  const BandSet all = (BandSet{1} << model.features.size()) - 1;
  std::vector<BandSet> sets;
  if (method == Partition::Method::unique) {
    for (std::size_t b = 0; b < model.features.size(); ++b) sets.push_back(all & ~(BandSet{1} << b));
  } else {
    for (BandSet set = 1; set < all; ++set) sets.push_back(set);
  }
  return sets;
}

std::vector<std::string> names_of(const Model& model, BandSet set) {
  std::vector<std::string> names;
  for (std::size_t b = 0; b < model.features.size(); ++b)
    if ((set >> b & 1) != 0) names.push_back(model.features[b].value);
  return names;
}

std::size_t model_on(const Encode& encode, const std::vector<std::string>& features) {
  const std::set<std::string> wanted(features.begin(), features.end());
  const auto found = std::find_if(encode.models.begin(), encode.models.end(), [&](const auto& m) {
    std::set<std::string> own;
    for (const auto& f : m.features) own.insert(f.value);
    return own == wanted;
  });
  return static_cast<std::size_t>(found - encode.models.begin());
}

void add_nested(Encode& encode) {
  const std::vector<Model> named = encode.models;
  for (const auto& model : named) {
    if (!is_parted(encode, model)) continue;
    for (const BandSet set : nested_sets(model, encode.partition.method)) {
      const auto names = names_of(model, set);
      if (model_on(encode, names) < encode.models.size()) continue;
      Model nested{fmt::format("[{}]", fmt::join(names, ",")), {}, model.at, true};
      for (const auto& name : names) nested.features.push_back({name, model.at});
      encode.models.push_back(std::move(nested));
    }
  }
}

}  // namespace encore::recipe
