#include "core/stats/shared_clips.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/base/random.hpp"
#include "core/stats/group.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Clips = std::vector<std::int32_t>;
using Subjects = std::vector<const ClipTable*>;

// The stretches of all clips that some subject heard, those of one clip as well. Each clip alone
// where subjects do not agree.
std::vector<Clips> stretches_of(const Subjects& subjects) {
  std::set<std::int32_t> heard;
  for (const auto* s : subjects)
    for (const auto c : s->clips)
      if (c >= 0) heard.insert(c);
  std::vector<Clips> alone;
  for (const auto c : heard) alone.push_back({c});
  std::map<std::int32_t, Clips> stretch;
  for (const auto* s : subjects) {
    const std::set<std::int32_t> here(s->clips.begin(), s->clips.end());
    std::map<std::int32_t, Clips> own;
    for (const auto c : s->clips) own[c] = {c};
    for (const auto& list : s->stretches)
      for (const auto c : list) own[c] = list;
    for (const auto& [clip, list] : own) {
      if (clip < 0) continue;
      for (const auto c : list)
        if (!here.contains(c)) return alone;
      if (stretch.try_emplace(clip, list).first->second != list) return alone;
    }
  }
  std::vector<Clips> out;
  for (const auto& [clip, list] : stretch)
    if (list.front() == clip) out.push_back(list);
  return out;
}

// A table whose stretches change places within classes.
struct Movable {
  base::MatrixD r;
  std::vector<std::vector<Index>> classes;  // of two stretches or more
};

// The place of each clip in each subject; of clips that all of them heard.
std::map<std::int32_t, std::vector<Index>> common_clips(const Subjects& subjects) {
  std::map<std::int32_t, std::vector<Index>> places;
  for (const auto* s : subjects)
    for (std::size_t c = 0; c < s->clips.size(); ++c)
      if (s->clips[c] >= 0) places[s->clips[c]].push_back(static_cast<Index>(c));
  std::erase_if(places, [&](const auto& p) { return p.second.size() != subjects.size(); });
  return places;
}

// Stretches of clips that all of these subjects heard, in one table: the mean over them, times
// `weight`.
Movable together(const Subjects& subjects, double weight) {
  const auto places = common_clips(subjects);
  auto stretches = stretches_of(subjects);
  std::erase_if(stretches, [&](const Clips& list) {
    return std::any_of(list.begin(), list.end(), [&](auto c) { return !places.contains(c); });
  });
  const auto n = static_cast<Index>(stretches.size());
  Movable out{base::MatrixD::Zero(n, n), {}};
  std::map<std::vector<Index>, std::vector<Index>> alike;  // rows of each clip and subject
  for (Index i = 0; i < n; ++i) {
    std::vector<Index> rows;
    for (const auto c : stretches[static_cast<std::size_t>(i)])
      for (std::size_t s = 0; s < subjects.size(); ++s)
        rows.push_back(subjects[s]->rows[static_cast<std::size_t>(places.at(c)[s])]);
    alike[rows].push_back(i);
  }
  for (auto& [rows, members] : alike) {
    for (const auto i : members)
      for (const auto k : members) {
        const auto &at = stretches[static_cast<std::size_t>(i)],
                   &from = stretches[static_cast<std::size_t>(k)];
        for (std::size_t c = 0; c < at.size(); ++c)
          for (std::size_t s = 0; s < subjects.size(); ++s)
            out.r(i, k) += weight * static_cast<double>(
                                        subjects[s]->r(places.at(at[c])[s], places.at(from[c])[s]));
      }
    if (members.size() > 1) out.classes.push_back(std::move(members));
  }
  return out;
}

// The sum over moved stretches in a random order.
double drawn(const Movable& m, base::Random& random) {
  double sum = 0;
  for (auto order : m.classes) {
    const auto places = order;
    random.shuffle(order);
    for (std::size_t i = 0; i < order.size(); ++i) sum += m.r(places[i], order[i]);
  }
  return sum;
}

double observed(const Movable& m) {
  double sum = 0;
  for (const auto& members : m.classes)
    for (const auto i : members) sum += m.r(i, i);
  return sum;
}

}  // namespace

double shared_clips_p(const std::vector<ClipTable>& subjects, int draws, std::uint64_t seed) {
  Subjects all;
  for (const auto& s : subjects) all.push_back(&s);
  if (all.empty()) return nan;
  const double weight = 1 / static_cast<double>(all.size());
  std::vector<Movable> parts = {together(all, weight)};
  if (parts[0].r.rows() < 2) {
    parts.clear();
    for (const auto* s : all) parts.push_back(together({s}, weight));
  }
  std::erase_if(parts, [](const Movable& m) { return m.classes.empty(); });
  if (parts.empty()) return nan;
  double value = 0;
  for (const auto& m : parts) value += observed(m);
  base::Random random(seed);
  double reached = 1;
  for (int d = 0; d < draws; ++d) {
    double sum = 0;
    for (const auto& m : parts) sum += drawn(m, random);
    reached += sum >= value - 1e-6 ? 1 : 0;  // float32 sums in another order
  }
  return reached / (1 + static_cast<double>(draws));
}

double shared_clips_p(const std::vector<ClipTable>& a, const std::vector<ClipTable>& b, int draws,
                      std::uint64_t seed) {
  std::map<std::int32_t, double> of_clip;
  Subjects all;
  for (std::size_t s = 0; s < std::min(a.size(), b.size()); ++s) {
    if (a[s].clips != b[s].clips) return nan;
    all.push_back(&a[s]);
    for (std::size_t c = 0; c < a[s].clips.size(); ++c) {
      const auto i = static_cast<Index>(c);
      of_clip[a[s].clips[c]] +=
          static_cast<double>(a[s].r(i, i)) - static_cast<double>(b[s].r(i, i));
    }
  }
  const auto stretches = stretches_of(all);
  if (stretches.size() < 2) return nan;
  base::VectorD values = base::VectorD::Zero(static_cast<Index>(stretches.size()));
  for (std::size_t i = 0; i < stretches.size(); ++i)
    for (const auto c : stretches[i]) values(static_cast<Index>(i)) += of_clip[c];
  return sign_flip(values, draws, seed).p.two_sided;
}

}  // namespace encore::stats
