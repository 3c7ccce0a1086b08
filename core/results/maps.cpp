// maps/: images on the subject's own grid, named after BIDS derivatives.
#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.hpp"
#include "core/io/image.hpp"
#include "core/results/comparison.hpp"
#include "core/results/profile.hpp"
#include "core/results/write.hpp"
#include "core/run/execute.hpp"

namespace encore::results {
namespace {

// BIDS labels are letters and digits: "music-vs-text" becomes "musicvstext", made unique.
class Labels {
 public:
  const std::string& operator[](const std::string& name) {
    if (const auto known = of_.find(name); known != of_.end()) return known->second;
    std::string label;
    for (const char c : name)
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) label += c;
    for (int n = 2; !taken_.insert(label).second; ++n) label = fmt::format("{}{}", label, n);
    return of_[name] = label;
  }

 private:
  std::map<std::string, std::string> of_;
  std::set<std::string> taken_;
};

class MapWriter {
 public:
  // Volumes keep their names; of surfaces the name says which, and the hemisphere.
  MapWriter(const std::filesystem::path& folder, const data::Subject& subject, data::Mask mask)
      : folder_(folder / subject.id), stem_(subject.id), mask_(std::move(mask)) {
    base::make_folder(folder_);
    const auto& parts = mask_.grid.parts;
    if (parts.empty()) return;
    std::string variant = subject.variant;
    if (const auto desc = variant.find("desc-"); desc != std::string::npos)
      variant.erase(desc == 0 ? 0 : desc - 1);
    surface_ = (io::is_cifti(subject.runs.front().image) ? "" : "_hemi-{hemi}") +
               (variant.empty() ? "" : "_" + variant);
  }

  void write(const std::string& label, const std::string& stat, const base::VectorD& values,
             const nlohmann::ordered_json& about) const {
    if (values.size() == 0) return;
    const auto stem = [&](const std::string& on) {
      return fmt::format("{}{}_desc-{}_stat-{}_statmap", stem_, on, label, stat);
    };
    const base::VectorF narrow = values.cast<float>();
    io::write_map(folder_ / stem(surface_), mask_.grid, data::to_volume(mask_, narrow), stat);
    // One sidecar for both hemispheres: BIDS lets it leave an entity out.
    std::string on = surface_;
    if (const auto at = on.find("_hemi-{hemi}"); at != std::string::npos) on.erase(at, 12);
    base::write_text(folder_ / (stem(on) + ".json"), about.dump(2) + "\n");
  }

 private:
  std::filesystem::path folder_;
  std::string stem_, surface_;
  data::Mask mask_;
};

// "a-vs-b": positive where a predicts better.
void write_comparisons(const MapWriter& maps, Labels& label, const SubjectResult& subject,
                       const Results& results) {
  for (const auto& c : subject.voxel_comparisons) {
    const nlohmann::ordered_json about = {
        {"Description",
         "test r of model A minus that of model B; preference: where q is at most "
         "the level"},
        {"A", c.a},
        {"B", c.b},
        {"Level", results.compare_level},
        {"Simulated", results.simulated}};
    const auto& name = label[c.a + "vs" + c.b];
    maps.write(name, "difference", c.difference, about);
    maps.write(name, "preference", preference(c, results.compare_level), about);
    maps.write(name, "q", c.q, about);
  }
}

void write_overlaps(const MapWriter& maps, Labels& label, const SubjectResult& subject,
                    const Results& results) {
  for (const auto& o : subject.overlap_maps)
    maps.write(
        label[o.a + "and" + o.b], "overlap", o.category,
        {{"Description", "voxels whose q is at most the level, by model"},
         {"Levels", {{"0", "neither"}, {"1", o.a + " only"}, {"2", o.b + " only"}, {"3", "both"}}},
         {"Level", results.q_level},
         {"Simulated", results.simulated}});
}

void write_bands(const MapWriter& maps, Labels& label, const ModelResult& m, bool simulated) {
  for (const auto& band : m.bands) {
    const nlohmann::ordered_json about = {
        {"Model", m.name}, {"Band", band.feature}, {"Simulated", simulated}};
    maps.write(label[m.name + "/" + band.feature], "r2split", band.split, about);
    maps.write(label[m.name + "/" + band.feature], "r2unique", band.unique, about);
  }
  for (const auto& part : m.common)
    if (part.bands > 1)
      maps.write(label[m.name + "/" + part.name], "r2common", part.r2,
                 {{"Model", m.name}, {"Bands", part.name}, {"Simulated", simulated}});
}

void write_peaks(const MapWriter& maps, Labels& label, const SubjectResult& subject,
                 const Results& results) {
  for (const auto& map : peak_maps(subject, results.q_level)) {
    const bool layers = map.along == recipe::Step::Along::layers;
    nlohmann::ordered_json about = {
        {"Description", layers ? "layer with the highest test r, by number"
                               : "delay with the highest test r when each is the only one"},
        {"Model", map.of},
        {"Simulated", results.simulated}};
    if (!layers) about["Units"] = "TR";
    for (std::size_t i = 0; layers && i < map.steps.size(); ++i)
      about["Levels"][fmt::format("{}", i + 1)] = map.steps[i];
    maps.write(label[map.of], layers ? "peaklayer" : "peakdelay", map.peak, about);
  }
}

}  // namespace

void write_maps(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& folder) {
  if (study.from_arrays()) return;
  Labels label;
  for (const auto& name : results.models) label[name];
  for (const auto& s : results.subjects) {
    const MapWriter maps(folder, study.dataset.subjects[s.index],
                         run::subject_mask(study, plan, s.index));
    nlohmann::ordered_json best = {{"Description", "model with the highest test r, by number"},
                                   {"Simulated", results.simulated}};
    for (std::size_t i = 0; i < s.models.size(); ++i) {
      const auto& m = s.models[i];
      const auto& name = label[m.name];
      const nlohmann::ordered_json about = {{"Model", m.name}, {"Simulated", results.simulated}};
      maps.write(name, "pearsonr", m.r, about);
      maps.write(name, "r2", m.r2, about);
      maps.write(name, "q", m.q, about);
      maps.write(name, "normalisedr", m.r_normalised, about);
      write_bands(maps, label, m, results.simulated);
      best["Levels"][fmt::format("{}", i + 1)] = m.name;
    }
    maps.write("best", "model", best_model(s, results.q_level), best);
    best["Description"] =
        "the same where it is better than every other model, at the level of "
        "stats.compare";
    maps.write("best", "clearmodel", clear_best_model(s, results.q_level, results.compare_level),
               best);
    write_comparisons(maps, label, s, results);
    write_overlaps(maps, label, s, results);
    write_peaks(maps, label, s, results);
    maps.write("ceiling", "explainablevariance", s.explainable_variance,
               {{"Simulated", results.simulated}});
    maps.write("ceiling", "rmax", s.r_max, {{"Simulated", results.simulated}});
  }
}

}  // namespace encore::results
