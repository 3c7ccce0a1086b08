// plugins/banded_ridge/search.hpp: for each voxel the best of all draws and penalties.
//
// Draws come one after another; a voxel changes only for a draw that scores higher, so of equal
// draws the first wins, and of equal penalties the larger. A voxel's search ends when `patience`
// draws in a row gained it less than `min_gain`: a rule about that voxel alone, so that results do
// not depend on which voxels share a block. Not thread-safe.
#pragma once

#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "space.hpp"

namespace banded {

struct Patience {
  std::int64_t draws = 0;  // 0: every voxel tries every draw
  double min_gain = 0;     // of the mean R² over folds
};

// One value a target.
struct Best {
  std::vector<Index> draw;   // -1: none, the target has no meaningful fit
  std::vector<Index> alpha;  // place in the grid
  std::vector<double> score;
  std::vector<Index> last_gain;  // the last draw that gained `min_gain`
};

template <class T>
class Search {
 public:
  // All must outlive the search. gammas: bands x draws.
  Search(const encore::Call& call, const Space<T>& space, const SortedRows& rows,
         const MatrixD& gammas, const linear::Options& ridge, Patience patience);

  // Calls progress up to 0.95.
  Best run(encore::View y);

 private:
  // What one thread works with.
  struct Desk {
    Responses<T> responses;
    Rotated<T> rotated;
    linear::CrossValidation<T> cross_validation;
    MatrixD scores;  // penalties x targets
  };

  double share(Index draw) const {
    return 0.95 * static_cast<double>(draw) / static_cast<double>(gammas_.cols());
  }
  void open_folds_of(Index draw);
  void score(encore::View y, Index draw, std::span<const Index> columns, Desk& desk,
             Best& best) const;
  void take_gains(Index draw, std::span<const Index> columns, const Desk& desk, Best& best) const;

  const encore::Call& call_;
  const Space<T>& space_;
  const SortedRows& rows_;
  const MatrixD& gammas_;
  const linear::Options& ridge_;
  VectorD slope_;
  Patience patience_;

  // Folds that are open, in the order of draws and folds; decompositions take a thread each, so
  // some of the next draw are made with the last of this one.
  std::deque<std::unique_ptr<const OpenFold<T>>> open_;
  Index opened_ = 0;  // of all draws
  std::vector<Desk> desks_;
};

}  // namespace banded
