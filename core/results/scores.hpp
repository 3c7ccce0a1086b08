// core/results/scores.hpp: scores.tsv, the long table of a run (docs/results.md).
#pragma once

#include <string>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

struct Score {
  std::string subject, stage, model, roi, metric;
  double value = 0;
  long n = 0;
  std::optional<double> se, p, q;
};

std::vector<Score> scores(const Results& results);
std::string to_tsv(const std::vector<Score>& scores);

}  // namespace encore::results
