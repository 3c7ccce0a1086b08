// Recordings for the tests of stimuli, written with libsndfile.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/stimuli/sound.hpp"

namespace encore::stimuli {

// A folder that lasts as long as the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "encore-stimuli-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Sound sine(double hz, double seconds, double rate, int channels = 1) {
  Sound sound;
  sound.sample_rate = rate;
  sound.samples.resize(std::llround(seconds * rate), channels);
  for (base::Index i = 0; i < sound.frames(); ++i)
    for (base::Index c = 0; c < channels; ++c)
      sound.samples(i, c) =
          static_cast<float>(0.5 / static_cast<double>(c + 1) *
                             std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / rate));
  return sound;
}

// False when this libsndfile cannot write that format.
inline bool write(const std::filesystem::path& path, const Sound& sound, int format) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(sound.sample_rate);
  info.channels = static_cast<int>(sound.channels());
  info.format = format;
  if (sf_format_check(&info) == 0) return false;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) return false;
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = sound.samples;
  EXPECT_EQ(sf_writef_float(file, rows.data(), rows.rows()), rows.rows());
  sf_close(file);
  return true;
}

template <class Body>
std::string error_of(Body&& body) {
  try {
    body();
    return "";
  } catch (const base::Error& e) {
    return e.what();
  }
}

}  // namespace encore::stimuli
