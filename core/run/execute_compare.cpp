// Comparison of models, by regions and by voxels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/random.hpp"
#include "core/plan/test_orders.hpp"
#include "core/run/numbered_regions.hpp"
#include "core/run/tested.hpp"
#include "core/stats/clip_cross.hpp"
#include "core/stats/compare.hpp"
#include "core/stats/orders.hpp"
#include "core/stats/paired.hpp"
#include "core/stats/stretches.hpp"

namespace encore::run {
namespace {

using base::Index;
using nlohmann::json;

template <class T>
std::vector<T> part(const std::vector<T>& all, Index first, Index count) {
  return {all.begin() + first, all.begin() + first + count};
}

// What the bootstrap draws: stretches of clips, or blocks of rows where the data set knows no
// clips. As many clips together for every model as for the first, though their windows differ.
std::vector<std::int32_t> units(const Job& job, const align::RowPlan& rows,
                                const align::RowPlan& first) {
  const auto& stats = job.study.recipe.stats;
  if (plan::has_clips(rows.test)) {
    const auto together = plan::block_clips(stats.compare.block_clips, first.test);
    return plan::joined_clips(static_cast<int>(together), rows.test).unit;
  }
  const auto block = plan::block_rows(stats.significance.block_tr, first.test);
  return stats::place_labels(stats::block_orders(align::runs_of(rows.test), block, 1, 0));
}

// What a group's result generalises over: clips, else the same blocks.
std::vector<std::int32_t> clip_labels(const Job& job, const align::RowPlan& rows) {
  return plan::has_clips(rows.test) ? align::clips_of(rows.test) : units(job, rows, rows);
}

json number(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

json model_rows(const std::string& model, const NumberedRegions& regions, const stats::RoiDraws& d,
                double width, Index units) {
  json rows = json::array();
  for (std::size_t r = 0; r < regions.names.size(); ++r) {
    const auto i = stats::roi_mean(d, static_cast<Index>(r), width, units);
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

// Two models, by their place in Study::models.
struct Pair {
  std::size_t a, b;
  stats::RoiDraws swapped;        // with test: permutation
  stats::VoxelDifference voxels;  // with by: voxel
};

bool wanted(const recipe::Compare& compare, const std::string& a, const std::string& b) {
  if (compare.pairs.empty()) return true;
  return std::any_of(compare.pairs.begin(), compare.pairs.end(), [&](const auto& p) {
    return (p.first == a && p.second == b) || (p.first == b && p.second == a);
  });
}

// All models of a subject, side by side, block of voxels by block. Those at a single delay stand
// behind the others and are in no pair.
class Compared {
 public:
  Compared(const Job& job, NumberedRegions regions)
      : job_(job), options_(job.study.recipe.stats.compare), regions_(std::move(regions)) {
    models_ = job.study.models;
    compared_ = models_.size();
    for (const auto m : job.study.parts)
      if (job.study.recipe.encode.models[m].delay_tr) models_.push_back(m);
    for (const auto m : models_) tested_.push_back(std::make_unique<Tested>(job, m));
    leave_out_nan();
    const auto seed = base::seed_for(job.study.recipe.seed,
                                     "compare/" + job.study.dataset.subjects[job.task.subject].id);
    for (std::size_t i = 0; i < compared_; ++i)
      crosses_.emplace_back(clip_labels(job, tested_[i]->rows()), rois());
    for (const auto& t : tested_) {
      const auto unit = units(job, t->rows(), tested_.front()->rows());
      stretches_.push_back(stats::members(unit, clip_labels(job, t->rows())));
      bootstraps_.emplace_back(unit, options_.draws, seed);
      drawn_.emplace_back(rois(), options_.draws);
    }
    swaps_ = std::make_unique<stats::ClipSwaps>(bootstraps_.front().clips(), options_.draws,
                                                base::seed_for(seed, "swaps"));
    for (std::size_t i = 0; i < compared_; ++i)
      for (std::size_t k = i + 1; k < compared_; ++k)
        if (wanted(options_, name(i), name(k)) && scored_[i] && scored_[k])
          pairs_.push_back({i, k, stats::RoiDraws(rois(), options_.draws), {}});
    for (auto& p : pairs_)
      for (auto* v : {&p.voxels.value, &p.voxels.low, &p.voxels.high, &p.voxels.p})
        v->resize(by_voxel() ? voxels() : 0);
  }

  void all() {
    for (Index first = 0; first < voxels(); first += encode::kBlock) {
      base::check_stop();
      const Index count = std::min(encode::kBlock, voxels() - first);
      std::vector<stats::ClipSums> sums;
      for (std::size_t i = 0; i < tested_.size(); ++i) {
        const auto y = tested_[i]->responses(first, count);
        const auto predicted = tested_[i]->predictions(first, count);
        sums.push_back(bootstraps_[i].sums(y, predicted));
        if (i < compared_)
          crosses_[i].add(y, predicted, part(regions_.of_voxel, first, count),
                          part(use_[i], first, count));
        bootstraps_[i].add(sums[i], part(regions_.of_voxel, first, count),
                           part(use_[i], first, count), drawn_[i]);
      }
      for (auto& pair : pairs_) add(pair, sums, first, count);
      base::report(job_.progress,
                   static_cast<double>(first + count) / static_cast<double>(voxels()));
    }
    for (auto& draws : drawn_) join_sets(regions_, draws);
    for (auto& pair : pairs_) join_sets(regions_, pair.swapped);
  }

  json rows() const {
    json out = {{"models", json::array()}, {"delays", json::array()}, {"pairs", json::array()}};
    for (std::size_t i = 0; i < drawn_.size(); ++i)
      for (auto& row :
           model_rows(name(i), regions_, drawn_[i], options_.interval, bootstraps_[i].clips()))
        out[i < compared_ ? "models" : "delays"].push_back(row);
    for (const auto& pair : pairs_)
      for (auto& row : pair_rows(pair)) out["pairs"].push_back(row);
    for (std::size_t i = 0; i < crosses_.size(); ++i) out["tables"].push_back(name(i));
    out["regions"] = regions_.names;
    if (!by_voxel()) return out;
    out["voxels"] = json::array();
    for (const auto& pair : pairs_) out["voxels"].push_back({name(pair.a), name(pair.b)});
    return out;
  }

  // One group a pair, by its number in rows()["voxels"].
  void write_voxels(io::H5File& file) const {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const auto& d = pairs_[i].voxels;
      const auto put = [&](const char* what, const base::VectorD& values) {
        file.write(fmt::format("/{}/{}", i, what), base::MatrixD(values));
      };
      put("difference", d.value);
      put("low", d.low);
      put("high", d.high);
      put("p", d.p);
    }
  }
  // For the group: one table of clips a model, by its number in rows()["tables"].
  void write_clips(io::H5File& file) const {
    for (std::size_t i = 0; i < crosses_.size(); ++i) {
      const auto& cross = crosses_[i];
      const auto clips = static_cast<Index>(cross.clips().size());
      base::MatrixF tables(clips * clips, static_cast<Index>(regions_.names.size()));
      for (Index r = 0; r < tables.cols(); ++r)
        tables.col(r) = table_of(regions_, cross, r).cast<float>().reshaped();
      file.write(fmt::format("/{}/r", i), tables);
      file.write_ints(fmt::format("/{}/clips", i), {cross.clips().begin(), cross.clips().end()});
      file.write_ints(fmt::format("/{}/rows", i), {cross.rows().begin(), cross.rows().end()});
      write_stretches(fmt::format("/{}", i), stretches_[i], file);
    }
  }
  bool by_voxel() const { return options_.by_voxel; }

 private:
  // Clip after clip, and how many each stretch has.
  static void write_stretches(const std::string& group,
                              const std::vector<std::vector<std::int32_t>>& stretches,
                              io::H5File& file) {
    std::vector<std::int64_t> clips, lengths;
    for (const auto& list : stretches) {
      clips.insert(clips.end(), list.begin(), list.end());
      lengths.push_back(static_cast<std::int64_t>(list.size()));
    }
    file.write_ints(group + "/stretch_clips", clips);
    file.write_ints(group + "/stretch_lengths", lengths);
  }

  Index rois() const { return static_cast<Index>(regions_.names.size()) - 1; }
  Index voxels() const { return tested_.front()->voxels(); }
  bool swaps() const { return options_.test == recipe::Compare::Test::permutation; }
  const std::string& name(std::size_t i) const {
    return job_.study.recipe.encode.models[models_[i]].name;
  }

  // Means are over the voxels that every compared model can score, and at a single delay that one
  // as well. A model that has no r at all, of a constant, is compared with none.
  void leave_out_nan() {
    std::vector<char> all(static_cast<std::size_t>(voxels()), 1);
    use_.resize(tested_.size());
    for (std::size_t i = 0; i < tested_.size(); ++i) {
      if (i >= compared_) use_[i] = all;
      auto& use = i < compared_ ? all : use_[i];
      const auto r = tested_[i]->r();
      scored_.push_back(r.array().isFinite().any());
      if (!scored_.back()) continue;
      for (Index v = 0; v < r.size(); ++v)
        if (!std::isfinite(r(v))) use[static_cast<std::size_t>(v)] = 0;
    }
    std::fill_n(use_.begin(), compared_, all);
  }

  void add(Pair& pair, const std::vector<stats::ClipSums>& sums, Index first, Index count) const {
    const auto &a = sums[pair.a], &b = sums[pair.b];
    stats::VoxelDifference d;
    if (by_voxel()) {
      d = stats::compare_voxels(bootstraps_[pair.a], a, b, options_.interval);
      pair.voxels.value.segment(first, count) = d.value;
      pair.voxels.low.segment(first, count) = d.low;
      pair.voxels.high.segment(first, count) = d.high;
    }
    if (swaps())
      d.p = swaps_->test(a, b, part(regions_.of_voxel, first, count),
                         part(use_.front(), first, count), pair.swapped);
    if (by_voxel()) pair.voxels.p.segment(first, count) = d.p;
  }

  json pair_rows(const Pair& pair) const {
    json rows = json::array();
    for (std::size_t r = 0; r < regions_.names.size(); ++r) {
      const auto roi = static_cast<Index>(r);
      const auto c = stats::compare(drawn_[pair.a], drawn_[pair.b], roi, options_.interval,
                                    bootstraps_[pair.a].clips());
      if (!std::isfinite(c.difference.value)) continue;
      rows.push_back({{"a", name(pair.a)},
                      {"b", name(pair.b)},
                      {"region", regions_.names[r]},
                      {"voxels", c.voxels},
                      {"difference", c.difference.value},
                      {"low", c.difference.low},
                      {"high", c.difference.high},
                      {"se", c.difference.se},
                      {"p", number(swaps() ? stats::swap_p(pair.swapped, roi) : c.p)}});
    }
    return rows;
  }

  const Job& job_;
  const recipe::Compare& options_;
  NumberedRegions regions_;
  std::vector<std::size_t> models_;  // of the recipe
  std::size_t compared_ = 0;         // the first so many of them
  std::vector<std::unique_ptr<Tested>> tested_;
  std::vector<bool> scored_;            // of each model: some voxel has an r
  std::vector<std::vector<char>> use_;  // of each model: voxels that count in means
  std::vector<std::vector<std::vector<std::int32_t>>>
      stretches_;                                 // of each model: clips that move together
  std::vector<stats::ClipBootstrap> bootstraps_;  // of each model: the same draws of the same clips
  std::vector<stats::ClipCross> crosses_;         // of each compared model
  std::unique_ptr<stats::ClipSwaps> swaps_;
  std::vector<stats::RoiDraws> drawn_;
  std::vector<Pair> pairs_;
};

}  // namespace

void execute_compare(const Job& job) {
  Compared compared(job, number_regions(regions(job.study, job.plan, job.task.subject),
                                        job.study.recipe.data.atlas));
  compared.all();
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  base::write_text(writer.folder() / "compare.json", compared.rows().dump());
  io::H5File clips(writer.folder() / "clips.h5", io::H5File::Mode::create);
  compared.write_clips(clips);
  clips.close();
  if (compared.by_voxel()) {
    io::H5File file(writer.folder() / "compare.h5", io::H5File::Mode::create);
    compared.write_voxels(file);
    file.close();
  }
  writer.commit();
}

}  // namespace encore::run
