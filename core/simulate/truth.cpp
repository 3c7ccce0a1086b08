#include "core/simulate/truth.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/io/nifti.hpp"
#include "core/simulate/scan.hpp"

namespace encore::simulate {
namespace {

using Json = nlohmann::ordered_json;
using Type = io::NiftiWriter::Type;

void write_labels(const std::filesystem::path& path, const Brain& brain,
                  const base::VectorF& values) {
  io::NiftiWriter writer(path, brain.grid, 1, 0, Type::int16, "SIMULATED");
  writer.add(to_volume(brain, values));
  writer.finish();
}

// Most often that one clip is heard in the test runs of a subject, lead-ins not counted.
int repeats_of(const Design& design) {
  std::map<std::string, int> heard;
  int most = 1;
  for (const auto& run : design.runs) {
    if (!run.test || run.subject != design.subjects.front()) continue;
    for (std::size_t e = 1; e < run.events.size(); ++e)
      most = std::max(most, ++heard[run.events[e].id()]);
  }
  return most;
}

// Correlation of a perfect model with the mean of n repeats.
double r_max(double explainable, int n) {
  return std::sqrt(n * explainable / (1 + (n - 1) * explainable));
}

Json region_json(std::size_t index, const Brain& brain, const std::vector<Subject>& subjects,
                 int repeats) {
  const Region& region = regions()[index];
  Json json = {{"index", index + 1}, {"name", region.name}, {"driver", region.driver}};
  for (std::size_t k = 0; k < kind_count; ++k)
    if (region.mix[k] > 0)
      json["share_of_signal_variance"][std::string(name(static_cast<Kind>(k)))] = region.mix[k];
  json["should_be_won_by"] = region.won_by;
  json["explainable_variance"] = region.explainable_variance;
  for (const auto& subject : subjects) {
    double sum = 0, best = 0;
    int voxels = 0;
    for (std::size_t v = 0; v < brain.voxels.size(); ++v) {
      if (brain.region[v] != static_cast<int>(index)) continue;
      const double e = subject.explainable_variance[static_cast<Index>(v)];
      sum += e;
      best += r_max(e, repeats);
      ++voxels;
    }
    json["subjects"][subject.id] = {{"voxels", voxels},
                                    {"explainable_variance_mean", voxels ? sum / voxels : 0},
                                    {"r_max_mean", voxels ? best / voxels : 0}};
  }
  return json;
}

// Region r has label r + 1; 0 is none.
base::VectorF region_labels(const Brain& brain) {
  base::VectorF labels(static_cast<Index>(brain.voxels.size()));
  for (Index v = 0; v < labels.size(); ++v)
    labels[v] = static_cast<float>(brain.region[static_cast<std::size_t>(v)] + 1);
  return labels;
}

std::string label_table() {
  std::string table = "index\tname\n";
  for (std::size_t r = 0; r < regions().size(); ++r)
    table += fmt::format("{}\t{}\n", r + 1, regions()[r].name);
  return table;
}

}  // namespace

void write_atlas(const std::filesystem::path& folder, const Brain& brain) {
  const auto n = static_cast<Index>(brain.voxels.size());
  base::VectorF cortex(n);
  for (Index v = 0; v < n; ++v) cortex[v] = brain.cortex[static_cast<std::size_t>(v)];
  write_labels(folder / "atlas.nii.gz", brain, region_labels(brain));
  write_labels(folder / "mask.nii.gz", brain, cortex);
  base::write_text(folder / "atlas.tsv", label_table());
}

void write_subject_atlases(const std::filesystem::path& folder, const Brain& brain,
                           const std::vector<std::string>& subjects) {
  base::make_folder(folder);
  for (const auto& subject : subjects)
    write_labels(folder / (subject + ".nii.gz"), brain, region_labels(brain));
  base::write_text(folder / "atlas.tsv", label_table());
}

void write_maps(const std::filesystem::path& truth, const Brain& brain, const Subject& subject) {
  const auto folder = truth / subject.id / "func";
  base::make_folder(folder);
  const auto write = [&](const char* what, const base::VectorF& values) {
    io::write_nifti_map(folder / fmt::format("{}_desc-{}_map.nii.gz", subject.id, what), brain.grid,
                        to_volume(brain, values), "SIMULATED");
  };
  const auto& e = subject.explainable_variance;
  write("explainablevariance", e);
  write("signaltonoise", (e.array() / (1 - e.array())).sqrt().matrix());
  base::VectorF delay(e.size());
  for (Index v = 0; v < e.size(); ++v)
    delay[v] = static_cast<float>(delays_s[subject.delay[static_cast<std::size_t>(v)]]);
  write("delay", delay);
}

std::string truth_text(const Brain& brain, const std::vector<Subject>& subjects,
                       const Design& design, const Preset& preset, std::uint64_t seed) {
  const int repeats = repeats_of(design);
  Json json = {
      {"schema", "encore.truth/1"},
      {"simulated", true},
      {"preset", preset.name},
      {"design", design.source},
      {"seed", seed},
      {"test_repeats", repeats},
      {"definitions",
       {{"explainable_variance",
         "share of signal in signal plus noise of one presentation, over the volumes of the test "
         "runs after the lead-in; drift and motion come on top and are meant to be removed"},
        {"r_max", "correlation of the signal with the mean of the test repeats"}}},
      {"haemodynamic_response",
       {{"peak_s", 5}, {"undershoot_peak_s", 15}, {"undershoot", 1.0 / 6}}},
      {"delays_s", delays_s},
      {"noise", {{"ar1_per_volume", kAutocorrelation}, {"percent_of_mean", 100 * kSignalChange}}}};
  for (std::size_t r = 0; r < regions().size(); ++r)
    json["regions"].push_back(region_json(r, brain, subjects, repeats));
  return json.dump(2) + "\n";
}

}  // namespace encore::simulate
