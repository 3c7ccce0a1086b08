// Reads what the tasks left in the store.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/file.hpp"
#include "core/data/roi_groups.hpp"
#include "core/io/hdf5.hpp"
#include "core/results/comparison.hpp"
#include "core/results/group.hpp"
#include "core/results/overlap.hpp"
#include "core/results/partition.hpp"
#include "core/results/places.hpp"
#include "core/results/resampled.hpp"
#include "core/results/results.hpp"
#include "core/results/significance.hpp"
#include "core/results/warnings.hpp"
#include "core/run/execute.hpp"
#include "core/stats/ceiling.hpp"

namespace encore::results {
namespace {

using nlohmann::json;
using plan::Stage;

class Collector {
 public:
  Collector(const plan::Study& study, const plan::Plan& plan, const run::Outcome& outcome)
      : study_(study), plan_(plan), outcome_(outcome) {}

  Results all() {
    for (const auto m : study_.models) {
      const auto& model = study_.recipe.encode.models[m];
      results_.models.push_back(model.name);
      results_.has_added_controls |= model.if_possible;
    }
    results_.significance_draws = static_cast<std::size_t>(study_.recipe.stats.significance.draws);
    results_.q_level = study_.recipe.stats.significance.q;
    results_.correct = study_.recipe.stats.significance.correct;
    results_.compare_level = study_.recipe.stats.compare.q;
    results_.overlap_level = study_.recipe.stats.overlap.q;
    results_.ceiling_floor = study_.recipe.ceiling.floor;
    const bool halves = study_.recipe.ceiling.method == recipe::Ceiling::Method::split_half;
    results_.ceiling_method = halves ? "split-half" : "explainable-variance";
    results_.group_level = study_.recipe.stats.group.q;
    results_.simulated = study_.dataset.simulated;
    for (std::size_t s = 0; s < study_.dataset.subjects.size(); ++s) subject(s);
    regions();
    results_.group = group(results_, study_.recipe.stats.group, study_.recipe.seed);
    add_warnings(study_.recipe, results_);
    return std::move(results_);
  }

 private:
  // Folder of a task's entry when it was done, now or before.
  std::optional<std::filesystem::path> done(Stage stage, std::size_t s, std::size_t m) const {
    const auto* task = plan_.find(stage, s, m);
    if (task == nullptr) return std::nullopt;
    const auto state = outcome_.records[static_cast<std::size_t>(task - plan_.tasks.data())].state;
    if (state != run::Record::State::done && state != run::Record::State::cached)
      return std::nullopt;
    return run::entry(study_, *task);
  }

  void subject(std::size_t s) {
    SubjectResult out;
    out.id = study_.dataset.subjects[s].id;
    out.index = s;
    if (const auto first = ceiling(s, study_.models.front())) {
      out.explainable_variance = first->explainable_variance;
      out.r_max = first->r_max;
    }
    for (const auto m : study_.models)
      if (const auto folder = done(Stage::encode, s, m)) model(*folder, s, m, out);
    if (out.models.empty()) return;
    for (const auto m : study_.parts)
      if (const auto& single = study_.recipe.encode.models[m]; single.delay_tr)
        if (const auto folder = done(Stage::encode, s, m)) delay(*folder, single, out);
    out.region = run::regions(study_, plan_, s);
    out.sets = data::region_sets(study_.recipe.data.atlas, regions_of(out));
    if (const auto folder = done(Stage::compare, s, 0)) {
      add_comparisons(study_.recipe.stats.compare, *folder, out);
      if (study_.recipe.stats.group.enabled && study_.dataset.subjects.size() > 1)
        add_clip_tables(*folder, out);
    }
    if (study_.recipe.stats.overlap.enabled)
      add_overlaps(study_.recipe, voxel_order(study_, plan_, s), out);
    results_.subjects.push_back(std::move(out));
  }

  // Of the rows of a model.
  std::optional<stats::Ceiling> ceiling(std::size_t s, std::size_t m) const {
    const auto folder = done(Stage::ceiling, s, study_.ceiling_model(s, m));
    if (!folder) return std::nullopt;
    const io::H5File file(*folder / "ceiling.h5", io::H5File::Mode::read);
    return stats::Ceiling{file.read_d("/explainable_variance").col(0), file.read_d("/r_max").col(0),
                          0};
  }

  void model(const std::filesystem::path& folder, std::size_t s, std::size_t m,
             SubjectResult& subject) {
    const io::H5File file(folder / "encode.h5", io::H5File::Mode::read);
    ModelResult out;
    out.name = study_.recipe.encode.models[m].name;
    out.step = study_.recipe.encode.models[m].step;
    out.r = file.read_d("/pearson_r").col(0);
    out.r2 = file.read_d("/r2").col(0);
    if (file.has("/cv_score")) out.cv_score = file.read_d("/cv_score").col(0);
    if (file.has("/alpha")) out.alpha = file.read_f("/alpha");
    if (file.has("/edge")) out.edge = file.read_d("/edge").col(0);
    add_split(file, study_.recipe.encode.models[m], out);
    add_partition(
        study_.recipe.encode, study_.recipe.encode.models[m],
        [&](BandSet set) { return nested_r2(s, m, set); }, out);
    if (const auto own = ceiling(s, m)) {
      out.r_normalised = stats::normalise(out.r, *own, results_.ceiling_floor);
      out.r_max = (own->explainable_variance.array() >= results_.ceiling_floor)
                      .select(own->r_max.array(), std::nan(""));
    }
    if (const auto significance = done(Stage::significance, s, m))
      add_significance(study_, s, m, *significance / "significance.h5", out);
    if (const auto resampled = done(Stage::resample, s, m)) add_resampled(*resampled, out);
    out.facts = json::parse(base::read_text(folder / "facts.json"))
                    .get<std::map<std::string, std::string>>();
    out.dimensions = dimensions(out);
    subject.models.push_back(std::move(out));
  }

  void delay(const std::filesystem::path& folder, const recipe::Model& model,
             SubjectResult& subject) const {
    const io::H5File file(folder / "encode.h5", io::H5File::Mode::read);
    DelayResult out{model.step.of, *model.delay_tr, file.read_d("/pearson_r").col(0), {}};
    const bool same_rows = study_.recipe.align.mode == recipe::Align::Mode::fir;
    if (same_rows && subject.r_max.size() > 0)
      out.r_normalised = stats::normalise(out.r, {subject.explainable_variance, subject.r_max, 0},
                                          results_.ceiling_floor);
    subject.delays.push_back(std::move(out));
  }

  // Delays stand side by side in the columns of a fit.
  long dimensions(const ModelResult& m) const {
    const auto columns = m.facts.find("columns");
    if (columns == m.facts.end()) return 0;
    const auto& align = study_.recipe.align;
    const bool fir = align.mode == recipe::Align::Mode::fir;
    return std::stol(columns->second) / (fir ? static_cast<long>(align.delays_tr.size()) : 1L);
  }

  // Of the model on a set of bands; empty where its task failed.
  base::VectorD nested_r2(std::size_t s, std::size_t m, BandSet set) const {
    const auto& encode = study_.recipe.encode;
    const auto on = recipe::model_on(encode, recipe::names_of(encode.models[m], set));
    const auto folder = done(Stage::encode, s, on);
    if (!folder) return {};
    return io::H5File(*folder / "encode.h5", io::H5File::Mode::read).read_d("/r2").col(0);
  }

  // Regions by name.
  void regions() {
    std::set<std::string> names;
    for (const auto& s : results_.subjects)
      for (auto& name : regions_of(s)) names.insert(std::move(name));
    results_.regions.assign(names.begin(), names.end());
    results_.sets = data::region_sets(study_.recipe.data.atlas, results_.regions);
    results_.regions.push_back(kWholeBrain);
  }

  const plan::Study& study_;
  const plan::Plan& plan_;
  const run::Outcome& outcome_;
  Results results_;
};

}  // namespace

const ModelResult* find_model(const SubjectResult& subject, const std::string& name) {
  for (const auto& m : subject.models)
    if (m.name == name) return &m;
  return nullptr;
}

Results collect(const plan::Study& study, const plan::Plan& plan, const run::Outcome& outcome) {
  return Collector(study, plan, outcome).all();
}

}  // namespace encore::results
