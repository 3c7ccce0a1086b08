#include "core/data/atlas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/data/roi_groups.hpp"
#include "core/io/labels.hpp"
#include "core/io/table.hpp"
#include "core/recipe/files.hpp"

namespace encore::data {
namespace {

struct Label {
  long long index;
  std::string name;
};

void check_name(const std::string& name, const std::string& where) {
  if (const auto why = wrong_name(name); !why.empty())
    throw base::Error(fmt::format("{}: the name '{}' of a region {}", where, name, why),
                      "call the region otherwise; names stand in scores.tsv");
}

std::vector<Label> read_table(const recipe::Atlas& atlas) {
  std::vector<Label> out;
  if (atlas.labels.value.empty()) return out;
  const io::Table table = io::read_table(atlas.labels.value);
  const auto index = table.column("index"), name = table.column("name");
  std::set<long long> seen;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto value = table.real(r, index);
    if (!value || *value != std::round(*value))
      throw base::Error(fmt::format("{}: the index is not a whole number", table.place(r)));
    const std::string text(io::unquoted(table.rows[r][name]));
    check_name(text, table.place(r));
    if (!seen.insert(std::llround(*value)).second)
      throw base::Error(fmt::format("{}: index {} stands there twice", table.place(r), *value));
    out.push_back({std::llround(*value), text});
  }
  return out;
}

long long label_of(float value, const std::string& path) {
  if (std::isnan(value)) return 0;
  const float rounded = std::round(value);
  if (std::abs(value - rounded) > 0.01F || std::abs(value) > 1e9F)
    throw base::Error(fmt::format("{} holds {}, which is no label", path, value),
                      "an atlas holds one whole number for each region; was it resampled with "
                      "interpolation? use nearest neighbours");
  return std::llround(rounded);
}

}  // namespace

std::vector<std::string> atlas_names(const recipe::Atlas& atlas, const Subject& subject) {
  std::vector<std::string> out;
  for (const auto& label : read_table(atlas)) out.push_back(label.name);
  if (!out.empty() || subject.grid.parts.empty()) return out;
  const auto files = recipe::files_of(atlas.image.value, subject.id);
  if (!io::labels_difference(files, subject.grid).empty()) return out;
  const auto image = io::read_labels(files, subject.grid);
  std::set<std::string> names;
  for (std::size_t i = 0; i < image.names.size(); ++i)
    if (image.values[static_cast<Index>(i)] != 0) names.insert(image.names[i]);
  names.erase("");
  for (const auto& name : names) check_name(name, files.front().string());
  return {names.begin(), names.end()};
}

RoiNames roi_names(const recipe::Atlas& atlas, const std::string& subject, const Mask& mask) {
  RoiNames out;
  out.names.resize(mask.voxels.size());
  if (atlas.image.value.empty()) return out;
  const auto files = recipe::files_of(atlas.image.value, subject);
  const std::string path = files.front().string();
  if (const auto how = io::labels_difference(files, mask.grid); !how.empty())
    throw base::Error(atlas.image.at,
                      fmt::format("the atlas {} lies on another grid than the images of {}: {}",
                                  path, subject, how),
                      "resample the atlas to the images' grid, with nearest neighbours");
  const auto table = read_table(atlas);
  std::map<long long, std::string> names;
  for (const auto& label : table) names[label.index] = label.name;

  const io::LabelImage image = io::read_labels(files, mask.grid);
  std::map<long long, Index> unnamed;
  std::set<std::string> present;
  for (std::size_t v = 0; v < mask.voxels.size(); ++v) {
    const long long label = label_of(image.values[mask.voxels[v]], path);
    if (label == 0) continue;
    const std::string own =
        image.names.empty() ? "" : image.names[static_cast<std::size_t>(mask.voxels[v])];
    const auto it = names.find(label);
    if (it == names.end() && !table.empty()) {
      ++unnamed[label];
      continue;
    }
    out.names[v] = it != names.end() ? it->second
                   : !own.empty()    ? own
                                     : fmt::format("label-{}", label);
    if (!present.insert(out.names[v]).second || !table.empty()) continue;
    check_name(out.names[v], path);
    out.rois.push_back(out.names[v]);
  }
  for (const auto& label : table)
    if (present.erase(label.name) > 0) out.rois.push_back(label.name);
  for (const auto& [label, n] : unnamed)
    out.warnings.push_back(fmt::format("{} has {} voxels of label {}, which {} does not name", path,
                                       n, label, atlas.labels.value));
  return out;
}

}  // namespace encore::data
