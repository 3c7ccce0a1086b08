// plugins/onnx/model_folder.hpp: a network with everything that says how to use it.
//
//   const ModelFolder model = read_model_folder("models/clap");   // model.yaml, strictly
//   check_files(model);                                           // every file is there and whole
//
// docs/models.md describes the keys (schema encore.model/1). Errors are encore::Error with
// "FILE:LINE" as their place. Immutable after reading.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugins/onnx/log_mel.hpp"
#include "plugins/onnx/pooling.hpp"
#include "plugins/onnx/waveform.hpp"

namespace encore::onnx {

// An output of a network: frames [batch, time, dims], tokens [batch, token, dims], or one vector a
// window or caption [batch, dims].
struct Output {
  enum class Kind { frames, tokens, vector };
  std::string name;   // in the ONNX file
  std::string layer;  // what a recipe asks for: "7", "pooled"
  Kind kind = Kind::frames;
  double rate_hz = 0;   // frames: one every 1 / rate_hz
  double offset_s = 0;  // frames: centre of the first after the window's start
  std::int64_t dims = 0;
};

// The order of the axes of the network's input; for log-mel a channel is one.
enum class Layout {
  batch_time,
  batch_channel_time,
  batch_time_mel,
  batch_mel_time,
  batch_channel_time_mel
};

struct AudioModel {
  std::string network, input;
  Layout layout = Layout::batch_time;
  double sample_rate = 0;  // Hz
  int channels = 1;        // 2: mono sound is given to both
  double window_s = 0;     // what the network takes in one go
  bool fixed = false;      // its input has one size; otherwise any up to window_s
  std::int64_t min_samples = 1;
  Padding padding = Padding::none;
  bool standardise = false;       // waveforms: zero mean, unit variance
  std::optional<LogMel> log_mel;  // none: waveform
  std::vector<Output> outputs;    // in the order of depth
  std::string default_layer;
  Pooling pooling = Pooling::mean;
};

struct TextModel {
  std::string network, ids, mask, types;  // types: "" when the network has no such input
  std::string tokenizer;
  std::int64_t max_tokens = 0;
  std::optional<std::int64_t> pad;  // the id that fills captions up; none: nothing may
  std::vector<Output> outputs;
  std::string default_layer;
  Pooling pooling = Pooling::mean;
  bool unit_length = false;  // l2
};

struct ModelFolder {
  std::filesystem::path folder;
  std::string name, family, role, license, citation, source;
  std::optional<AudioModel> audio;
  std::optional<TextModel> text;
  std::map<std::string, std::string> files;  // name to SHA-256

  std::string path(const std::string& file) const { return (folder / file).string(); }
};

ModelFolder read_model_folder(const std::filesystem::path& folder);

// Throws when a file of the list is missing or has another SHA-256, or when a network has weights
// in a file that is not in the list, whose content nobody would know.
void check_files(const ModelFolder& model);

}  // namespace encore::onnx
