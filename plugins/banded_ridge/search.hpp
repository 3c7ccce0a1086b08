// plugins/banded_ridge/search.hpp: for each voxel the best of all draws and penalties.
//
// Draws come one after another; a voxel changes only for a draw that scores higher, so of equal
// draws the first wins, and of equal penalties the larger. A voxel's search ends when `patience`
// draws in a row gained it less than `min_gain`: a rule about that voxel alone, so that results do
// not depend on which voxels share a block. Not thread-safe.
#pragma once

#include <functional>
#include <vector>

#include "space.hpp"

namespace banded {

struct Patience {
  std::int64_t draws = 0;  // 0: every voxel tries every draw
  double min_gain = 0;     // of the mean R² over folds
};

// One value a target.
struct Best {
  std::vector<Index> draw;       // -1: none yet
  std::vector<Index> alpha;      // place in the grid
  std::vector<double> score;
  std::vector<Index> last_gain;  // the last draw that gained `min_gain`
};

template <class T>
class Search {
 public:
  Search(Space<T>& space, const SortedRows& rows, MatrixD gammas, std::vector<double> alphas,
         bool intercept, Patience patience);

  // Orders the columns of `block` anew. Targets that are not `valid` are not searched. `progress`
  // gets 0..1.
  Best run(Block<T>& block, const std::vector<char>& valid, unsigned threads,
           const std::function<void(double)>& progress);

 private:
  void score_fold(const FoldScorer<T>& scorer, std::size_t fold, const Block<T>& block,
                  unsigned threads);
  void take_gains(Index draw, const Block<T>& block, Best& best) const;
  // Moves the columns that go on searching to the front.
  void retain(Block<T>& block, const std::function<bool(std::size_t target)>& goes_on);

  Space<T>& space_;
  const SortedRows& rows_;
  MatrixD gammas_;
  std::vector<double> alphas_;
  VectorD slope_;
  bool intercept_;
  Patience patience_;

  Index active_ = 0;  // columns in front that are searched
  MatrixD scores_;    // penalties x active columns
  linear::CrossValidation<T> cross_validation_;
  Rotated<T> rotated_;
};

}  // namespace banded
