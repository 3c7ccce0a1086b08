// core/results/resampled.hpp: r on parts of the data that were left out in turn (encode.evaluate).
#pragma once

#include <filesystem>
#include <vector>

#include "core/results/results.hpp"
#include "core/results/scores.hpp"

namespace encore::results {

// Reads what the task left and fills resampled, resampled_folds and held_out.
void add_resampled(const std::filesystem::path& folder, ModelResult& out);

// A region's mean r, fold by fold. se: standard deviation over folds / sqrt(folds). NaN where no
// voxel has a score.
struct OverFolds {
  double mean = 0, se = 0, lowest = 0;
};
OverFolds over_folds(const ModelResult& model, const std::vector<base::Index>& voxels);

// Their rows of scores.tsv.
void add_resampled_scores(const Results& results, const SubjectResult& subject,
                          std::vector<Score>& out);

// resampled.tsv: the mean r of each region in each fold. "" where nothing was resampled.
std::string resampled_tsv(const Results& results);

}  // namespace encore::results
