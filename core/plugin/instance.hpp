// core/plugin/instance.hpp: plugins as C++ objects of the host.
//
// An instance loads its library on first use (never unloaded), and turns statuses into
// base::Error: a parameter that the plugin refuses is reported at its line in the recipe. Calls on
// one instance must not overlap; two instances may run at once. Movable, not copyable.
//
//   plugin::FeatureExtractor mel(*catalog.find("encore.mel"), params, {.threads = 2, .seed = 7});
//   const auto frames = mel.extract(clip);
//
// Checked after every call: shapes, memory written outside of a matrix, elements never written,
// statuses that the ABI does not know. A call that is asked to stop throws base::Interrupted.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/plugin/catalog.hpp"

namespace encore::plugin {

// What the host lends (encore_call).
struct CallOptions {
  unsigned threads = 1;
  std::uint64_t seed = 0;
  base::Progress progress;
  std::function<void(int level, const std::string& message)> log;  // ENCORE_LOG_*
  // A warning of clip `clip` of extract_many; empty function: as log.
  std::function<void(std::size_t clip, const std::string& message)> warn_of_clip;
  // Matrix beside the responses, for ENCORE_EXT_DATASET; empty function: none.
  std::function<base::MatrixF(const std::string& name)> dataset;
  // Whether a plugin that runs programs (ENCORE_DF_RUNS_PROGRAMS) may. Without it, its instance
  // only says what it needs; every other call throws base::Error.
  bool programs = false;
};

// A stimulus for FeatureExtractor. Audio is channels-last in `audio`: frames x channels.
struct ClipInput {
  std::string id, path, text;
  double start_s = 0, duration_s = 0;
  base::MatrixF audio;
  double sample_rate = 0;
  std::vector<std::pair<std::string, std::string>> columns;
};

struct RowsInput {
  std::vector<std::int32_t> run;
  std::vector<std::uint8_t> test;
  std::vector<std::string> clip;     // empty: unknown
  std::vector<std::int32_t> offset;  // empty: unknown
};

struct FeatureNeeds {
  bool audio = false, text = false, columns = false, fit = false;
  double sample_rate = 0;  // 0: as recorded
  bool mono = true;
};

struct FeatureFrames {
  base::MatrixF values;            // frames x dims
  base::MatrixD spans;             // frames x 2: start and end in s
  std::vector<std::string> names;  // of the dims; may be empty
};

class FeatureExtractor {
 public:
  FeatureExtractor(const PluginInfo& plugin, const Params& params, CallOptions options);
  ~FeatureExtractor();
  FeatureExtractor(FeatureExtractor&&) noexcept;
  FeatureNeeds needs();
  bool works_on_clips() const;
  bool works_on_rows() const;
  void fit(const std::vector<ClipInput>& training);
  // Checked: shapes agree, at least one frame, no NaN or infinity.
  FeatureFrames extract(const ClipInput& clip);
  // How many clips extract_many takes well; 1 when the plugin takes one after another.
  std::size_t preferred_clips() const;
  // As extract, in order.
  std::vector<FeatureFrames> extract_many(const std::vector<ClipInput>& clips);
  // Hands over each clip once, as soon as the plugin is done with it, so that it can be kept.
  using Take = std::function<void(std::size_t clip, FeatureFrames frames)>;
  void extract_many(const std::vector<ClipInput>& clips, const Take& take);
  base::MatrixF extract_rows(const RowsInput& rows);
  std::string save();  // state after fit; "" when the plugin has none
  void load(const std::string& state);
  const std::map<std::string, std::string>& meta() const;  // facts from all calls so far

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What a fit will look like, before there is any data (encore_fit_shape).
struct FitShape {
  base::Index rows = 0, cols = 0, targets = 0, new_rows = 0;
  std::size_t groups = 0, bands = 0;
  unsigned threads = 1;
};

class Regression {
 public:
  Regression(const PluginInfo& plugin, const Params& params, CallOptions options);
  ~Regression();
  Regression(Regression&&) noexcept;
  bool joint_targets() const;    // all targets must come in one block
  bool saves() const;            // save and load work
  bool prefers_targets() const;  // preferred_targets says something
  // After prepare: targets that one fit takes well; 0 when any number will do.
  base::Index preferred_targets() const;
  // Bytes that a fit of that shape takes at its peak; 0 when the plugin does not say.
  std::uint64_t memory(const FitShape& shape) const;
  // The arguments must outlive the next prepare and this object. `band_start` has one entry more
  // than `band_names`.
  void prepare(const base::MatrixF& x, const std::vector<std::int32_t>& group,
               const std::vector<std::int32_t>& band_start,
               const std::vector<std::string>& band_names);
  void fit(base::ConstRefF y);
  base::MatrixF predict(base::ConstRefF x);
  // nullopt when the plugin, or the plugin with its parameters, has no shares of bands.
  std::optional<base::MatrixF> predict_band(base::ConstRefF x, unsigned band);
  // nullopt when the plugin does not know that name.
  std::optional<base::MatrixD> inspect(const std::string& name);
  std::string save();  // the fitted state; "" when the plugin has none
  void load(const std::string& state);
  const std::map<std::string, std::string>& meta() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Retrieval {
 public:
  Retrieval(const PluginInfo& plugin, const Params& params, CallOptions options);
  ~Retrieval();
  Retrieval(Retrieval&&) noexcept;
  void build(base::ConstRefF keys);
  struct Hits {
    Eigen::Matrix<std::int64_t, Eigen::Dynamic, Eigen::Dynamic> ids;  // queries x k, -1 pads
    base::MatrixF scores;
  };
  Hits search(base::ConstRefF queries, int k);
  std::string save();  // the index; "" when the plugin has none
  void load(const std::string& state);
  const std::map<std::string, std::string>& meta() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class Generator {
 public:
  Generator(const PluginInfo& plugin, const Params& params, CallOptions options);
  ~Generator();
  Generator(Generator&&) noexcept;
  struct Sound {
    std::vector<float> interleaved;
    unsigned channels = 1;
    double sample_rate = 0;
  };
  std::vector<Sound> generate(base::ConstRefF condition, unsigned samples, double seconds,
                              double sample_rate, const std::string& prompt);
  const std::map<std::string, std::string>& meta() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace encore::plugin
