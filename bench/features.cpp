// Clips of sound through feature plugins, one instance a thread, as core/features does it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include "bench/arrays.hpp"
#include "bench/command.hpp"
#include "core/base/parallel.hpp"
#include "core/base/value.hpp"
#include "core/features/chunks.hpp"
#include "core/plugin/instance.hpp"
#include "core/stimuli/clip.hpp"

namespace encore::bench {
namespace {

using Clock = std::chrono::steady_clock;
using base::Index;

struct Request {
  std::string plugins, program, audio, captions, out;
  std::vector<std::string> ids = {"encore.mel", "encore.mfcc"}, parameters;
  int clips = 540, distinct = 36;
  double rate = 22050;
};

void print(const std::string& what, Clock::time_point start) {
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  fmt::print("{{\"what\": \"{}\", \"seconds\": {:.3f}, \"peak_mib\": {:.0f}}}\n", what, seconds,
             peak_mib());
}

// Clip after clip, of each the columns one after the other.
void write(const std::string& path, const std::vector<plugin::FeatureFrames>& features) {
  std::ofstream file(path, std::ios::binary);
  for (const auto& f : features)
    file.write(reinterpret_cast<const char*>(f.values.data()),
               static_cast<std::streamsize>(f.values.size() * sizeof(float)));
  if (!file) throw std::runtime_error("cannot write " + path);
}

// A caption a line.
std::vector<plugin::ClipInput> read_captions(const std::string& path) {
  std::ifstream file(path);
  std::vector<plugin::ClipInput> clips;
  for (std::string line; std::getline(file, line);) {
    plugin::ClipInput clip;
    clip.id = fmt::format("clip{}", clips.size());
    clip.text = line;
    clip.duration_s = 15;
    clips.push_back(clip);
  }
  if (clips.empty()) throw std::runtime_error("no captions in " + path);
  return clips;
}

std::vector<plugin::ClipInput> read_clips(const Request& r) {
  if (!r.captions.empty()) return read_captions(r.captions);
  const auto samples = static_cast<Index>(15 * r.rate);
  const auto sounds = read_matrix(r.audio, samples, r.distinct);
  std::vector<plugin::ClipInput> clips(static_cast<std::size_t>(r.distinct));
  for (std::size_t c = 0; c < clips.size(); ++c) {
    clips[c].id = fmt::format("clip{}", c);
    clips[c].sample_rate = r.rate;
    clips[c].duration_s = 15;
    clips[c].audio = sounds.col(static_cast<Index>(c));
  }
  return clips;
}

// KEY=VALUE as a recipe's `with`.
base::Value with(const std::vector<std::string>& parameters) {
  base::Value map;
  map.kind = base::Value::Kind::map;
  for (const auto& p : parameters) {
    const auto at = p.find('=');
    if (at == std::string::npos) throw std::runtime_error("not KEY=VALUE: " + p);
    base::Value value;
    value.kind = base::Value::Kind::scalar;
    value.text = p.substr(at + 1);
    map.members.push_back({p.substr(0, at), {}, value});
  }
  return map;
}

// As encore run does: chunks of clips to whoever is idle, an instance a thread.
void extract(const plugin::PluginInfo& info, const plugin::Params& params,
             const std::vector<plugin::ClipInput>& clips, std::size_t count,
             std::vector<plugin::FeatureFrames>& results) {
  std::atomic<std::size_t> next = 0;
  base::parallel_for(base::threads(), [&](std::size_t) {
    plugin::FeatureExtractor extractor(info, params, {});
    const auto chunk = features::chunk_of(count, extractor.preferred_clips(), base::threads());
    for (auto first = next.fetch_add(chunk); first < count; first = next.fetch_add(chunk)) {
      std::vector<plugin::ClipInput> part;
      for (auto c = first; c < std::min(count, first + chunk); ++c)
        part.push_back(clips[c % clips.size()]);
      auto frames = extractor.extract_many(part);
      for (std::size_t i = 0; i < part.size(); ++i)
        if (first + i < clips.size()) results[first + i] = std::move(frames[i]);
    }
  });
}

void features(const Request& r) {
  const auto catalog = plugin::Catalog::scan({r.plugins}, r.program);
  const auto clips = read_clips(r);
  for (const auto& id : r.ids) {
    const auto* info = catalog.find(id);
    if (info == nullptr) throw std::runtime_error("no plugin " + id + " in " + r.plugins);
    base::Diagnostics bad;
    const auto given = with(r.parameters);
    const auto params = plugin::resolve(
        *info, &given, {}, [](const auto& p) { return p; }, bad);
    bad.throw_if_any();
    std::vector<plugin::FeatureFrames> results(clips.size());
    const auto start = Clock::now();
    extract(*info, params, clips, static_cast<std::size_t>(r.clips), results);
    print(id, start);
    if (!r.out.empty()) write(r.out + "/" + id + ".f32", results);
  }
}

// Files as a laboratory has them: cut, mixed, faded, levelled and resampled to 22.05 kHz.
void clips(const std::string& folder, int count) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const auto start = Clock::now();
  base::parallel_for(static_cast<std::size_t>(count), [&](std::size_t i) {
    stimuli::load_clip({.name = "clip",
                        .file = files[i % files.size()],
                        .start_s = 5,
                        .duration_s = 15,
                        .fade_s = 2,
                        .rms_db = -20,
                        .sample_rate = 22050});
  });
  print("clips", start);
}

}  // namespace

void add_features(CLI::App& app) {
  auto r = std::make_shared<Request>();
  auto* command =
      app.add_subcommand("features", "Extract features from clips of sound, or captions");
  command->add_option("plugins", r->plugins, "folder with plugins")->required();
  command->add_option("program", r->program, "the program encore, which scans them")->required();
  auto* source = command->add_option_group("source", "one of");
  source->add_option("--audio", r->audio, "float32, clip after clip");
  source->add_option("--captions", r->captions, "a caption a line");
  source->require_option(1);
  command->add_option("--set", r->parameters, "KEY=VALUE, parameters of the plugins");
  command->add_option("--distinct", r->distinct, "clips in the file");
  command->add_option("--rate", r->rate, "samples a second, 15 s a clip; encore.mtf wants 16000");
  command->add_option("--clips", r->clips, "clips to extract; those of the file again and again");
  command->add_option("--id", r->ids, "plugins, one after the other");
  command->add_option("--out", r->out, "folder for the features, float32");
  command->callback([=] { features(*r); });
}

void add_clips(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  auto count = std::make_shared<int>(540);
  auto* command = app.add_subcommand("clips", "Read clips of 15 s, 5 s into each recording");
  command->add_option("folder", *folder, "recordings and nothing else")->required();
  command->add_option("--clips", *count);
  command->callback([=] { clips(*folder, *count); });
}

}  // namespace encore::bench
