#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {
namespace {

// Collects what a generator writes. The first thing that is wrong ends the call.
struct Collector {
  std::vector<Generator::Sound> sounds;
  std::string wrong;
  std::mutex mutex;

  std::int32_t take(std::uint32_t sample, const float* interleaved, std::int64_t frames,
                    std::uint32_t channels, double rate) {
    const std::scoped_lock lock(mutex);
    if (sample >= sounds.size())
      wrong = fmt::format("wrote sound {} of {}", sample + 1, sounds.size());
    else if (frames < 0 || channels == 0 || channels > 64 || !(rate > 0) || rate > 1e6)
      wrong = fmt::format("wrote {} frames, {} channels, {} Hz", frames, channels, rate);
    if (!wrong.empty()) return 1;
    auto& sound = sounds[sample];
    const bool first = sound.interleaved.empty();
    if (!first && (sound.channels != channels || sound.sample_rate != rate)) {
      wrong = fmt::format("changed the format within sound {}", sample + 1);
      return 1;
    }
    sound.channels = channels;
    sound.sample_rate = rate;
    const auto n = static_cast<std::size_t>(frames) * channels;
    if (!std::all_of(interleaved, interleaved + n, [](float v) { return std::isfinite(v); })) {
      wrong = fmt::format("wrote NaN or infinity into sound {}", sample + 1);
      return 1;
    }
    sound.interleaved.insert(sound.interleaved.end(), interleaved, interleaved + n);
    return base::stop_requested() ? 1 : 0;
  }

  static std::int32_t write(void* ctx, std::uint32_t sample, const float* interleaved,
                            std::int64_t frames, std::uint32_t channels, double rate) noexcept {
    auto& me = *static_cast<Collector*>(ctx);
    try {
      return me.take(sample, interleaved, frames, channels, rate);
    } catch (...) {
      me.wrong = "wrote more than there is memory for";
      return 1;
    }
  }
};

}  // namespace

struct Generator::State {
  State(const PluginInfo& plugin, const Params& params, CallOptions options)
      : instance(plugin, params, std::move(options), ENCORE_KIND_GENERATOR),
        table(copy_struct<encore_generator_vt>(instance.vtable())) {}
  Instance instance;
  encore_generator_vt table;
};

Generator::Generator(const PluginInfo& plugin, const Params& params, CallOptions options)
    : state_(std::make_unique<State>(plugin, params, std::move(options))) {}
Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;

std::vector<Generator::Sound> Generator::generate(base::ConstRefF condition, unsigned samples,
                                                  double seconds, double sample_rate,
                                                  const std::string& prompt) {
  auto& instance = state_->instance;
  Collector collector;
  collector.sounds.resize(samples);
  const encore_gen_request request{sizeof(encore_gen_request), samples,       seconds, sample_rate,
                                   view_of(condition),         prompt.c_str()};
  const encore_gen_sink sink{&collector, &Collector::write};
  CallContext call(instance.options());
  const auto status = state_->table.generate(instance.self(), call.raw(), &request, &sink);
  base::check_stop();
  if (!collector.wrong.empty()) instance.misbehaved("generate", collector.wrong);
  instance.finish("generate", status, call);
  for (std::size_t i = 0; i < collector.sounds.size(); ++i)
    if (collector.sounds[i].interleaved.empty() && seconds > 0)
      instance.misbehaved("generate", fmt::format("made no sound {}", i + 1));
  return std::move(collector.sounds);
}

const std::map<std::string, std::string>& Generator::meta() const {
  return state_->instance.meta();
}

}  // namespace encore::plugin
