#include "core/align/timeline.hpp"

#include <algorithm>

namespace encore::align {

std::vector<Segment> timeline(const data::Run& run) {
  const double length = static_cast<double>(run.volumes) * run.tr_s;
  std::vector<Segment> segments;
  double now = 0;
  for (std::size_t i = 0; i < run.events.size(); ++i) {
    const auto& event = run.events[i];
    const double next = i + 1 < run.events.size() ? run.events[i + 1].onset_s : length;
    double end = event.onset_s + event.duration_s;
    if (end > next || next - end < run.tr_s / 2) end = next;
    const double start = std::clamp(event.onset_s, now, length);
    end = std::min(end, length);
    if (end <= start) continue;
    if (start > now) segments.push_back({now, start, now, Segment::silence});
    segments.push_back({start, end, event.onset_s, static_cast<std::ptrdiff_t>(event.clip)});
    now = end;
  }
  if (now < length) segments.push_back({now, length, now, Segment::silence});
  return segments;
}

}  // namespace encore::align
