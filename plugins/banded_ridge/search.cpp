#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace banded {
namespace {

// Targets that go through a fold together: products stay large, workspace in the cache.
constexpr Index kChunk = 1024;

template <class M>
void swap_columns(M& m, Index a, Index b) {
  if (m.cols() > 0) m.col(a).swap(m.col(b));
}

}  // namespace

template <class T>
Search<T>::Search(Space<T>& space, const SortedRows& rows, MatrixD gammas,
                  std::vector<double> alphas, bool intercept, Patience patience)
    : space_(space), rows_(rows), gammas_(std::move(gammas)), alphas_(std::move(alphas)),
      slope_(static_cast<Index>(alphas_.size())), intercept_(intercept), patience_(patience) {
  // Larger penalties win ties: himalaya adds this slope to the scores.
  for (Index a = 0; a < slope_.size(); ++a)
    slope_(a) = 1e-10 * std::log(alphas_[static_cast<std::size_t>(a)]);
}

template <class T>
Best Search<T>::run(Block<T>& block, const std::vector<char>& valid, unsigned threads,
                    const std::function<void(double)>& progress) {
  const std::size_t targets = valid.size();
  Best best{std::vector<Index>(targets, -1), std::vector<Index>(targets, 0),
            std::vector<double>(targets, -std::numeric_limits<double>::infinity()),
            std::vector<Index>(targets, 0)};
  active_ = static_cast<Index>(targets);
  retain(block, [&](std::size_t t) { return valid[t] != 0; });
  const std::size_t folds = rows_.folds().size();
  for (Index d = 0; d < gammas_.cols() && active_ > 0; ++d) {
    scores_.setZero(static_cast<Index>(alphas_.size()), active_);
    for (std::size_t f = 0; f < folds; ++f) {
      progress((static_cast<double>(d) + static_cast<double>(f) / static_cast<double>(folds)) /
               static_cast<double>(gammas_.cols()));
      const FoldScorer<T> scorer = space_.open_fold(gammas_.col(d), f);
      score_fold(scorer, f, block, threads);
    }
    scores_ /= static_cast<double>(folds);
    take_gains(d, block, best);
    if (patience_.draws > 0)
      retain(block, [&](std::size_t t) { return d - best.last_gain[t] < patience_.draws; });
  }
  return best;
}

template <class T>
void Search<T>::score_fold(const FoldScorer<T>& scorer, std::size_t fold, const Block<T>& block,
                           unsigned threads) {
  for (Index first = 0; first < active_; first += kChunk) {
    const Index count = std::min(kChunk, active_ - first);
    space_.rotate(block, first, count, threads, rotated_);
    const FoldMoments moments{block.moments.sum.middleCols(first, count),
                              block.moments.squares.middleCols(first, count),
                              block.moments.variance.middleCols(first, count)};
    cross_validation_.add_scores(scorer, static_cast<Index>(fold), rotated_, moments, intercept_,
                                 threads, scores_.middleCols(first, count));
  }
}

template <class T>
void Search<T>::take_gains(Index draw, const Block<T>& block, Best& best) const {
  for (Index column = 0; column < active_; ++column) {
    const auto t = static_cast<std::size_t>(block.target[static_cast<std::size_t>(column)]);
    Index alpha = 0;
    for (Index a = 1; a < scores_.rows(); ++a)
      if (scores_(a, column) + slope_(a) > scores_(alpha, column) + slope_(alpha)) alpha = a;
    const double score = scores_(alpha, column);
    if (!(score > best.score[t])) continue;
    if (score > best.score[t] + patience_.min_gain) best.last_gain[t] = draw;
    best.draw[t] = draw;
    best.alpha[t] = alpha;
    best.score[t] = score;
  }
}

template <class T>
void Search<T>::retain(Block<T>& block, const std::function<bool(std::size_t)>& goes_on) {
  for (Index column = 0; column < active_;) {
    auto& target = block.target[static_cast<std::size_t>(column)];
    if (goes_on(static_cast<std::size_t>(target))) {
      ++column;
      continue;
    }
    const Index last = --active_;
    std::swap(target, block.target[static_cast<std::size_t>(last)]);
    for (auto& part : block.parts) swap_columns(part, column, last);
    swap_columns(block.total, column, last);
    for (MatrixD* m : {&block.moments.sum, &block.moments.squares, &block.moments.variance})
      swap_columns(*m, column, last);
  }
}

template class Search<float>;
template class Search<double>;

}  // namespace banded
