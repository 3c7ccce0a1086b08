#include "core/stats/shared_clips.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/random.hpp"
#include "core/stats/group.hpp"

namespace encore::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A table whose clips change places within classes.
struct Movable {
  base::MatrixD r;
  std::vector<std::vector<Index>> classes;  // of two clips or more
};

// Clips that all of these subjects heard, in one table: the mean over them, times `weight`.
Movable together(const std::vector<const ClipTable*>& subjects, double weight) {
  std::map<std::int32_t, std::vector<Index>> places;  // clip -> its place in each subject
  for (const auto* s : subjects)
    for (std::size_t c = 0; c < s->clips.size(); ++c)
      if (s->clips[c] >= 0) places[s->clips[c]].push_back(static_cast<Index>(c));
  std::erase_if(places, [&](const auto& p) { return p.second.size() != subjects.size(); });
  const auto n = static_cast<Index>(places.size());
  Movable out{base::MatrixD::Zero(n, n), {}};
  std::map<std::vector<Index>, std::vector<Index>> same_length;  // rows in each subject -> clips
  Index i = 0;
  for (const auto& [clip, at] : places) {
    std::vector<Index> rows;
    for (std::size_t s = 0; s < subjects.size(); ++s)
      rows.push_back(subjects[s]->rows[static_cast<std::size_t>(at[s])]);
    same_length[rows].push_back(i);
    Index k = 0;
    for (const auto& [other, there] : places) {
      for (std::size_t s = 0; s < subjects.size(); ++s)
        out.r(i, k) += weight * static_cast<double>(subjects[s]->r(at[s], there[s]));
      ++k;
    }
    ++i;
  }
  for (auto& [rows, clips] : same_length)
    if (clips.size() > 1) out.classes.push_back(std::move(clips));
  return out;
}

// The sum over moved clips in a random order.
double drawn(const Movable& m, base::Random& random) {
  double sum = 0;
  for (auto clips : m.classes) {
    const auto places = clips;
    random.shuffle(clips);
    for (std::size_t i = 0; i < clips.size(); ++i) sum += m.r(places[i], clips[i]);
  }
  return sum;
}

double observed(const Movable& m) {
  double sum = 0;
  for (const auto& clips : m.classes)
    for (const auto c : clips) sum += m.r(c, c);
  return sum;
}

}  // namespace

double shared_clips_p(const std::vector<ClipTable>& subjects, int draws, std::uint64_t seed) {
  std::vector<const ClipTable*> all;
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
  for (std::size_t s = 0; s < std::min(a.size(), b.size()); ++s) {
    if (a[s].clips != b[s].clips) return nan;
    for (std::size_t c = 0; c < a[s].clips.size(); ++c) {
      const auto i = static_cast<Index>(c);
      of_clip[a[s].clips[c]] +=
          static_cast<double>(a[s].r(i, i)) - static_cast<double>(b[s].r(i, i));
    }
  }
  if (of_clip.size() < 2) return nan;
  base::VectorD values(static_cast<Index>(of_clip.size()));
  Index i = 0;
  for (const auto& [clip, difference] : of_clip) values(i++) = difference;
  return sign_flip(values, draws, seed).p.two_sided;
}

}  // namespace encore::stats
