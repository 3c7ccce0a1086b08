#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "plugins/linear/steps.hpp"
#include "plugins/linear/threads.hpp"

namespace banded {

template <class T>
Search<T>::Search(const encore::Call& call, const Space<T>& space, const SortedRows& rows,
                  const MatrixD& gammas, const linear::Options& ridge, Patience patience)
    : call_(call),
      space_(space),
      rows_(rows),
      gammas_(gammas),
      ridge_(ridge),
      slope_(static_cast<Index>(ridge.alphas.size())),
      patience_(patience) {
  // Larger penalties win ties: himalaya adds this slope to the scores.
  for (Index a = 0; a < slope_.size(); ++a)
    slope_(a) = 1e-10 * std::log(ridge.alphas[static_cast<std::size_t>(a)]);
}

template <class T>
Best Search<T>::run(encore::View y) {
  const auto targets = static_cast<std::size_t>(y.cols());
  Best best{std::vector<Index>(targets, -1), std::vector<Index>(targets, 0),
            std::vector<double>(targets, -std::numeric_limits<double>::infinity()),
            std::vector<Index>(targets, 0)};
  std::vector<Index> active(targets);
  std::iota(active.begin(), active.end(), Index{0});
  const unsigned threads = call_.max_threads();
  for (Index d = 0; d < gammas_.cols() && !active.empty(); ++d) {
    open_folds_of(d);
    const auto n = static_cast<Index>(active.size());
    desks_.resize(static_cast<std::size_t>(linear::workers(threads, linear::chunks(n))));
    linear::Steps steps(call_, "search", linear::chunks(n), share(d), share(d + 1));
    linear::for_chunks(threads, n, [&](Index first, Index count, Index worker) {
      const auto columns = std::span<const Index>(active).subspan(static_cast<std::size_t>(first),
                                                                  static_cast<std::size_t>(count));
      score(y, d, columns, desks_[static_cast<std::size_t>(worker)], best);
      steps.advance();
    });
    open_.erase(open_.begin(), open_.begin() + static_cast<long>(rows_.folds().size()));
    std::erase_if(active, [&](Index target) {
      const auto t = static_cast<std::size_t>(target);
      return best.draw[t] < 0 || (patience_.draws > 0 && d - best.last_gain[t] >= patience_.draws);
    });
  }
  return best;
}

template <class T>
void Search<T>::open_folds_of(Index draw) {
  const auto folds = static_cast<Index>(rows_.folds().size());
  const unsigned threads = call_.max_threads();
  while (opened_ < (draw + 1) * folds) {
    const Index more = std::min(linear::workers(threads, folds), gammas_.cols() * folds - opened_);
    const std::size_t before = open_.size();
    open_.resize(before + static_cast<std::size_t>(more));
    linear::for_tasks(threads, more, [&](Index task, Index) {
      const Index next = opened_ + task;
      open_[before + static_cast<std::size_t>(task)] =
          space_.open_fold(gammas_.col(next / folds), static_cast<std::size_t>(next % folds));
      call_.progress(share(draw), "search");
    });
    opened_ += more;
  }
}

template <class T>
void Search<T>::score(encore::View y, Index draw, std::span<const Index> columns, Desk& desk,
                      Best& best) const {
  auto& targets = desk.responses.targets;
  targets.read(y, columns, rows_, ridge_.intercept);
  space_.project(desk.responses);
  const std::size_t folds = rows_.folds().size();
  desk.scores.setZero(slope_.size(), static_cast<Index>(columns.size()));
  for (std::size_t f = 0; f < folds; ++f) {
    open_[f]->rotate(desk.responses, desk.rotated);
    desk.cross_validation.add_scores(open_[f]->scorer(), static_cast<Index>(f), desk.rotated,
                                     targets.moments, ridge_.intercept, desk.scores);
  }
  desk.scores /= static_cast<double>(folds);
  take_gains(draw, columns, desk, best);
}

template <class T>
void Search<T>::take_gains(Index draw, std::span<const Index> columns, const Desk& desk,
                           Best& best) const {
  const MatrixD& scores = desk.scores;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (desk.responses.targets.valid[i] == 0) continue;
    const auto t = static_cast<std::size_t>(columns[i]);
    const auto column = static_cast<Index>(i);
    Index alpha = 0;
    for (Index a = 1; a < scores.rows(); ++a)
      if (scores(a, column) + slope_(a) > scores(alpha, column) + slope_(alpha)) alpha = a;
    const double score = scores(alpha, column);
    if (!(score > best.score[t])) continue;
    if (score > best.score[t] + patience_.min_gain) best.last_gain[t] = draw;
    best.draw[t] = draw;
    best.alpha[t] = alpha;
    best.score[t] = score;
  }
}

template class Search<float>;
template class Search<double>;

}  // namespace banded
