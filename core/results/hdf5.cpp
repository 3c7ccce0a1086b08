// results.h5: one value a voxel, each dataset with its unit and definition.
#include "core/io/hdf5.hpp"

#include <fmt/format.h>

#include "core/base/file.hpp"
#include "core/results/significance.hpp"
#include "core/results/voxels.hpp"
#include "core/results/write.hpp"

namespace encore::results {
namespace {

struct Meaning {
  const char* unit;
  const char* definition;
};

const std::map<std::string, Meaning>& meanings() {
  static const std::map<std::string, Meaning> table = {
      {"pearson_r", {"1", "Pearson correlation of predicted and measured test responses"}},
      {"r2", {"1", "1 - residual sum of squares / total sum of squares, on the test rows"}},
      {"r2_split",
       {"1",
        "part of r2 that this band brings (product measure; the bands add up to r2): sum of s (2 "
        "(y - mean y) - (p - mean y)) / sum of (y - mean y)^2 over the test rows, s the band's "
        "share of the prediction p, counted from its value at the mean of the training rows; what "
        "the intercept brings goes to the bands in equal parts"}},
      {"r2_unique", {"1", "r2 of the model less r2 of the model without this band"}},
      {"cv_score",
       {"1", "mean over folds of R2 on the left-out training runs, at the penalty chosen"}},
      {"alpha",
       {"1",
        "penalty chosen by cross-validation (bands x voxels for banded models; rows are the bands "
        "that the attribute bands names)"}},
      {"edge",
       {"1",
        "1 where the penalty chosen is the first or last of the grid, 0 elsewhere; NaN without a "
        "fit"}},
      {"null_maxima", {"1", "highest pearson_r over voxels in each draw of the test"}},
      {"pearson_r_normalised",
       {"1", "pearson_r / r_max; NaN where the ceiling is below its floor"}},
      {"explainable_variance",
       {"1", "share of the variance of single repeats that is common to them, bias-corrected"}},
      {"r_max",
       {"1", "highest correlation that a perfect model can reach with the mean of the repeats"}},
  };
  return table;
}

void put(io::H5File& file, const std::string& path, const base::MatrixD& values,
         const std::string& unit, const std::string& definition) {
  if (values.size() == 0) return;
  if (values.cols() == 1) file.write_vector(path, values.col(0));
  else file.write(path, values);
  file.set_attribute(path, "unit", unit);
  file.set_attribute(path, "definition", definition);
}

void put(io::H5File& file, const std::string& group, const std::string& name,
         const base::MatrixD& values) {
  const auto& meaning = meanings().at(name);
  put(file, group + "/" + name, values, meaning.unit, meaning.definition);
}

void write_band(io::H5File& file, const std::string& group, const BandResult& band) {
  put(file, group, "r2_split", band.split);
  put(file, group, "r2_unique", band.unique);
}

// Rows of alpha are in the order of the recipe, groups of a file in that of the alphabet: each row
// stands under its band's name as well.
void write_band_alpha(io::H5File& file, const std::string& group, const ModelResult& m) {
  const auto bands = static_cast<base::Index>(m.bands.size());
  if (bands == 0 || m.alpha.rows() != bands) return;
  std::string names;
  for (base::Index b = 0; b < bands; ++b) {
    const auto& name = m.bands[static_cast<std::size_t>(b)].feature;
    names += (b > 0 ? "," : "") + name;
    put(file, group + "/bands/" + name + "/alpha", m.alpha.row(b).transpose().cast<double>(), "1",
        "penalty on the weights of this band, chosen by cross-validation; infinite for a band left "
        "out");
  }
  file.set_attribute(group + "/alpha", "bands", names);
}

void write_common(io::H5File& file, const std::string& path, const CommonPart& part) {
  file.write_vector(path, part.r2);
  file.set_attribute(path, "unit", std::string("1"));
  file.set_attribute(path, "definition",
                     "part of r2 that exactly these bands bring together (commonality analysis: "
                     "sum over T within S of (-1)^(|T| + 1) r2 of the bands outside of S and T); "
                     "the parts add up to r2");
}

void write_model(io::H5File& file, const std::string& group, const ModelResult& m,
                 const recipe::Significance& test) {
  put(file, group, "pearson_r", m.r);
  put(file, group, "r2", m.r2);
  put(file, group, "cv_score", m.cv_score);
  put(file, group + "/p", m.p, "1", p_definition(test, m.reach));
  put(file, group + "/q", m.q, "1", q_definition(test));
  put(file, group, "null_maxima", m.null_maxima);
  put(file, group, "pearson_r_normalised", m.r_normalised);
  const base::MatrixD alpha = m.alpha.cast<double>();
  put(file, group, "alpha", alpha.rows() == 1 ? base::MatrixD(alpha.transpose()) : alpha);
  write_band_alpha(file, group, m);
  put(file, group, "edge", m.edge);
  for (const auto& band : m.bands) write_band(file, group + "/bands/" + band.feature, band);
  for (const auto& part : m.common) write_common(file, group + "/partition/" + part.name, part);
  for (const auto& [key, value] : m.facts) file.set_attribute(group, key, value);
}

void write_comparison(io::H5File& file, const std::string& group, const VoxelComparison& c) {
  put(file, group + "/difference", c.difference, "1",
      fmt::format("pearson_r of {} minus that of {}", c.a, c.b));
  put(file, group + "/low", c.low, "1", "lower end of the bootstrap interval of the difference");
  put(file, group + "/high", c.high, "1", "upper end of the bootstrap interval of the difference");
  put(file, group + "/p", c.p, "1", "two-sided p of the difference, over clips");
  put(file, group + "/q", c.q, "1", "p corrected over the voxels of this subject and pair");
}

}  // namespace

namespace {

void write_file(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& path) {
  io::H5File file(path, io::H5File::Mode::create);
  file.set_attribute("/", "schema", std::string("encore.results/1"));
  file.set_attribute("/", "recipe", study.recipe.name);
  file.set_attribute("/", "simulated", static_cast<std::int64_t>(results.simulated));
  for (const auto& s : results.subjects) {
    for (const auto& m : s.models)
      write_model(file, "/encode/" + s.id + "/" + m.name, m, study.recipe.stats.significance);
    for (const auto& c : s.voxel_comparisons)
      write_comparison(file, fmt::format("/compare/{}/{}-vs-{}", s.id, c.a, c.b), c);
    for (const auto& m : s.models) {
      const auto group = "/resampled/" + s.id + "/" + m.name;
      put(file, group + "/pearson_r", m.resampled, "1",
          "mean over folds of pearson_r on the rows that a fold leaves out");
      put(file, group + "/pearson_r_folds", m.resampled_folds, "1",
          "pearson_r of each fold (folds x voxels)");
    }
    for (const auto& d : s.delays)
      put(file, fmt::format("/profile/{}/{}/delay_tr-{}", s.id, d.model, d.delay_tr), d.r, "1",
          fmt::format("pearson_r of {} with a delay of {} TR alone", d.model, d.delay_tr));
    for (const auto& o : s.overlap_maps)
      put(file, fmt::format("/overlap/{}/{}-and-{}", s.id, o.a, o.b), o.category, "",
          fmt::format("q at most the level: 0 neither, 1 {}, 2 {}, 3 both", o.a, o.b));
    put(file, "/ceiling/" + s.id, "explainable_variance", s.explainable_variance);
    if (s.explainable_variance.size() > 0) {
      file.set_attribute("/ceiling/" + s.id, "method", results.ceiling_method);
      file.set_attribute("/ceiling/" + s.id, "floor", results.ceiling_floor);
    }
    put(file, "/ceiling/" + s.id, "r_max", s.r_max);
    write_voxels(file, study, plan, s);
  }
  file.close();
  base::sync_path(path);
}

}  // namespace

void write_hdf5(const Results& results, const plan::Study& study, const plan::Plan& plan,
                const std::filesystem::path& path) {
  const auto temporary = base::temporary_beside(path);
  try {
    write_file(results, study, plan, temporary);
    std::filesystem::rename(temporary, path);
  } catch (...) {
    std::error_code ec;
    std::filesystem::remove(temporary, ec);
    throw;
  }
}

}  // namespace encore::results
