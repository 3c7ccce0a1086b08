// maps/: images on the subject's own grid, named after BIDS derivatives.
#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.hpp"
#include "core/io/nifti.hpp"
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
  MapWriter(const std::filesystem::path& folder, const SubjectResult& subject, data::Mask mask)
      : folder_(folder / subject.id), subject_(subject), mask_(std::move(mask)) {
    base::make_folder(folder_);
  }

  void write(const std::string& label, const std::string& stat, const base::VectorD& values,
             const nlohmann::ordered_json& about) const {
    if (values.size() == 0) return;
    const auto stem = fmt::format("{}_desc-{}_stat-{}_statmap", subject_.id, label, stat);
    const base::VectorF narrow = values.cast<float>();
    io::write_nifti_map(folder_ / (stem + ".nii.gz"), mask_.grid, data::to_volume(mask_, narrow),
                        "encore " + stat);
    base::write_text(folder_ / (stem + ".json"), about.dump(2) + "\n");
  }

 private:
  std::filesystem::path folder_;
  const SubjectResult& subject_;
  data::Mask mask_;
};

// For each voxel the number of the model with the highest r, counted from 1; NaN where no model
// is significant (or, without a test, where no r is above 0).
base::VectorD best_model(const SubjectResult& subject, double q_level) {
  const auto voxels = subject.models.front().r.size();
  base::VectorD best = base::VectorD::Constant(voxels, std::nan(""));
  for (base::Index v = 0; v < voxels; ++v) {
    double highest = 0;
    for (std::size_t m = 0; m < subject.models.size(); ++m) {
      const auto& model = subject.models[m];
      if (!(model.r(v) > highest)) continue;
      highest = model.r(v);
      const bool passes = model.q.size() == 0 || model.q(v) <= q_level;
      best(v) = passes ? static_cast<double>(m + 1) : std::nan("");
    }
  }
  return best;
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

}  // namespace

void write_maps(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& folder) {
  if (study.from_arrays()) return;
  Labels label;
  for (const auto& name : results.models) label[name];
  for (const auto& s : results.subjects) {
    const MapWriter maps(folder, s, run::subject_mask(study, plan, s.index));
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
    maps.write("ceiling", "explainablevariance", s.explainable_variance,
               {{"Simulated", results.simulated}});
    maps.write("ceiling", "rmax", s.r_max, {{"Simulated", results.simulated}});
  }
}

}  // namespace encore::results
