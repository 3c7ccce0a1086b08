#include "core/features/rates.hpp"

#include <fstream>

#include "tests/core/stimuli/files.hpp"

namespace encore::features {
namespace {

class Rates : public testing::Test {
 protected:
  // A recording of that rate, and clips with these names in it.
  void record(const std::string& file, double rate, const std::vector<std::string>& ids) {
    ASSERT_TRUE(stimuli::write(folder / file, stimuli::sine(440, 0.1, rate),
                               SF_FORMAT_WAV | SF_FORMAT_PCM_16));
    add(file, ids);
  }
  void add(const std::string& file, const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
      data::Clip clip;
      clip.id = id;
      clip.file = folder / file;
      clips.push_back(clip);
    }
  }
  std::string said(double rate) const { return low_rates(clips, rate, "encore.onnx-audio"); }
  stimuli::Folder folder;
  std::vector<data::Clip> clips;
};

TEST_F(Rates, EachClipOfALowerRateIsCountedAndTheFirstIsNamed) {
  record("high.wav", 48000, {"high"});
  record("phone.wav", 8000, {"phone-1", "phone-2"});
  record("old.wav", 22050, {"old"});
  EXPECT_EQ(said(16000),
            "2 of 4 clips are recorded at a lower sampling rate than the 16000 Hz that "
            "encore.onnx-audio reads; the first, phone-1, has 8000 Hz: its band above 4000 Hz is "
            "empty");
  EXPECT_EQ(said(48000),
            "3 of 4 clips are recorded at a lower sampling rate than the 48000 Hz that "
            "encore.onnx-audio reads; the first, phone-1, has 8000 Hz: its band above 4000 Hz is "
            "empty");
}

TEST_F(Rates, TheSameOrAHigherRateIsEnough) {
  record("phone.wav", 8000, {"phone"});
  EXPECT_EQ(said(8000), "");
  EXPECT_EQ(said(4000), "");
  EXPECT_EQ(said(0), "") << "as recorded";
}

TEST_F(Rates, WhatCannotBeReadIsLeftToTheExtraction) {
  std::ofstream(folder / "text.wav") << "no sound";
  add("text.wav", {"text"});
  add("nothing.wav", {"nothing"});
  EXPECT_EQ(said(48000), "");
  record("phone.wav", 8000, {"phone"});
  EXPECT_TRUE(said(48000).starts_with("1 of 3 clips are")) << said(48000);
}

}  // namespace
}  // namespace encore::features
