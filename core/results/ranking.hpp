// core/results/ranking.hpp: ranking.tsv, the models of each subject and region in order, with ties.
#pragma once

#include <string>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

struct Ranked {
  std::string subject, region, model;
  int place = 0;  // by mean r, from 1
  // 1 + the number of models that are better beyond doubt (q <= level), and at least the rank of
  // the place before.
  int rank = 0;
  long voxels = 0;
  double mean = 0, low = 0, high = 0;  // with the bootstrap interval
  std::vector<std::string> tied;       // models from which the difference has q > level
  std::vector<std::string> unknown;    // models with which it was not compared
};

// Subject by subject, region by region, best first.
std::vector<Ranked> ranking(const Results& results);
std::string to_tsv(const std::vector<Ranked>& ranking);

}  // namespace encore::results
