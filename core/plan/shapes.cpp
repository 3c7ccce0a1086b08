#include "core/plan/shapes.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/data/arrays.hpp"
#include "core/io/hdf5.hpp"
#include "core/plan/current.hpp"

namespace encore::plan {
namespace {

using base::Index;

// A brain fills about a third of its volume; a surface is all cortex but for the medial wall.
constexpr double kBrainShare = 1.0 / 3;

}  // namespace

Index Shapes::voxels(std::size_t s) {
  if (const auto known = voxels_.find(s); known != voxels_.end()) return known->second;
  return voxels_[s] = count_voxels(s);
}

Index Shapes::columns(std::size_t model) {
  Index columns = 0;
  for (const auto f : study_.bands(model)) columns += dims(f);
  if (study_.recipe.align.mode == recipe::Align::Mode::fir)
    columns *= static_cast<Index>(study_.align(model).delays_tr.size());
  return columns;
}

Index Shapes::dims(std::size_t feature) {
  if (const auto known = dims_.find(feature); known != dims_.end()) return known->second;
  return dims_[feature] = count_dims(feature);
}

Index Shapes::count_voxels(std::size_t s) const {
  const auto& id = study_.dataset.subjects[s].id;
  if (study_.from_arrays())
    return data::open_array_responses(study_.arrays_file(), id, study_.rows(s))->voxels();
  if (const auto* mask = plan_.find(Stage::mask, s))
    if (const auto folder = study_.store.find(mask->hash))
      return io::H5File(*folder / "mask.h5", io::H5File::Mode::read).shape("/voxels").rows;
  const auto& grid = study_.dataset.subjects[s].grid;
  const double share = grid.parts.empty() ? kBrainShare : 1;
  return static_cast<Index>(static_cast<double>(grid.voxels()) * share);
}

Index Shapes::count_dims(std::size_t f) const {
  if (study_.from_arrays()) return study_.array_columns[f];
  const auto& feature = study_.recipe.features[f];
  const CurrentTask current(
      fmt::format("planning features/{} ({})", feature.name, feature.use.plugin));
  try {
    return study_.features[f]->dims(log_);
  } catch (const base::Error&) {
    return 0;
  }
}

}  // namespace encore::plan
