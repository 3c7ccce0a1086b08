#include "core/recipe/nested.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace encore::recipe {
namespace {

bool names(const std::vector<Located<std::string>>& list, const Model& model) {
  return std::any_of(list.begin(), list.end(),
                     [&](const auto& name) { return name.value == model.name; });
}

bool is_profiled(const Encode& encode, const Model& model) {
  const auto& profile = encode.profile;
  if (profile.delays_tr.empty() || model.nested) return false;
  return profile.models.empty() ? !model.if_possible : names(profile.models, model);
}

}  // namespace

bool is_parted(const Encode& encode, const Model& model) {
  return names(encode.partition.models, model);
}

bool is_kept(const Encode& encode, const Model& model) { return names(encode.keep, model); }

bool is_fitted(const Encode& encode, const Model& model) {
  const auto& fitted = encode.fitted;
  return !fitted.run.value.empty() && (fitted.models.empty() || names(fitted.models, model));
}

std::vector<BandSet> nested_sets(const Model& model, Partition::Method method) {
  const BandSet all = (BandSet{1} << model.features.size()) - 1;
  std::vector<BandSet> sets;
  if (method == Partition::Method::unique) {
    for (std::size_t b = 0; b < model.features.size(); ++b)
      sets.push_back(all & ~(BandSet{1} << b));
  } else {
    for (BandSet set = 1; set < all; ++set) sets.push_back(set);
  }
  return sets;
}

std::vector<std::string> names_of(const Model& model, BandSet set) {
  std::vector<std::string> bands;
  for (std::size_t b = 0; b < model.features.size(); ++b)
    if ((set >> b & 1) != 0) bands.push_back(model.features[b].value);
  return bands;
}

std::size_t model_on(const Encode& encode, const std::vector<std::string>& features) {
  const std::set<std::string> wanted(features.begin(), features.end());
  const auto found = std::find_if(encode.models.begin(), encode.models.end(), [&](const auto& m) {
    if (m.delay_tr) return false;
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
      const auto bands = names_of(model, set);
      if (model_on(encode, bands) < encode.models.size()) continue;
      Model nested{fmt::format("[{}]", fmt::join(bands, ",")), {}, model.at, true};
      for (const auto& name : bands) nested.features.push_back({name, model.at});
      encode.models.push_back(std::move(nested));
    }
  }
}

void add_delays(Encode& encode) {
  const std::vector<Model> named = encode.models;
  for (const auto& model : named) {
    if (!is_profiled(encode, model)) continue;
    for (const int delay : encode.profile.delays_tr) {
      Model single = model;
      single.name = fmt::format("{}@{}", model.name, delay);
      single.nested = true;
      single.step = {Step::Along::delays, model.name, std::to_string(delay)};
      single.delay_tr = delay;
      encode.models.push_back(std::move(single));
    }
  }
}

Align align_of(const Align& align, const Model& model) {
  Align out = align;
  if (!model.delay_tr) return out;
  out.delays_tr = {*model.delay_tr};
  out.delay_tr = *model.delay_tr;
  return out;
}

}  // namespace encore::recipe
