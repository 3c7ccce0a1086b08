#include "core/data/presentations.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "core/base/text.hpp"

namespace encore::data {
namespace {

// The runs of one subject in which a clip, or any part of its recording, was heard.
struct Heard {
  std::vector<std::string> train, test;
};

// `name` gives what counts as the same, for an index of DataSet::clips.
template <class Name>
std::map<std::string, Heard> heard_by(const Subject& subject, const recipe::Prepare& prepare,
                                      const Name& name) {
  std::map<std::string, Heard> heard;
  for (const auto& run : subject.runs) {
    for (const auto& event : run.events) {
      if (!counts(event, run, prepare)) continue;
      Heard& h = heard[name(event.clip)];
      auto& runs = run.test ? h.test : h.train;
      if (runs.empty() || runs.back() != run.label) runs.push_back(run.label);
    }
  }
  return heard;
}

std::string shared_text(const std::map<std::string, Heard>& heard) {
  std::size_t n = 0;
  std::string first;
  for (const auto& [id, h] : heard) {
    if (h.train.empty() || h.test.empty()) continue;
    if (n++ == 0)
      first = fmt::format("clip {} is heard in training ({}) and in test ({})", id,
                          base::join(h.train, "and"), base::join(h.test, "and"));
  }
  return n > 1 ? fmt::format("{}, and {} more clips", first, n - 1) : first;
}

std::string repeated_text(const std::map<std::string, Heard>& heard) {
  std::size_t n = 0;
  std::string first;
  for (const auto& [id, h] : heard) {
    if (h.train.size() < 2) continue;
    if (n++ == 0) first = fmt::format("clip {} is heard in {}", id, base::join(h.train, "and"));
  }
  if (n == 0) return "";
  return fmt::format(
      "{}{}: leave-one-run-out validates on clips that it was trained with", first,
      n > 1 ? fmt::format(", and {} more clips in several training runs", n - 1) : "");
}

void count_subject(Subject& subject, DataSet& set, const recipe::Prepare& prepare) {
  std::map<std::pair<bool, std::size_t>, int> seen;
  for (auto& run : subject.runs) {
    for (auto& event : run.events) {
      if (!counts(event, run, prepare)) continue;
      event.repeat = seen[{run.test, event.clip}]++;
      Clip& clip = set.clips[event.clip];
      (run.test ? clip.in_test : clip.in_train) = true;
    }
  }
}

std::string all_of(const std::vector<std::string>& subjects) {
  if (subjects.size() == 1) return subjects[0];
  return fmt::format("{} and {} more subjects", subjects[0], subjects.size() - 1);
}

}  // namespace

std::size_t ClipTable::add(const Played& played) {
  const auto key = std::make_pair(played.id, std::llround(played.start_s * 1000));
  const auto [it, is_new] = index_.emplace(key, clips_.size());
  if (is_new) {
    Clip clip;
    clip.id = played.id;
    if (!folder_.empty()) clip.file = folder_ / played.recording;
    clip.start_s = played.start_s;
    clip.columns = played.columns;
    clips_.push_back(std::move(clip));
    recordings_.push_back(played.id);
  }
  Clip& clip = clips_[it->second];
  clip.duration_s = std::max(clip.duration_s, played.clip_s);
  for (const auto& [name, value] : played.columns)
    if (const auto known = clip.columns.find(name);
        known == clip.columns.end() || known->second != value)
      clip.varying.insert(name);
  return it->second;
}

std::vector<Clip> ClipTable::take() {
  std::map<std::string, int> parts;
  for (const auto& id : recordings_) ++parts[id];
  for (auto& clip : clips_)
    if (parts[clip.id] > 1) clip.id += "@" + base::number(clip.start_s);
  return std::move(clips_);
}

bool counts(const Event& event, const Run& run, const recipe::Prepare& prepare) {
  const double slack = 1e-6 * run.tr_s;
  const double first = prepare.drop_leading_tr * run.tr_s;
  const double last = static_cast<double>(run.volumes - prepare.drop_trailing_tr) * run.tr_s;
  return event.onset_s + event.duration_s > first + slack && event.onset_s < last - slack;
}

void count_presentations(DataSet& set, const std::vector<std::string>& recordings,
                         const recipe::Data& data, base::Diagnostics& bad) {
  std::map<std::string, std::vector<std::string>> shared, repeated;  // text -> subjects
  for (auto& subject : set.subjects) {
    count_subject(subject, set, data.prepare);
    const auto by_recording =
        heard_by(subject, data.prepare, [&](auto c) { return recordings[c]; });
    const auto by_clip = heard_by(subject, data.prepare, [&](auto c) { return set.clips[c].id; });
    if (const auto text = shared_text(by_recording); !text.empty())
      shared[text].push_back(subject.id);
    if (const auto text = repeated_text(by_clip); !text.empty())
      repeated[text].push_back(subject.id);
  }
  for (const auto& [text, subjects] : shared) {
    const std::string message = fmt::format("{}: {}", all_of(subjects), text);
    if (data.split.allow_shared_clips) set.warnings.push_back(message);
    else
      bad.error(data.split.at, message,
                "drop lead-in volumes (data.prepare.drop_leading_tr), change data.split, or set "
                "data.split.allow_shared_clips: true");
  }
  for (const auto& [text, subjects] : repeated)
    set.warnings.push_back(fmt::format("{}: {}", all_of(subjects), text));
}

}  // namespace encore::data
