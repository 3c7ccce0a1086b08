// core/results/results.hpp: everything a run found, in memory, before it is written.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/data/roi_groups.hpp"
#include "core/plan/plan.hpp"
#include "core/run/run.hpp"
#include "core/stats/group.hpp"
#include "core/stats/overlap.hpp"
#include "core/stats/shared_clips.hpp"

namespace encore::results {

// What one band brings to a model of several; one value a voxel, empty where it was not computed.
struct BandResult {
  std::string feature;
  base::VectorD split;   // product measure; the bands add up to r2
  base::VectorD unique;  // r2 less that of the model without this band
};

// The part of a joint model's r2 that exactly these bands can bring; one value a voxel.
struct CommonPart {
  std::string name;  // "music&text"
  std::size_t bands = 0;
  base::VectorD r2;
};

// How far a permutation test can go.
struct Reach {
  double orders = 0;  // of the test rows, which may be fewer than the draws
  double smallest_p = 0;
  double smallest_q = 0;  // when every voxel has the smallest p
  std::string remedy;     // for too few orders
  // Voxels with the smallest p, where the correction lets none of any p pass but would with more
  // draws, or with more orders where these are fewer.
  long undecided = 0;
  // With a stepwise correction: voxels that must have the smallest p before one of them passes,
  // and of how many.
  long needed = 0, voxels = 0;
  double end_p = 0;            // a voxel with no larger p has the smallest that these draws gave
  std::string orders_of = {};  // what changes place: plan::describe()
};

// One model of one subject; every vector has one value a voxel, empty where it was not computed.
// A fold of encode.evaluate.
struct HeldOut {
  std::string name;  // run, or value of the column; "" for others
  long training_rows = 0, test_rows = 0;
};

struct ModelResult {
  std::string name;
  recipe::Step step;  // of layers
  base::VectorD r, r2, cv_score, p, q, r_normalised;
  base::VectorD r_max;                       // ceiling of its own rows; NaN below the floor
  std::optional<Reach> reach;                // where significance was tested
  base::VectorD null_maxima;                 // highest r of each draw over voxels, not one a voxel
  base::MatrixF alpha;                       // bands x voxels
  base::VectorD edge;                        // 1 where the penalty chosen ends the grid
  base::VectorD resampled;                   // mean r over the folds of encode.evaluate
  base::MatrixD resampled_folds;             // folds x voxels
  std::vector<HeldOut> held_out;             // of each of these folds
  std::vector<BandResult> bands;             // of a model of several features
  std::vector<CommonPart> common;            // where the recipe asks for commonality
  std::map<std::string, std::string> facts;  // solver, columns, rows, ...
  long dimensions = 0;                       // columns of its features before delays; 0: not known
};

// Two models in one region.
struct Comparison {
  std::string a, b, region;
  long voxels = 0;
  double difference = 0, low = 0, high = 0, p = 1;  // mean r of a minus mean r of b
  double q = 1;  // p corrected over regions and pairs of the subject
  double se = std::numeric_limits<double>::quiet_NaN();  // over clips
};

// Two models in every voxel; one value a voxel.
struct VoxelComparison {
  std::string a, b;
  base::VectorD difference, low, high, p, q;  // r of a minus r of b
};

// The mean score of one model in one region, with its bootstrap interval.
struct RegionScore {
  std::string model, region;
  long voxels = 0;
  double mean = 0, se = 0, low = 0, high = 0;
};

// The significant voxels of two models in one region.
struct RegionOverlap {
  std::string a, b, region;
  stats::Overlap found;
  stats::ShiftedOverlap shifted;
  double q = 1, q_shifted = 1;  // p corrected over regions and pairs of the subject
};

// In every voxel: 0 significant for neither model, 1 for a, 2 for b, 3 for both; NaN: not tested.
struct OverlapMap {
  std::string a, b;
  base::VectorD category;
};

// Test r of a model at one delay alone (encode.profile).
struct DelayResult {
  std::string model;
  int delay_tr = 0;
  base::VectorD r, r_normalised;  // the latter is empty in window mode, where rows differ
};

// One model in one region, each clip's responses by each clip's prediction.
struct ClipResult {
  std::string model, region;
  stats::ClipTable table;
};

struct SubjectResult {
  std::string id;
  std::size_t index = 0;              // in DataSet::subjects
  std::vector<std::string> region;    // of each voxel, "" outside of all
  std::vector<data::RegionSet> sets;  // of its regions
  base::VectorD explainable_variance, r_max;
  std::vector<ModelResult> models;
  std::vector<Comparison> comparisons;
  std::vector<VoxelComparison> voxel_comparisons;  // where the recipe compares by voxel
  std::vector<RegionScore> region_scores;
  std::vector<ClipResult> clip_tables;    // with stats.compare and other subjects
  std::vector<DelayResult> delays;        // model by model, in the order of the recipe
  std::vector<RegionScore> delay_scores;  // RegionScore::model is "mel@3"
  std::vector<RegionOverlap> overlaps;    // where the recipe asks for them
  std::vector<OverlapMap> overlap_maps;
};

// What subjects say together of a model in a region, or of two.
struct GroupRow {
  std::string region, a, b;  // b: "" for the mean r of a; else a less b
  int subjects = 0;
  stats::TTest t;
  stats::SignFlip flip;
  stats::RandomEffects pooled;
  double p_clips = std::numeric_limits<double>::quiet_NaN();  // over clips; NaN: not known
  double q_t = 1, q_flip = 1, q_clips = 1;  // corrected over regions and models, or pairs
  int positive = 0;                         // subjects with a value above 0
  int above = 0, below = 0;  // whose own interval over clips is; -1: not compared over clips
  int significant = -1;      // in which the region is above chance (chance.hpp); -1: not tested
  int best = -1;             // in which a has the highest mean; -1: a difference

  // Of a mean above 0 for a model; of any difference for two.
  double p_t() const { return b.empty() ? t.p.greater : t.p.two_sided; }
  double p_flip() const { return b.empty() ? flip.p.greater : flip.p.two_sided; }
};

struct Results {
  std::vector<SubjectResult> subjects;
  std::vector<std::string> regions;   // sorted by name; "whole-brain" last
  std::vector<data::RegionSet> sets;  // those of which some subject has a region
  std::vector<std::string> models;    // in the order of the recipe
  bool has_added_controls = false;    // models that encode.controls added by itself
  std::vector<std::string> warnings;  // of the fits: constant voxels, penalties at the edge
  double q_level = 0.05;              // of significance
  recipe::Significance::Correct correct = recipe::Significance::Correct::bh;  // of significance
  double compare_level = 0.05;                                                // of comparisons
  double overlap_level = 0.05;  // of an overlap beyond chance
  double ceiling_floor = 0.05;  // explainable variance below which r is not normalised
  std::string ceiling_method;   // the recipe's word
  double group_level = 0.05;    // of the group
  std::vector<GroupRow> group;  // empty for fewer than two subjects
  std::size_t significance_draws = 0;
  bool simulated = false;
};

inline constexpr const char* kWholeBrain = "whole-brain";

// nullptr where its task failed.
const ModelResult* find_model(const SubjectResult& subject, const std::string& name);
// Reads what the tasks left in the store; models whose task failed are absent.
Results collect(const plan::Study& study, const plan::Plan& plan, const run::Outcome& outcome);

}  // namespace encore::results
