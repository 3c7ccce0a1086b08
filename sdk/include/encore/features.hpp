// encore/features.hpp: write a feature extractor.
//
//   class Loudness {
//    public:
//     static constexpr encore::Info info{.id = "org.example.loudness", .version = "1.0.0", ...};
//     static constexpr encore::Param params[] = {...};             // optional
//     explicit Loudness(const encore::Params&);
//     encore::Needs needs() const { return {.audio = true, .sample_rate = 22050, .mono = true}; }
//     void extract(const encore::Call&, const encore::Clip&);      // and/or extract_rows
//     void fit(const encore::Call&, std::span<const encore::Clip>);  // optional: training clips
//   };
//
// Where starting costs more than a clip, or clips are cheaper side by side, add
// extract_many(call, std::span<const Clip>), which makes Frames(call, i, frames, dims) for clip i,
// and std::int64_t preferred_clips() const. call.warn(i, text) warns of clip i; after call.done(i)
// the host has its frames, whatever becomes of the others.
//
// extract makes the matrices "features" and "times" (see encore_features_vt), most easily with
// encore::Frames below. With fit come, optionally, save(const encore::Writer&) const and
// load(const encore::Reader&).
//
// Calls on one object never overlap but may come from different threads; two objects may work at
// once, each on some of the clips. The SDK has checked before your code runs: fit, where there is
// one, came before extract.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "encore/abi.h"
#include "encore/call.hpp"
#include "encore/params.hpp"
#include "encore/stream.hpp"

namespace encore {
inline namespace abi1 {

struct Needs {
  bool audio = false;
  bool text = false;
  bool columns = false;
  double sample_rate = 0;  // Hz; 0: as recorded
  bool mono = true;
};

// One stimulus. Views into host memory, valid for the call.
class Clip {
 public:
  explicit Clip(const encore_clip& raw) : raw_(&raw) {}
  std::string id() const { return raw_->id; }
  std::string path() const { return raw_->path; }
  std::string text() const { return raw_->text; }
  double start_s() const { return raw_->start_s; }
  double duration_s() const { return raw_->duration_s; }

  double sample_rate() const { return audio().sample_rate; }
  unsigned channels() const { return audio().channels; }
  std::span<const float> channel(unsigned c = 0) const {
    return {audio().channel[c], static_cast<std::size_t>(audio().frames)};
  }

  // Value of a column of the events file, or nullptr when there is no such column.
  const char* column(std::string_view name) const {
    for (std::uint32_t i = 0; i < raw_->n_columns; ++i)
      if (name == raw_->column_names[i]) return raw_->column_values[i];
    return nullptr;
  }
  std::vector<std::string> column_names() const {
    return {raw_->column_names, raw_->column_names + raw_->n_columns};
  }

 private:
  const encore_audio& audio() const {
    if (raw_->audio == nullptr) throw Error::state("audio", "the plugin did not ask for audio");
    return *raw_->audio;
  }
  const encore_clip* raw_;
};

// Rows of a data set without stimuli.
class Rows {
 public:
  explicit Rows(const encore_rows& raw) : raw_(&raw) {}
  std::int64_t size() const { return raw_->n; }
  bool test(std::int64_t row) const { return raw_->test[row] != 0; }
  std::int32_t run(std::int64_t row) const { return raw_->run[row]; }
  bool has_clips() const { return raw_->clip != nullptr && raw_->offset != nullptr; }
  std::string clip(std::int64_t row) const { return raw_->clip[row]; }
  std::int32_t offset(std::int64_t row) const { return raw_->offset[row]; }

 private:
  const encore_rows* raw_;
};

// The two result matrices of extract, column-major: value(frame, dim) and span(frame, start, end).
class Frames {
 public:
  Frames(const Call& call, std::int64_t frames, std::int64_t dims)
      : features_(call.new_matrix("features", frames, dims, ENCORE_F32)),
        times_(call.new_matrix("times", frames, 2, ENCORE_F64)) {}
  // Of clip `clip` of extract_many.
  Frames(const Call& call, std::size_t clip, std::int64_t frames, std::int64_t dims)
      : features_(call.new_matrix(("features/" + std::to_string(clip)).c_str(), frames, dims,
                                  ENCORE_F32)),
        times_(call.new_matrix(("times/" + std::to_string(clip)).c_str(), frames, 2, ENCORE_F64)) {}
  MutableView features() const { return features_; }
  float& value(std::int64_t frame, std::int64_t dim) const {
    return features_.at<float>(frame, dim);
  }
  void span(std::int64_t frame, double start_s, double end_s) const {
    times_.at<double>(frame, 0) = start_s;
    times_.at<double>(frame, 1) = end_s;
  }

 private:
  MutableView features_, times_;
};

// The features of a clip as a whole: one frame over its length.
inline void write_whole(const Frames& out, const Clip& clip, std::span<const double> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    out.value(0, static_cast<std::int64_t>(i)) = static_cast<float>(values[i]);
  out.span(0, 0, clip.duration_s());
}
inline void write_whole(const Call& call, const Clip& clip, std::span<const double> values) {
  write_whole(Frames(call, 1, static_cast<std::int64_t>(values.size())), clip, values);
}

namespace detail {
template <class P>
struct FeaturesTable {
  static constexpr bool extracts = requires(P & p, const Call& c, const Clip& clip) {
    p.extract(c, clip);
  };
  static constexpr bool extracts_rows = requires(P & p, const Call& c, const Rows& rows) {
    p.extract_rows(c, rows);
  };
  static constexpr bool fits = requires(P & p, const Call& c, std::span<const Clip> clips) {
    p.fit(c, clips);
  };
  static constexpr bool extracts_many =
      requires(P & p, const P& same, const Call& c, std::span<const Clip> clips) {
    p.extract_many(c, clips);
    std::int64_t{same.preferred_clips()};
  };
  static constexpr bool saves = saves_and_loads<P>();
  static_assert(extracts || extracts_rows, "a feature extractor needs extract or extract_rows");

  // The instance behind `self`: the author's object, and whether it has learnt.
  struct Holder {
    explicit Holder(const Params& p) : plugin(p) {}
    P plugin;
    bool fitted = !fits;
  };
  static Holder& holder(void* self) { return *static_cast<Holder*>(self); }
  static Holder& fitted(void* self, const char* what) {
    if (!holder(self).fitted) throw Error::state(what, "fit was not called");
    return holder(self);
  }

  static encore_status needs(void* self, const encore_call* c, encore_needs* out) {
    return guard(c, "needs", [&] {
      require_size(out, "needs");
      const Needs n = holder(self).plugin.needs();
      out->inputs = 0;
      if (n.audio) out->inputs |= ENCORE_IN_AUDIO;
      if (n.text) out->inputs |= ENCORE_IN_TEXT;
      if (n.columns) out->inputs |= ENCORE_IN_COLUMNS;
      if (fits) out->inputs |= ENCORE_IN_FIT;
      out->sample_rate = n.sample_rate;
      out->channels = n.mono ? 1 : 0;
    });
  }
  static encore_status fit(void* self, const encore_call* c, const encore_clip* const* clips,
                           std::int64_t n) {
    return guard(c, "fit", [&] {
      std::vector<Clip> list;
      for (std::int64_t i = 0; i < n; ++i) list.emplace_back(*clips[i]);
      holder(self).fitted = false;
      if constexpr (fits) holder(self).plugin.fit(Call(*c), list);
      holder(self).fitted = true;
    });
  }
  static encore_status extract(void* self, const encore_call* c, const encore_clip* clip) {
    return guard(c, "extract", [&] {
      require_size(clip, "clip");
      if constexpr (extracts) fitted(self, "extract").plugin.extract(Call(*c), Clip(*clip));
    });
  }
  static encore_status extract_many(void* self, const encore_call* c,
                                    const encore_clip* const* clips, std::int64_t n) {
    return guard(c, "extract_many", [&] {
      std::vector<Clip> list;
      for (std::int64_t i = 0; i < n; ++i) {
        require_size(clips[i], "clip");
        list.emplace_back(*clips[i]);
      }
      if constexpr (extracts_many) fitted(self, "extract_many").plugin.extract_many(Call(*c), list);
    });
  }
  static std::int64_t preferred_clips(void* self) {
    if constexpr (extracts_many) return holder(self).plugin.preferred_clips();
    else return 0;
  }
  static encore_status extract_rows(void* self, const encore_call* c, const encore_rows* rows) {
    return guard(c, "extract_rows", [&] {
      require_size(rows, "rows");
      if constexpr (extracts_rows)
        fitted(self, "extract_rows").plugin.extract_rows(Call(*c), Rows(*rows));
    });
  }
  static encore_status save(void* self, const encore_call* c, const encore_writer* w) {
    return guard(c, "save", [&] {
      if constexpr (saves) fitted(self, "save").plugin.save(Writer(*w));
    });
  }
  static encore_status load(void* self, const encore_call* c, const encore_reader* r) {
    return guard(c, "load", [&] {
      holder(self).fitted = !fits;
      if constexpr (saves) holder(self).plugin.load(Reader(*r));
      holder(self).fitted = true;
    });
  }

  static constexpr encore_features_vt table{sizeof(encore_features_vt),
                                            0,
                                            &needs,
                                            fits ? &fit : nullptr,
                                            extracts ? &extract : nullptr,
                                            extracts_rows ? &extract_rows : nullptr,
                                            saves ? &save : nullptr,
                                            saves ? &load : nullptr,
                                            extracts_many ? &extract_many : nullptr,
                                            extracts_many ? &preferred_clips : nullptr};
};
}  // namespace detail

}  // namespace abi1
}  // namespace encore
