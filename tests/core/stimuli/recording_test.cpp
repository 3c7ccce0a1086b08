#include "core/stimuli/recording.hpp"

#include <cstdlib>
#include <fstream>
#include <limits>

#include "core/stimuli/clip.hpp"
#include "tests/core/stimuli/files.hpp"

namespace encore::stimuli {
namespace {

constexpr int wav = SF_FORMAT_WAV | SF_FORMAT_FLOAT;

TEST(Recording, CropIsThatPartOfTheWhole) {
  const Folder folder;
  const std::pair<const char*, int> formats[] = {
      {"a.wav", wav},
      {"a16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
      {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
      {"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
      {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}};
  for (const auto& [name, format] : formats) {
    ASSERT_TRUE(write(folder / name, sine(440, 4, 44100, 2), format)) << name;
    const Sound whole = read_recording(folder / name, 0, 0, "whole");
    ASSERT_GE(whole.frames(), 4 * 44100 - 2000) << name;
    EXPECT_EQ(whole.channels(), 2);
    const Sound part = read_recording(folder / name, 1.25, 1.5, "part");
    ASSERT_EQ(part.frames(), 66150) << name;
    const auto expected = whole.samples.middleRows(55125, 66150);
    EXPECT_LT((part.samples - expected).cwiseAbs().maxCoeff(), 1e-4F) << name;
  }
}

TEST(Recording, WavIsReadAsWritten) {
  const Folder folder;
  const Sound sound = sine(1000, 0.5, 22050, 2);
  ASSERT_TRUE(write(folder / "a.wav", sound, wav));
  EXPECT_EQ(read_recording(folder / "a.wav", 0, 0, "a").samples, sound.samples);
  const auto info = describe_recording(folder / "a.wav");
  EXPECT_EQ(info.frames, 11025);
  EXPECT_EQ(info.channels, 2);
  EXPECT_NE(info.format.find("WAV"), std::string::npos) << info.format;
}

TEST(Recording, ALittleBeyondTheEndIsZerosAndMoreAnError) {
  const Folder folder;
  ASSERT_TRUE(write(folder / "a.wav", sine(440, 3, 8000), wav));
  const Sound padded = read_recording(folder / "a.wav", 1, 2.04, "a");
  ASSERT_EQ(padded.frames(), 16320);
  EXPECT_NE(padded.samples(15998, 0), 0);
  EXPECT_TRUE(padded.samples.bottomRows(320).isZero(0));
  const auto text = error_of([&] { read_recording(folder / "a.wav", 1, 2.06, "disco.00011"); });
  for (const char* part : {"disco.00011", "3.060 s", "a.wav", "3.000 s"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
  EXPECT_NE(error_of([&] { read_recording(folder / "a.wav", 3.01, 0.01, "a"); }), "");
  EXPECT_NE(error_of([&] { read_recording(folder / "a.wav", -1, 1, "a"); }), "");
}

TEST(Recording, WhatIsWrongIsNamed) {
  const Folder folder;
  const auto read = [](const std::filesystem::path& path) {
    return error_of([&] { read_recording(path, 0, 0, "clip"); });
  };
  EXPECT_NE(read(folder / "none.wav").find((folder / "none.wav").string()), std::string::npos);
  std::ofstream(folder / "text.wav") << "this is not a recording";
  EXPECT_NE(read(folder / "text.wav").find("as audio"), std::string::npos);
  EXPECT_NE(read(folder / "").find("is not a file"), std::string::npos);
  ASSERT_TRUE(write(folder / "empty.wav", sine(440, 0, 8000), wav));
  EXPECT_NE(read(folder / "empty.wav").find("no samples"), std::string::npos);

  Sound broken = sine(440, 1, 8000);
  broken.samples(4000, 0) = std::numeric_limits<float>::quiet_NaN();
  ASSERT_TRUE(write(folder / "nan.wav", broken, wav));
  EXPECT_NE(read(folder / "nan.wav").find("NaN"), std::string::npos);
  EXPECT_EQ(error_of([&] { read_recording(folder / "nan.wav", 0, 0.4, "before it"); }), "");
}

TEST(Recording, TruncatedFlacIsAnError) {
  const Folder folder;
  ASSERT_TRUE(write(folder / "a.flac", sine(440, 4, 44100), SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
  std::filesystem::resize_file(folder / "a.flac",
                               std::filesystem::file_size(folder / "a.flac") / 2);
  EXPECT_NE(error_of([&] { read_recording(folder / "a.flac", 0, 4, "a"); }), "");
}

TEST(Recording, RealRecordingsCanBeRead) {
  const char* given = std::getenv("ENCORE_TEST_DATA");
  const auto folder =
      std::filesystem::path(given != nullptr ? given : ENCORE_TEST_DATA_DEFAULT) / "audio";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no recordings in " << folder;
  int recordings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".ogg") continue;
    ++recordings;
    const auto info = describe_recording(entry.path());
    EXPECT_EQ(info.sample_rate, 22050);
    const Sound end = load_clip({.name = "end",
                                 .file = entry.path(),
                                 .start_s = info.seconds() - 2,
                                 .duration_s = 2,
                                 .sample_rate = 16000});
    EXPECT_EQ(end.frames(), 32000);
    EXPECT_TRUE(end.samples.allFinite());
  }
  EXPECT_EQ(recordings, 7);
}

}  // namespace
}  // namespace encore::stimuli
