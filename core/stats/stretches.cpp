#include "core/stats/stretches.hpp"

#include <map>
#include <set>

#include "core/base/error.hpp"

namespace encore::stats {
namespace {

using Labels = std::vector<std::int32_t>;

// Consecutive rows of one clip, in one presentation.
struct Piece {
  std::int32_t run, clip;
  std::size_t begin, end;  // rows
};

std::vector<Piece> pieces_of(const Labels& run, const Labels& clip, const Labels& presentation) {
  if (run.size() != clip.size() || clip.size() != presentation.size())
    throw base::Error("runs, clips and presentations are labels of different rows");
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < clip.size(); ++i) {
    const bool fresh = i == 0 || run[i] != run[i - 1] || clip[i] != clip[i - 1] ||
                       presentation[i] != presentation[i - 1];
    if (fresh) pieces.push_back({run[i], clip[i], i, i});
    pieces.back().end = i + 1;
  }
  return pieces;
}

// Places of a clip's presentations among the pieces, clips in the order in which they first come.
std::vector<std::vector<std::size_t>> clips_of(const std::vector<Piece>& pieces) {
  std::map<std::int32_t, std::size_t> number;
  std::vector<std::vector<std::size_t>> clips;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    if (pieces[p].clip < 0) continue;
    const auto [at, fresh] = number.try_emplace(pieces[p].clip, clips.size());
    if (fresh) clips.emplace_back();
    clips[at->second].push_back(p);
  }
  return clips;
}

bool follows(const std::vector<Piece>& pieces, const std::vector<std::size_t>& clip,
             const std::vector<std::size_t>& next) {
  if (clip.size() != next.size()) return false;
  for (std::size_t k = 0; k < clip.size(); ++k)
    if (next[k] != clip[k] + 1 || pieces[next[k]].run != pieces[clip[k]].run) return false;
  return true;
}

}  // namespace

Stretches join_clips(const Labels& run, const Labels& clip, const Labels& presentation,
                     Index together) {
  const auto pieces = pieces_of(run, clip, presentation);
  const auto clips = clips_of(pieces);
  std::vector<std::int32_t> unit(pieces.size(), -1), begins(pieces.size(), 1);
  Stretches out;
  Index joined = 0;
  for (std::size_t c = 0; c < clips.size(); ++c) {
    const bool joins = c > 0 && joined < together && follows(pieces, clips[c - 1], clips[c]);
    joined = joins ? joined + 1 : 1;
    out.units += joins ? 0 : 1;
    out.full += joined == together ? 1 : 0;
    out.stretches += joins ? 0 : static_cast<Index>(clips[c].size());
    for (const auto p : clips[c]) {
      unit[p] = static_cast<std::int32_t>(out.units - 1);
      if (joins) begins[p] = 0;
    }
  }
  std::int32_t presented = -1;
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    presented += begins[p];
    out.unit.insert(out.unit.end(), pieces[p].end - pieces[p].begin, unit[p]);
    out.presentation.insert(out.presentation.end(), pieces[p].end - pieces[p].begin, presented);
  }
  return out;
}

std::vector<Labels> members(const Labels& unit, const Labels& clip) {
  std::map<std::int32_t, Labels> lists;
  std::set<std::int32_t> known;
  for (std::size_t i = 0; i < clip.size(); ++i)
    if (unit[i] >= 0 && clip[i] >= 0 && known.insert(clip[i]).second)
      lists[unit[i]].push_back(clip[i]);
  std::vector<Labels> out;
  for (auto& [number, list] : lists) out.push_back(std::move(list));
  return out;
}

std::optional<Index> common_length(const Labels& clip, const Labels& presentation) {
  const auto pieces = pieces_of(Labels(clip.size(), 0), clip, presentation);
  if (pieces.empty()) return std::nullopt;
  const auto length = pieces.front().end - pieces.front().begin;
  for (const auto& piece : pieces)
    if (piece.clip < 0 || piece.end - piece.begin != length) return std::nullopt;
  return static_cast<Index>(length);
}

}  // namespace encore::stats
