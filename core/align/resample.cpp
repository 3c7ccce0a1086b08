#include "core/align/resample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include "core/align/timeline.hpp"
#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::align {
namespace {

// A clip's values with one frame a column, so that sums over frames run through memory in order.
struct Frames {
  base::MatrixF columns;
  std::vector<double> edges;  // s from the clip's start
};

// A presentation of a clip in a run.
struct Showing {
  std::size_t run;
  Segment segment;
};

// Volumes first..last - 1 whose kernel touches a segment.
struct Reach {
  Index first, last;
  Reach(const Segment& s, const data::Run& run, const Kernel& kernel) {
    const double below = s.start_s / run.tr_s - kernel.reach() - 0.5;
    const double above = s.end_s / run.tr_s + kernel.reach() - 0.5;
    first = std::max<Index>(0, static_cast<Index>(std::ceil(below)));
    last = std::min<Index>(run.volumes, static_cast<Index>(std::floor(above)) + 1);
  }
};

// Adds one segment's share of one volume.
void add_volume(const Frames& frames, const Segment& s, double tr, double middle_s,
                const Kernel& kernel, base::VectorD& sum) {
  const double from = std::max(s.start_s, middle_s - kernel.reach() * tr);
  const double to = std::min(s.end_s, middle_s + kernel.reach() * tr);
  const auto& edges = frames.edges;
  auto edge = std::upper_bound(edges.begin(), edges.end(), from - s.onset_s) - 1;
  for (; edge + 1 != edges.end() && *edge + s.onset_s < to; ++edge) {
    const double a = std::max(from, *edge + s.onset_s), b = std::min(to, edge[1] + s.onset_s);
    const double w = kernel.mass((a - middle_s) / tr, (b - middle_s) / tr);
    if (w != 0) sum += w * frames.columns.col(edge - edges.begin()).cast<double>();
  }
}

void add_segment(const Frames& frames, const Segment& s, const data::Run& run, const Kernel& kernel,
                 base::MatrixF& series) {
  base::VectorD sum(series.rows());
  const Reach reach(s, run, kernel);
  for (Index v = reach.first; v < reach.last; ++v) {
    sum.setZero();
    const double middle = (static_cast<double>(v) + 0.5) * run.tr_s;
    add_volume(frames, s, run.tr_s, middle, kernel, sum);
    series.col(v) += sum.cast<float>();
  }
}

// Divides by the kernel's mass within the run: less than one near its ends.
void normalise(const data::Run& run, const Kernel& kernel, base::MatrixF& series) {
  for (Index v = 0; v < series.cols(); ++v) {
    const double middle = static_cast<double>(v) + 0.5;
    const double from = std::max(-middle, -kernel.reach());
    const double to = std::min(static_cast<double>(run.volumes) - middle, kernel.reach());
    series.col(v) /= static_cast<float>(kernel.mass(from, to));
  }
}

Frames load(const ClipSource& source, std::size_t clip, const std::string& what, Index dims) {
  const auto features = source(clip);
  Frames frames{features.values.transpose(), frame_edges(features, what)};
  if (dims > 0 && frames.columns.rows() != dims)
    throw base::Error(fmt::format("{}: {} dimensions where other clips have {}", what,
                                  frames.columns.rows(), dims));
  return frames;
}

}  // namespace

Kernel::Kernel(int lobes) : lobes_(lobes), table_(1, 0) {
  const double step = 1.0 / steps_;
  for (int i = 0; i < lobes * steps_; ++i) {  // Simpson's rule
    const double a = at(i * step), m = at((i + 0.5) * step), b = at((i + 1) * step);
    table_.push_back(table_.back() + step * (a + 4 * m + b) / 6);
  }
}

double Kernel::at(double t) const {
  if (lobes_ == 0) return std::abs(t) <= 0.5 ? 1 : 0;
  if (std::abs(t) >= lobes_) return 0;
  if (t == 0) return 1;
  const double x = std::numbers::pi * t;
  return lobes_ * std::sin(x) * std::sin(x / lobes_) / (x * x);
}

double Kernel::integral(double to) const {
  const double t = std::min(std::abs(to), reach());
  if (lobes_ == 0) return std::copysign(t, to);
  const double place = t * steps_;
  const auto i = std::min(static_cast<std::size_t>(place), table_.size() - 2);
  const double part = place - static_cast<double>(i);
  return std::copysign(table_[i] + part * (table_[i + 1] - table_[i]), to);
}

std::vector<double> frame_edges(const ClipFeatures& features, const std::string& what) {
  const auto& spans = features.spans;
  if (features.values.rows() == 0) throw base::Error(what + ": no frames");
  if (spans.rows() != features.values.rows() || spans.cols() != 2)
    throw base::Error(
        fmt::format("{}: {} frames with {} times", what, features.values.rows(), spans.rows()));
  const auto middle = [&](Index f) { return (spans(f, 0) + spans(f, 1)) / 2; };
  std::vector<double> edges = {-std::numeric_limits<double>::infinity()};
  for (Index f = 1; f < spans.rows(); ++f) {
    if (!(middle(f) >= middle(f - 1)))
      throw base::Error(
          fmt::format("{}: the times of frames {} and {} are not in order", what, f - 1, f));
    edges.push_back((middle(f - 1) + middle(f)) / 2);
  }
  edges.push_back(std::numeric_limits<double>::infinity());
  return edges;
}

std::vector<base::MatrixF> run_series(const data::Subject& subject, const data::DataSet& set,
                                      const ClipSource& source, const Kernel& kernel,
                                      const FeatureLabel& label) {
  std::map<std::size_t, std::vector<Showing>> showings;
  for (std::size_t r = 0; r < subject.runs.size(); ++r)
    for (const auto& s : timeline(subject.runs[r]))
      if (s.clip != Segment::silence) showings[static_cast<std::size_t>(s.clip)].push_back({r, s});
  std::vector<base::MatrixF> series(subject.runs.size());
  Index dims = 0;
  for (const auto& [clip, shown] : showings) {
    base::check_stop();
    const auto what = fmt::format("feature {}, clip {}", label.name, set.clips.at(clip).id);
    const auto frames = load(source, clip, what, dims);
    dims = frames.columns.rows();
    for (const auto& [r, segment] : shown) {
      const auto& run = subject.runs[r];
      if (series[r].size() == 0) series[r].setZero(dims, run.volumes);
      add_segment(frames, segment, run, kernel, series[r]);
    }
  }
  for (std::size_t r = 0; r < series.size(); ++r) {
    if (series[r].size() == 0) series[r].setZero(dims, subject.runs[r].volumes);
    normalise(subject.runs[r], kernel, series[r]);
  }
  return series;
}

}  // namespace encore::align
