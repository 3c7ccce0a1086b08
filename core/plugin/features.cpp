#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {
namespace {

// A ClipInput as the ABI wants it; points into the input.
struct ClipView {
  explicit ClipView(const ClipInput& in) {
    for (base::Index c = 0; c < in.audio.cols(); ++c) channels.push_back(in.audio.col(c).data());
    audio = {sizeof(encore_audio), static_cast<std::uint32_t>(in.audio.cols()), in.sample_rate,
             in.audio.rows(), channels.data()};
    for (const auto& [name, value] : in.columns) {
      names.push_back(name.c_str());
      values.push_back(value.c_str());
    }
    raw = {sizeof(encore_clip),
           static_cast<std::uint32_t>(names.size()),
           in.id.c_str(),
           in.path.c_str(),
           in.start_s,
           in.duration_s,
           channels.empty() ? nullptr : &audio,
           in.text.c_str(),
           names.data(),
           values.data()};
  }
  ClipView(const ClipView&) = delete;
  ClipView& operator=(const ClipView&) = delete;

  std::vector<const float*> channels;
  encore_audio audio{};
  std::vector<const char*> names, values;
  encore_clip raw{};
};

// A list of clips; borrows them.
struct Clips {
  explicit Clips(const std::vector<ClipInput>& clips) {
    for (const auto& clip : clips) {
      views.push_back(std::make_unique<ClipView>(clip));
      raw.push_back(&views.back()->raw);
    }
  }
  std::vector<std::unique_ptr<ClipView>> views;
  std::vector<const encore_clip*> raw;
};

}  // namespace

struct FeatureExtractor::State {
  State(const PluginInfo& plugin, const Params& params, CallOptions options)
      : instance(plugin, params, std::move(options), ENCORE_KIND_FEATURES),
        table(copy_struct<encore_features_vt>(instance.vtable())) {}
  Instance instance;
  encore_features_vt table;
  base::Index dims = -1;  // of the first clip

  // `after`: what follows "features" and "times" in the matrices' names.
  base::MatrixF features(const char* what, const CallContext& call, const std::string& of,
                         const std::string& after = "");
  base::MatrixD spans(const char* what, const CallContext& call, base::Index frames,
                      const std::string& of, const std::string& after);
  FeatureFrames frames(const char* what, const CallContext& call, const ClipInput& clip,
                       const std::string& after);
};

FeatureExtractor::FeatureExtractor(const PluginInfo& plugin, const Params& params,
                                   CallOptions options)
    : state_(std::make_unique<State>(plugin, params, std::move(options))) {}
FeatureExtractor::~FeatureExtractor() = default;
FeatureExtractor::FeatureExtractor(FeatureExtractor&&) noexcept = default;

FeatureNeeds FeatureExtractor::needs() {
  encore_needs raw{};
  raw.struct_size = sizeof raw;
  CallContext call(state_->instance.options());
  state_->instance.finish("needs", state_->table.needs(state_->instance.self(), call.raw(), &raw),
                          call);
  if (!std::isfinite(raw.sample_rate) || raw.sample_rate < 0 || raw.sample_rate > 1e6)
    state_->instance.misbehaved("needs", fmt::format("asks for {} Hz", raw.sample_rate));
  if (raw.channels > 1)
    state_->instance.misbehaved("needs", fmt::format("asks for {} channels", raw.channels));
  const auto asks = [&](std::uint32_t input) { return (raw.inputs & input) != 0; };
  return {asks(ENCORE_IN_AUDIO),   asks(ENCORE_IN_TEXT),
          asks(ENCORE_IN_COLUMNS), asks(ENCORE_IN_FIT) && state_->table.fit != nullptr,
          raw.sample_rate,         raw.channels == 1};
}

bool FeatureExtractor::works_on_clips() const { return state_->table.extract != nullptr; }
bool FeatureExtractor::works_on_rows() const { return state_->table.extract_rows != nullptr; }

void FeatureExtractor::fit(const std::vector<ClipInput>& training) {
  if (state_->table.fit == nullptr) return;
  state_->instance.permit();
  const Clips clips(training);
  CallContext call(state_->instance.options());
  const auto n = static_cast<std::int64_t>(clips.raw.size());
  const auto status = state_->table.fit(state_->instance.self(), call.raw(), clips.raw.data(), n);
  state_->instance.finish("fit", status, call);
}

base::MatrixF FeatureExtractor::State::features(const char* what, const CallContext& call,
                                                const std::string& of, const std::string& after) {
  const GuardedMatrix* made = call.matrix("features" + after);
  if (made == nullptr)
    instance.misbehaved(what, fmt::format("made no matrix 'features{}' for {}", after, of));
  if (made->cols() < 1) instance.misbehaved(what, "made no column for " + of);
  if (dims >= 0 && made->cols() != dims)
    instance.misbehaved(
        what, fmt::format("made {} columns for {}, but {} before", made->cols(), of, dims));
  base::MatrixF values = to_float(*made);
  for (base::Index c = 0; c < values.cols(); ++c)
    for (base::Index r = 0; r < values.rows(); ++r)
      if (!std::isfinite(values(r, c)))
        instance.misbehaved(
            what, fmt::format("made {} in row {}, column {} for {}",
                              std::isnan(values(r, c)) ? "NaN" : "infinity", r + 1, c + 1, of));
  dims = values.cols();
  return values;
}

base::MatrixD FeatureExtractor::State::spans(const char* what, const CallContext& call,
                                             base::Index frames, const std::string& of,
                                             const std::string& after) {
  const GuardedMatrix* made = call.matrix("times" + after);
  if (made == nullptr || made->rows() != frames || made->cols() != 2)
    instance.misbehaved(
        what, fmt::format("made no matrix 'times{}' of {} x 2 for {}", after, frames, of));
  base::MatrixD spans = to_double(*made);
  for (base::Index r = 0; r < frames; ++r)
    if (!std::isfinite(spans(r, 0)) || !std::isfinite(spans(r, 1)) || spans(r, 0) > spans(r, 1))
      instance.misbehaved(what, fmt::format("gave the span {} s to {} s to frame {} of {}",
                                            spans(r, 0), spans(r, 1), r + 1, of));
  return spans;
}

FeatureFrames FeatureExtractor::State::frames(const char* what, const CallContext& call,
                                              const ClipInput& clip, const std::string& after) {
  const std::string of = fmt::format("the clip '{}'", clip.id);
  FeatureFrames out;
  out.values = features(what, call, of, after);
  if (out.values.rows() < 1) instance.misbehaved(what, "made no frame for " + of);
  out.spans = spans(what, call, out.values.rows(), of, after);
  out.names = call.names("features" + after);
  return out;
}

FeatureFrames FeatureExtractor::extract(const ClipInput& clip) {
  auto& s = *state_;
  if (!works_on_clips())
    throw base::Error(
        fmt::format("{} works on rows of an arrays file, not on recordings", s.instance.info().id));
  s.instance.permit();
  const ClipView view(clip);
  CallContext call(s.instance.options());
  s.instance.finish("extract", s.table.extract(s.instance.self(), call.raw(), &view.raw), call);
  return s.frames("extract", call, clip, "");
}

std::size_t FeatureExtractor::preferred_clips() const {
  const auto& s = *state_;
  if (s.table.extract_many == nullptr) return 1;
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(s.table.preferred_clips(s.instance.self()), 1, 1 << 20));
}

std::vector<FeatureFrames> FeatureExtractor::extract_many(const std::vector<ClipInput>& clips) {
  std::vector<FeatureFrames> out(clips.size());
  extract_many(clips, [&](std::size_t i, FeatureFrames frames) { out[i] = std::move(frames); });
  return out;
}

void FeatureExtractor::extract_many(const std::vector<ClipInput>& clips, const Take& take) {
  constexpr const char* what = "extract_many";
  auto& s = *state_;
  if (s.table.extract_many == nullptr || clips.size() == 1) {
    for (std::size_t i = 0; i < clips.size(); ++i) take(i, extract(clips[i]));
    return;
  }
  s.instance.permit();
  const Clips views(clips);
  CallContext call(s.instance.options());
  std::vector<bool> taken(clips.size());
  const auto hand_over = [&](std::size_t i) {
    const std::string after = fmt::format("/{}", i);
    const std::vector<std::string> made = {"features" + after, "times" + after};
    s.instance.keep(what, call, made);
    taken[i] = true;
    take(i, s.frames(what, call, clips[i], after));
    for (const auto& name : made) call.forget(name);
  };
  call.on_done([&](std::int64_t clip) {
    const auto i = static_cast<std::size_t>(clip);
    if (clip < 0 || i >= clips.size())
      s.instance.misbehaved(what, fmt::format("is done with clip {} of {}", clip, clips.size()));
    if (taken[i]) s.instance.misbehaved(what, fmt::format("is done with clip {} twice", clip));
    hand_over(i);
  });
  const auto status = s.table.extract_many(s.instance.self(), call.raw(), views.raw.data(),
                                           static_cast<std::int64_t>(views.raw.size()));
  s.instance.finish(what, status, call);
  for (std::size_t i = 0; i < clips.size(); ++i)
    if (!taken[i]) hand_over(i);
}

base::MatrixF FeatureExtractor::extract_rows(const RowsInput& rows) {
  auto& s = *state_;
  if (!works_on_rows())
    throw base::Error(fmt::format("{} needs recordings, which this data set does not have",
                                  s.instance.info().id));
  s.instance.permit();
  const auto n = static_cast<base::Index>(rows.run.size());
  std::vector<const char*> clips;
  for (const auto& clip : rows.clip) clips.push_back(clip.c_str());
  const encore_rows raw{sizeof(encore_rows),
                        0,
                        n,
                        rows.run.data(),
                        rows.test.data(),
                        clips.empty() ? nullptr : clips.data(),
                        rows.offset.empty() ? nullptr : rows.offset.data()};
  CallContext call(s.instance.options());
  s.instance.finish("extract_rows", s.table.extract_rows(s.instance.self(), call.raw(), &raw),
                    call);
  base::MatrixF values = s.features("extract_rows", call, "the rows");
  if (values.rows() != n)
    s.instance.misbehaved("extract_rows",
                          fmt::format("made {} rows, but {} were asked for", values.rows(), n));
  return values;
}

std::string FeatureExtractor::save() { return state_->instance.save(state_->table.save); }
void FeatureExtractor::load(const std::string& bytes) {
  state_->instance.load(state_->table.load, bytes);
}
const std::map<std::string, std::string>& FeatureExtractor::meta() const {
  return state_->instance.meta();
}

}  // namespace encore::plugin
