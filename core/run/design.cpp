#include "core/run/design.hpp"

#include "core/align/build.hpp"
#include "core/io/hdf5.hpp"

namespace encore::run {
namespace {

align::Design from_clips(const Job& job, const encode::Problem& problem, std::size_t f) {
  const auto& study = job.study;
  const auto source = [&](std::size_t clip) {
    auto frames = study.features[f]->load(clip);
    return align::ClipFeatures{std::move(frames.values), std::move(frames.spans)};
  };
  // Columns are called alike in every clip.
  align::FeatureLabel label{study.recipe.features[f].name, {}};
  if (!study.dataset.clips.empty()) label.dims = study.features[f]->load(0).names;
  return align::build_design(problem.rows, study.dataset.subjects[job.task.subject], study.dataset,
                             source, study.align(job.task.model), label);
}

align::Design from_rows(const Job& job, const encode::Problem& problem, std::size_t f) {
  const auto& task = *job.plan.find(plan::Stage::features, 0, f);
  const io::H5File file(entry(job.study, task) / "rows.h5", io::H5File::Mode::read);
  return align::build_design_rows(problem.rows, file.read_f("/values"),
                                  job.study.align(job.task.model).delays_tr,
                                  {job.study.recipe.features[f].name, {}});
}

void append(base::MatrixF& whole, base::MatrixF&& part) {
  if (whole.cols() == 0) {
    whole = std::move(part);
    return;
  }
  const auto before = whole.cols();
  whole.conservativeResize(Eigen::NoChange, before + part.cols());
  whole.rightCols(part.cols()) = part;
}

}  // namespace

void design(const Job& job, encode::Problem& problem) {
  problem.band_start = {0};
  for (const auto f : job.study.bands(job.task.model)) {
    auto part = job.study.from_arrays() ? from_rows(job, problem, f) : from_clips(job, problem, f);
    append(problem.x_train, std::move(part.train));
    append(problem.x_test, std::move(part.test));
    problem.band_start.push_back(static_cast<std::int32_t>(problem.x_test.cols()));
    problem.band_names.push_back(job.study.recipe.features[f].name);
    problem.column_names.insert(problem.column_names.end(), part.column_names.begin(),
                                part.column_names.end());
  }
}

void scale(const Job& job, encode::Problem& problem) {
  using Standardise = recipe::Align::Standardise;
  const auto how = job.study.recipe.align.standardise;
  if (how != Standardise::none)
    problem.scaling = encode::scaling_of(problem.x_train, how == Standardise::zscore);
  encode::apply(problem.scaling, problem.x_train);
  encode::apply(problem.scaling, problem.x_test);
  problem.x_mean = encode::column_means(problem.x_train);
}

void scale(const encode::Columns& fitted, encode::Problem& problem) {
  encode::require_columns(problem, fitted);
  problem.scaling = fitted.scaling;
  problem.x_mean = fitted.centre;
  encode::apply(problem.scaling, problem.x_test);
}

}  // namespace encore::run
