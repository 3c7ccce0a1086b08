#include "core/stats/clip_cross.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.hpp"
#include "core/stats/moments.hpp"

namespace encore::stats {

ClipCross::ClipCross(const std::vector<std::int32_t>& clip, Index rois, Index most)
    : place_(clip.size()), rows_(static_cast<Index>(clip.size())) {
  std::map<std::int32_t, Index> distinct;
  for (const auto c : clip) ++distinct[c];
  const auto join =
      static_cast<std::int32_t>((static_cast<Index>(distinct.size()) + most - 1) / most);
  std::map<std::int32_t, std::vector<Index>> rows;  // by label, then in their order
  for (const auto& [label, count] : distinct)
    for (std::size_t i = 0; i < clip.size(); ++i)
      if (clip[i] == label) rows[label < 0 ? label : label / join].push_back(static_cast<Index>(i));
  for (const auto& [label, list] : rows) {
    labels_.push_back(label);
    lengths_.push_back(static_cast<Index>(list.size()));
    positions_ = std::max(positions_, lengths_.back());
  }
  const auto clips = static_cast<Index>(labels_.size());
  Index at = 0;
  for (const auto& [label, list] : rows) {
    for (std::size_t k = 0; k < list.size(); ++k)
      place_[static_cast<std::size_t>(list[k])] = static_cast<Index>(k) * clips + at;
    ++at;
  }
  sums_.assign(static_cast<std::size_t>(rois) + 1, base::MatrixD::Zero(clips, clips));
  voxels_ = base::VectorD::Zero(rois + 1);
}

void ClipCross::add(base::ConstRefF y, base::ConstRefF prediction, const std::vector<int>& roi,
                    const std::vector<char>& use) {
  if (y.rows() != rows_ || prediction.rows() != rows_ || y.cols() != prediction.cols() ||
      roi.size() != static_cast<std::size_t>(y.cols()) || use.size() != roi.size())
    throw base::Error("responses, predictions, clip and ROI labels differ in shape");
  std::map<int, std::vector<Index>> of_roi;
  for (std::size_t v = 0; v < roi.size(); ++v)
    if (use[v] != 0) of_roi[roi[v]].push_back(static_cast<Index>(v));
  const auto clips = static_cast<Index>(labels_.size());
  for (const auto& [region, voxels] : of_roi) {
    const auto n = static_cast<Index>(voxels.size());
    base::MatrixF a = base::MatrixF::Zero(positions_ * clips, n), b = a;
    double varying = 0;
    for (Index k = 0; k < n; ++k) {
      const auto v = voxels[static_cast<std::size_t>(k)];
      const float *ys = y.col(v).data(), *ps = prediction.col(v).data();
      const auto my = moments(ys, rows_), mp = moments(ps, rows_);
      if (!my.varies || !mp.varies) continue;
      ++varying;
      for (Index i = 0; i < rows_; ++i) {
        const auto at = place_[static_cast<std::size_t>(i)];
        a(at, k) = static_cast<float>((ys[i] - my.mean) / std::sqrt(my.square));
        b(at, k) = static_cast<float>((ps[i] - mp.mean) / std::sqrt(mp.square));
      }
    }
    base::MatrixF cross = base::MatrixF::Zero(clips, clips);
    for (Index p = 0; p < positions_; ++p)
      cross.noalias() +=
          a.middleRows(p * clips, clips) * b.middleRows(p * clips, clips).transpose();
    for (const Index at : {static_cast<Index>(region), voxels_.size() - 1}) {
      if (at < 0) continue;
      sums_[static_cast<std::size_t>(at)] += cross.cast<double>();
      voxels_(at) += varying;
    }
  }
}

}  // namespace encore::stats
