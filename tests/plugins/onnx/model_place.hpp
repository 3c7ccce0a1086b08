// Model folders that a test writes: small networks with known outputs (tests/reference/
// onnx_networks.py) and a model.yaml of its own.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {

// At 1 kHz, so that a frame of 100 samples is 0.1 s.
inline const char* const kMonoAudio = R"(
audio:
  network: mono.onnx
  input: {name: x, kind: waveform, layout: batch-time}
  sample_rate_hz: 1000
  channels: 1
  window_s: 10
  length: any
  min_samples: 200
  padding: none
  outputs:
    - {name: mean, layer: 0, kind: frames, rate_hz: 10, offset_s: 0.05, dims: 1}
    - {name: both, layer: 1, kind: frames, rate_hz: 10, offset_s: 0.05, dims: 2}
    - {name: half, layer: 2, kind: frames, rate_hz: 5, offset_s: 0.1, dims: 1}
    - {name: whole, layer: pooled, kind: vector, dims: 1}
  default_layer: 1
  pooling: mean
)";

// outside.onnx: the means times 3 and -1, which lie in outside.onnx.data.
inline const char* const kOutsideAudio = R"(
audio:
  network: outside.onnx
  input: {name: x, kind: waveform, layout: batch-time}
  sample_rate_hz: 1000
  channels: 1
  window_s: 10
  length: any
  padding: none
  outputs:
    - {name: mean, layer: 0, kind: frames, rate_hz: 10, offset_s: 0.05, dims: 2}
  default_layer: 0
  pooling: mean
)";

class ModelPlace {
 public:
  std::filesystem::path folder() const { return folder_ / "model"; }
  std::string with(const std::string& more = "") const {
    return "{model: '" + folder().string() + "'" + (more.empty() ? "" : ", " + more) + "}";
  }

  // A folder of one network with the `audio` section, and the checksums of the files there.
  void write(const std::string& audio, const std::string& network) const {
    std::filesystem::create_directories(folder());
    const std::filesystem::path from = ENCORE_SOURCE_DIR "/tests/plugins/onnx/networks";
    for (const std::string& file : {network, network + ".data"})  // weights beside it, if any
      if (std::filesystem::exists(from / file))
        std::filesystem::copy_file(from / file, folder() / file,
                                   std::filesystem::copy_options::overwrite_existing);
    describe(audio);
  }
  void describe(const std::string& audio) const {
    std::string text =
        "schema: encore.model/1\nname: tiny\nfamily: mean\nrole: music\nlicense: MIT\n" + audio +
        "files:\n";
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
      if (entry.path().filename() != "model.yaml")
        text +=
            "  " + entry.path().filename().string() + ": " + base::sha256_file(entry.path()) + "\n";
    base::write_text(folder() / "model.yaml", text);
  }

 private:
  Folder folder_;
};

}  // namespace encore::test

#define EXPECT_SAYS_PART(text, part) \
  do { \
    const std::string whole = (text); \
    EXPECT_NE(whole.find(part), std::string::npos) << "said: " << whole; \
  } while (false)
