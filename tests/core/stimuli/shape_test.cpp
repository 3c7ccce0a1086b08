#include "core/stimuli/shape.hpp"

#include "core/stimuli/clip.hpp"
#include "tests/core/stimuli/files.hpp"

namespace encore::stimuli {
namespace {

TEST(Shape, MonoIsTheMean) {
  Sound sound = sine(100, 0.1, 8000, 2);
  const base::MatrixF expected = 0.5F * (sound.samples.col(0) + sound.samples.col(1));
  mix_to_mono(sound);
  EXPECT_TRUE(sound.samples.isApprox(expected));
}

TEST(Shape, FadeIsARaisedCosine) {
  Sound sound{base::MatrixF::Ones(1000, 2), 100};
  fade(sound, 2);
  EXPECT_LT(sound.samples(0, 0), 1e-3F);
  EXPECT_NEAR(sound.samples(50, 0), 0.5 - 0.5 * std::cos(std::numbers::pi * 50.5 / 200), 1e-6);
  EXPECT_NEAR(sound.samples(99, 1) + sound.samples(100, 1), 1, 1e-6);  // symmetric about the half
  EXPECT_EQ(sound.samples(200, 0), 1);
  EXPECT_EQ(sound.samples(999, 0), sound.samples(0, 0));
  Sound brief{base::MatrixF::Ones(10, 1), 100};
  fade(brief, 2);  // longer than half the sound: the two fades meet
  EXPECT_GT(brief.samples(4, 0), 0.9F);
}

TEST(Shape, LevelIsRms) {
  Sound sound = sine(440, 1, 44100);
  EXPECT_NEAR(rms_db(sound), 20 * std::log10(0.5 / std::sqrt(2)), 1e-3);
  level(sound, -23);
  EXPECT_NEAR(rms_db(sound), -23, 1e-4);
  Sound silence{base::MatrixF::Zero(100, 1), 8000};
  level(silence, -23);
  EXPECT_TRUE(silence.samples.isZero(0));
}

// Against the sine itself at the new rate; and nothing of a sine above half the new rate.
TEST(Shape, ResamplingKeepsWhatFitsAndNothingElse) {
  const Sound low = resample(sine(1000, 1, 44100, 2), 16000);
  ASSERT_EQ(low.frames(), 16000);
  const Sound expected = sine(1000, 1, 16000, 2);
  EXPECT_LT((low.samples - expected.samples).middleRows(1000, 14000).cwiseAbs().maxCoeff(), 1e-5F);
  Sound high = resample(sine(12000, 1, 44100), 22050);
  high.samples = high.samples.middleRows(1000, 20000).eval();
  EXPECT_LT(rms_db(high), -100);
  EXPECT_EQ(resample(sine(100, 0.3, 11025), 22050).frames(), 6616);
  EXPECT_EQ(resample(sine(100, 0.3, 8000), 8000).samples, sine(100, 0.3, 8000).samples);
}

TEST(Clip, StepsComeInTheirOrder) {
  const Folder folder;
  ASSERT_TRUE(write(folder / "a.wav", sine(440, 3, 44100, 2), SF_FORMAT_WAV | SF_FORMAT_FLOAT));
  const Sound clip = load_clip({.name = "a",
                                .file = folder / "a.wav",
                                .start_s = 0.5,
                                .duration_s = 2,
                                .fade_s = 0.5,
                                .rms_db = -20,
                                .sample_rate = 22050});
  EXPECT_EQ(clip.frames(), 44100);
  EXPECT_EQ(clip.channels(), 1);
  EXPECT_NEAR(rms_db(clip), -20, 0.01);
  EXPECT_LT(std::abs(clip.samples(0, 0)), 1e-4F);
  const Sound plain = load_clip({.name = "a", .file = folder / "a.wav", .mono = false});
  EXPECT_EQ(plain.channels(), 2);
  EXPECT_EQ(plain.sample_rate, 44100);
}

TEST(Clip, DigestKnowsAllThatChangesTheSound) {
  const ClipRequest request{.name = "a", .file = "a.wav", .start_s = 1, .duration_s = 15};
  const auto digest = [](ClipRequest r) { return clip_digest("00ff", r); };
  ClipRequest other = request;
  other.name = "b";
  other.file = "elsewhere/a.wav";
  EXPECT_EQ(digest(request), digest(other));
  EXPECT_NE(digest(request), clip_digest("00fe", request));
  const auto differs = [&](auto&& change) {
    ClipRequest r = request;
    change(r);
    EXPECT_NE(digest(request), digest(r));
  };
  differs([](ClipRequest& r) { r.start_s = 1.01; });
  differs([](ClipRequest& r) { r.duration_s = 14.99; });
  differs([](ClipRequest& r) { r.fade_s = 2; });
  differs([](ClipRequest& r) { r.rms_db = 0; });
  differs([](ClipRequest& r) { r.sample_rate = 22050; });
  differs([](ClipRequest& r) { r.mono = false; });
}

}  // namespace
}  // namespace encore::stimuli
