#include "core/align/build.hpp"

#include <fmt/format.h>

#include <map>

#include "core/align/fir.hpp"
#include "core/align/resample.hpp"
#include "core/align/window.hpp"
#include "core/base/error.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::align {
namespace {

std::vector<std::string> dim_names(const FeatureLabel& label, Index dims) {
  std::vector<std::string> names;
  for (Index d = 0; d < dims; ++d) {
    const auto i = static_cast<std::size_t>(d);
    names.push_back(label.name + "_" + (i < label.dims.size() ? label.dims[i] : fmt::to_string(d)));
  }
  return names;
}

Design fir_design(const RowPlan& plan, const Moments& moments, const std::vector<int>& delays,
                  const FeatureLabel& label) {
  Design design{fir(plan.train, moments, delays), fir(plan.test, moments, delays), {}};
  const auto names = dim_names(label, moments.dims());
  for (const int delay : delays)
    for (const auto& name : names)
      design.column_names.push_back(fmt::format("{}@{}tr", name, delay));
  return design;
}

}  // namespace

Design build_design(const RowPlan& plan, const data::Subject& subject, const data::DataSet& set,
                    const ClipSource& source, const recipe::Align& align,
                    const FeatureLabel& label) {
  if (align.mode == recipe::Align::Mode::window) {
    Design design = window_design(plan, subject, set, source, label);
    design.column_names = dim_names(label, design.test.cols());
    return design;
  }
  const bool lanczos = align.resample == recipe::Align::Resample::lanczos;
  const Kernel kernel(lanczos ? align.lanczos_lobes : 0);
  const auto series = run_series(subject, set, source, kernel, label);
  std::vector<std::int32_t> numbers;
  for (const auto& run : subject.runs) numbers.push_back(run.number);
  return fir_design(plan, Moments(plan.places, numbers, series), align.delays_tr, label);
}

Design build_design_rows(const RowPlan& plan, const base::MatrixF& features,
                         const std::vector<int>& delays, const FeatureLabel& label) {
  const auto rows = static_cast<Index>(plan.places.size());
  if (features.rows() != rows)
    throw base::Error(fmt::format("feature {} has {} rows where the responses have {}", label.name,
                                  features.rows(), rows),
                      "a feature needs one row for each row of the responses");
  std::map<std::int32_t, Index> volumes;
  for (const auto& p : plan.places) volumes[p.run] = std::max(volumes[p.run], p.volume + 1);
  std::vector<std::int32_t> numbers;
  std::vector<base::MatrixF> series;
  std::map<std::int32_t, std::size_t> index;
  for (const auto& [run, n] : volumes) {
    index[run] = numbers.size();
    numbers.push_back(run);
    series.push_back(base::MatrixF::Zero(features.cols(), n));
  }
  for (Index i = 0; i < rows; ++i) {
    const auto& p = plan.places[static_cast<std::size_t>(i)];
    series[index[p.run]].col(p.volume) = features.row(i).transpose();
  }
  return fir_design(plan, Moments(plan.places, numbers, series), delays, label);
}

}  // namespace encore::align
