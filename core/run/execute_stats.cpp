// What follows from predictions: significance, ceiling, comparison of models.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/align/average.hpp"
#include "core/align/plan.hpp"
#include "core/base/file.hpp"
#include "core/base/random.hpp"
#include "core/base/stop.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/run/execute.hpp"
#include "core/stats/ceiling.hpp"
#include "core/stats/compare.hpp"
#include "core/stats/permutation.hpp"

namespace encore::run {
namespace {

using base::Index;
using nlohmann::json;

// Test responses and predictions of one model, block by block.
class Tested {
 public:
  Tested(const Job& job, std::size_t model)
      : job_(job),
        responses_(open_responses(job.study, job.plan, job.task.subject)),
        rows_(row_plan(job.study, job.task.subject, model)),
        file_(entry(job.study, *job.plan.find(plan::Stage::encode, job.task.subject, model)) /
                  "encode.h5",
              io::H5File::Mode::read) {
    zscore_ = zscores_test(job.study, rows_);
  }

  const align::RowPlan& rows() const { return rows_; }
  Index voxels() const { return responses_->voxels(); }
  base::VectorD r() const { return file_.read_d("/pearson_r").col(0); }

  // body(first voxel, responses, predictions) for every block.
  template <class Body>
  void for_each_block(const base::Progress& progress, Body&& body) const {
    for (Index first = 0; first < voxels(); first += encode::kBlock) {
      base::check_stop();
      const Index count = std::min(encode::kBlock, voxels() - first);
      const auto y =
          encode::responses_block(*responses_, rows_, zscore_, first, count, false).test;
      body(first, y, file_.read_columns("/predictions", first, count));
      base::report(progress,
                   static_cast<double>(first + count) / static_cast<double>(voxels()));
    }
  }

 private:
  const Job& job_;
  std::unique_ptr<data::Responses> responses_;
  align::RowPlan rows_;
  io::H5File file_;
  bool zscore_ = false;
};

// Regions as numbers, and the voxels that every model can score.
struct Regions {
  std::vector<std::string> names;
  std::vector<int> of_voxel;
  std::vector<char> use;
};

Regions number_regions(const std::vector<std::string>& region) {
  Regions out;
  const std::set<std::string> unique(region.begin(), region.end());
  for (const auto& name : unique)
    if (!name.empty()) out.names.push_back(name);
  for (const auto& name : region) {
    const auto at = std::find(out.names.begin(), out.names.end(), name);
    out.of_voxel.push_back(at == out.names.end() ? -1 : static_cast<int>(at - out.names.begin()));
  }
  out.names.push_back("whole-brain");
  out.use.assign(region.size(), 1);
  return out;
}

template <class T>
std::vector<T> part(const std::vector<T>& all, Index first, Index count) {
  return {all.begin() + first, all.begin() + first + count};
}

// What the bootstrap draws: clips, or blocks of rows where the data set knows no clips.
std::vector<std::int32_t> units(const Job& job, const align::RowPlan& rows) {
  auto clips = align::clips_of(rows.test);
  if (std::set<std::int32_t>(clips.begin(), clips.end()).size() > 1) return clips;
  const auto block = job.study.recipe.stats.significance.block_tr;
  return stats::block_labels(stats::BlockOrders(align::runs_of(rows.test), block, 1, 0));
}

stats::RoiDraws draws(const Job& job, std::size_t model, const Regions& regions,
                      const base::Progress& progress) {
  const Tested tested(job, model);
  const auto& compare = job.study.recipe.stats.compare;
  const std::string name = "compare/" + job.study.dataset.subjects[job.task.subject].id;
  const stats::ClipBootstrap bootstrap(units(job, tested.rows()), compare.draws,
                                       base::seed_for(job.study.recipe.seed, name));
  stats::RoiDraws out(static_cast<Index>(regions.names.size()) - 1, bootstrap.draws());
  tested.for_each_block(progress, [&](Index first, const auto& y, const auto& predicted) {
    bootstrap.add(bootstrap.sums(y, predicted), part(regions.of_voxel, first, y.cols()),
                  part(regions.use, first, y.cols()), out);
  });
  return out;
}

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

json model_rows(const std::string& model, const Regions& regions, const stats::RoiDraws& d,
                double width) {
  json rows = json::array();
  for (std::size_t r = 0; r < regions.names.size(); ++r) {
    const auto i = stats::roi_mean(d, static_cast<Index>(r), width);
    if (!std::isfinite(i.value)) continue;
    rows.push_back({{"model", model},
                    {"region", regions.names[r]},
                    {"voxels", static_cast<long>(d.voxels(static_cast<Index>(r)))},
                    {"mean", i.value},
                    {"se", i.se},
                    {"low", i.low},
                    {"high", i.high}});
  }
  return rows;
}

json pair_rows(const std::string& a, const std::string& b, const Regions& regions,
               const stats::RoiDraws& da, const stats::RoiDraws& db, double width) {
  json rows = json::array();
  for (std::size_t r = 0; r < regions.names.size(); ++r) {
    const auto c = stats::compare(da, db, static_cast<Index>(r), width);
    if (!std::isfinite(c.difference.value)) continue;
    rows.push_back({{"a", a},
                    {"b", b},
                    {"region", regions.names[r]},
                    {"voxels", c.voxels},
                    {"difference", c.difference.value},
                    {"low", c.difference.low},
                    {"high", c.difference.high},
                    {"p", number(c.p)}});
  }
  return rows;
}

bool wanted(const recipe::Compare& compare, const std::string& a, const std::string& b) {
  if (compare.pairs.empty()) return true;
  return std::any_of(compare.pairs.begin(), compare.pairs.end(), [&](const auto& p) {
    return (p.first == a && p.second == b) || (p.first == b && p.second == a);
  });
}

}  // namespace

bool zscores_test(const plan::Study& study, const align::RowPlan& rows) {
  const auto& split = study.recipe.data.split;
  return split.average_repeats && split.zscore_after_average &&
         align::most_repeats(rows.test) > 1;
}

void execute_significance(const Job& job) {
  const auto& options = job.study.recipe.stats.significance;
  const Tested tested(job, job.task.model);
  // One set of orders a subject: every model is tested by the same draws.
  const std::string name = "significance/" + job.study.dataset.subjects[job.task.subject].id;
  const stats::BlockOrders orders(align::runs_of(tested.rows().test), options.block_tr,
                                  options.draws, base::seed_for(job.study.recipe.seed, name));
  if (orders.possible() < options.draws)
    job.warn(fmt::format("{}: the test rows make {} blocks of {} rows, which have only {:.0f} orders: "
                         "no p below {:.3g} is possible; make stats.significance.block_tr smaller",
                         name, orders.blocks().size(), options.block_tr, orders.possible(),
                         1 / orders.possible()));
  base::MatrixD p(tested.voxels(), 1);
  tested.for_each_block(job.progress, [&](Index first, const auto& y, const auto& predicted) {
    p.middleRows(first, y.cols()) = stats::p_values(orders, y, predicted);
  });
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "significance.h5", io::H5File::Mode::create);
  file.write("/p", p);
  file.close();
  writer.commit();
}

void execute_ceiling(const Job& job) {
  const auto responses = open_responses(job.study, job.plan, job.task.subject);
  const auto rows = row_plan(job.study, job.task.subject, job.task.model);
  const auto repeated_rows = align::most_repeated(rows.test);
  const int repeats = align::most_repeats(repeated_rows);
  base::MatrixD variance(responses->voxels(), 1), r_max(responses->voxels(), 1);
  for (Index first = 0; first < responses->voxels(); first += encode::kBlock) {
    base::check_stop();
    const Index count = std::min(encode::kBlock, responses->voxels() - first);
    const base::MatrixF volumes = responses->read(first, count);
    std::vector<base::MatrixF> repeated;
    for (int r = 0; r < repeats; ++r)
      repeated.push_back(align::average_repeat(repeated_rows, volumes, r));
    const auto ceiling = stats::noise_ceiling(repeated);
    variance.middleRows(first, count) = ceiling.explainable_variance;
    r_max.middleRows(first, count) = ceiling.r_max;
    base::report(job.progress,
                 static_cast<double>(first + count) / static_cast<double>(responses->voxels()));
  }
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "ceiling.h5", io::H5File::Mode::create);
  file.write("/explainable_variance", variance);
  file.write("/r_max", r_max);
  file.close();
  writer.commit();
}

void execute_compare(const Job& job) {
  const auto& study = job.study;
  const auto& options = study.recipe.stats.compare;
  auto numbered = number_regions(regions(study, job.plan, job.task.subject));
  for (const auto m : study.models) {
    const auto r = Tested(job, m).r();
    for (Index v = 0; v < r.size(); ++v)
      if (!std::isfinite(r(v))) numbered.use[static_cast<std::size_t>(v)] = 0;
  }
  std::vector<stats::RoiDraws> drawn;
  for (std::size_t i = 0; i < study.models.size(); ++i) {
    const auto n = static_cast<double>(study.models.size());
    drawn.push_back(draws(job, study.models[i], numbered,
                          base::slice(job.progress, static_cast<double>(i) / n,
                                      static_cast<double>(i + 1) / n)));
  }
  json out = {{"models", json::array()}, {"pairs", json::array()}};
  const auto append = [](json& list, const json& rows) {
    list.insert(list.end(), rows.begin(), rows.end());
  };
  const auto model_name = [&](std::size_t i) {
    return study.recipe.encode.models[study.models[i]].name;
  };
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    append(out["models"], model_rows(model_name(i), numbered, drawn[i], options.interval));
    for (std::size_t k = i + 1; k < drawn.size(); ++k)
      if (wanted(options, model_name(i), model_name(k)))
        append(out["pairs"], pair_rows(model_name(i), model_name(k), numbered, drawn[i], drawn[k],
                                       options.interval));
  }
  auto writer = study.store.begin(job.task.key, job.task.id);
  base::write_text(writer.folder() / "compare.json", out.dump());
  writer.commit();
}

}  // namespace encore::run
