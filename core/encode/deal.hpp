// core/encode/deal.hpp: which rows test and which train when parts of the data are left out in
// turn.
//
//   auto fold = deal(labels, 5, seed);  // of each row; rows of one label stay together
//   for (const auto& f : left_out(rows, places, fold, 5, 4)) fit(f.train), predict(f.test);
//
// Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/align/design.hpp"

namespace encore::encode {

using base::Index;

// The fold of each row, -1 for a row without a label (""), which always trains. Labels are shuffled
// and each goes to the fold that has the fewest rows by then. Throws base::Error when there are
// fewer labels than folds.
std::vector<int> deal(const std::vector<std::string>& label, int folds, std::uint64_t seed);

struct LeftOut {
  std::vector<Index> train, test;  // rows, ascending
  std::string name;                // of what is tested, "" where it has none
  Index near = 0;                  // rows that do neither, since a tested row is too near
};

// A row trains in a fold unless it is tested there, or a volume of it is at most `gap` volumes from
// a tested one in the same run: delays and the response carry over that far.
std::vector<LeftOut> left_out(const std::vector<align::FitRow>& rows,
                              const std::vector<align::Place>& places, const std::vector<int>& fold,
                              int folds, Index gap);

}  // namespace encore::encode
