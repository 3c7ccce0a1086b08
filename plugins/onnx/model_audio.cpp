#include "plugins/onnx/model_sections.hpp"

namespace encore::onnx {

// Words of a choice stand in the order of the enum.
LogMel read_log_mel(const YamlMap& m, double sample_rate) {
  LogMel out;
  out.sample_rate = sample_rate;
  out.scale = m.real("scale", 1e-9, 1e9);
  out.center = m.boolean("center");
  out.reflect = m.choice("pad_mode", {"zero", "reflect"}) == 1;
  out.n_fft = m.integer("n_fft", 2, 1 << 20);
  out.window_length = m.integer("window_length", 2, out.n_fft);
  out.hop_length = m.integer("hop_length", 1, 1 << 20);
  out.remove_dc_offset = m.boolean("remove_dc_offset");
  out.preemphasis = m.real("preemphasis", 0, 1);
  out.window = static_cast<LogMel::Window>(
      m.choice("window", {"hann", "hann-symmetric", "povey", "hamming"}));
  out.power = m.real("power", 0.1, 8);
  out.n_mels = m.integer("n_mels", 1, 4096);
  out.fmin_hz = m.real("fmin_hz", 0, sample_rate / 2);
  out.fmax_hz = m.real("fmax_hz", 0, sample_rate / 2);
  if (out.fmax_hz <= out.fmin_hz) m.fail("fmax_hz", "must be above fmin_hz");
  out.mel_scale = static_cast<MelScale>(m.choice("mel_scale", {"htk", "slaney", "kaldi"}));
  out.slaney_norm = m.choice("mel_norm", {"none", "slaney"}) == 1;
  out.floor = m.real("floor", 1e-300, 1);
  out.log = static_cast<LogMel::Log>(m.choice("log", {"natural", "log10", "db"}));
  out.drop_last_frame = m.boolean("drop_last_frame");
  out.dynamic_range = m.real("dynamic_range", 0, 1e6);
  out.frames = m.integer("frames", 0, 1 << 24);
  out.frame_padding = m.real("frame_padding", -1e9, 1e9);
  out.normalize =
      static_cast<LogMel::Normalize>(m.choice("normalize", {"none", "fixed", "per-bin"}));
  if (m.has("mean")) out.mean = m.real("mean", -1e9, 1e9);
  if (m.has("std")) out.std = m.real("std", 1e-9, 1e9);
  out.stack = m.integer("stack", 1, 64);
  m.finish();
  return out;
}

namespace {

void read_input(const YamlMap& audio, AudioModel& out) {
  const auto input = audio.map("input");
  out.input = input.text("name");
  const bool waveform = input.choice("kind", {"log-mel", "waveform"}) == 1;
  out.layout = static_cast<Layout>(
      input.choice("layout", {"batch-time", "batch-channel-time", "batch-time-mel",
                              "batch-mel-time", "batch-channel-time-mel"}));
  const bool of_samples =
      out.layout == Layout::batch_time || out.layout == Layout::batch_channel_time;
  if (waveform != of_samples)
    input.fail("layout", waveform ? "must be batch-time or batch-channel-time for a waveform"
                                  : "must have an axis 'mel' for log-mel");
  if (waveform && out.layout == Layout::batch_time && out.channels > 1)
    input.fail("layout", "must be batch-channel-time for two channels");
  if (!waveform && out.channels > 1) input.fail("kind", "log-mel takes one channel");
  input.finish();
  if (waveform) {
    if (!audio.has("waveform")) return;
    const auto options = audio.map("waveform");
    out.standardise = options.choice("normalize", {"none", "zero-mean-unit-variance"}) == 1;
    options.finish();
    return;
  }
  out.log_mel = read_log_mel(audio.map("log_mel"), out.sample_rate);
}

}  // namespace

std::vector<Output> read_outputs(const YamlMap& section, Output::Kind rows) {
  std::vector<Output> outputs;
  for (const auto& m : section.maps("outputs")) {
    Output out;
    out.name = m.text("name");
    out.layer = m.text("layer");
    const bool frames = rows == Output::Kind::frames;
    out.kind = m.choice("kind", {"vector", frames ? "frames" : "tokens"}) == 1
                   ? rows
                   : Output::Kind::vector;
    if (out.kind == Output::Kind::frames) {
      out.rate_hz = m.real("rate_hz", 1e-3, 1e6);
      if (m.has("offset_s")) out.offset_s = m.real("offset_s", 0, 1e3);
      else out.offset_s = 0.5 / out.rate_hz;
    }
    out.dims = m.integer("dims", 1, 1 << 24);
    m.finish();
    for (const auto& other : outputs)
      if (other.layer == out.layer) m.fail("layer", "stands twice: " + out.layer);
    outputs.push_back(out);
  }
  return outputs;
}

std::string read_default_layer(const YamlMap& section, const std::vector<Output>& outputs) {
  std::vector<std::string> layers;
  for (const auto& out : outputs) layers.push_back(out.layer);
  return layers[section.choice("default_layer", layers)];
}

AudioModel read_audio(const YamlMap& audio) {
  AudioModel out;
  out.network = audio.text("network");
  out.sample_rate = audio.real("sample_rate_hz", 1000, 1e6);
  out.channels = static_cast<int>(audio.integer("channels", 1, 2));
  out.window_s = audio.real("window_s", 1e-3, 36000);
  out.fixed = audio.choice("length", {"any", "fixed"}) == 1;
  if (audio.has("min_samples")) out.min_samples = audio.integer("min_samples", 1, 1 << 30);
  out.padding = static_cast<Padding>(audio.choice("padding", {"none", "zero", "repeat"}));
  read_input(audio, out);
  out.outputs = read_outputs(audio, Output::Kind::frames);
  out.default_layer = read_default_layer(audio, out.outputs);
  const std::vector<std::string> poolings = {"mean", "max", "first", "none"};
  out.pooling = pooling_of(poolings[audio.choice("pooling", poolings)]);
  audio.finish();
  if (out.fixed && out.padding == Padding::none && !(out.log_mel && out.log_mel->frames > 0))
    audio.fail("padding", "must be zero or repeat for an input of fixed length");
  return out;
}

}  // namespace encore::onnx
