// A network's extraction, stopped in the middle: finished clips are kept and not computed again,
// and the features are those of a run that nothing disturbed, to the last bit.
#include <signal.h>

#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "tests/e2e/outputs.hpp"
#include "tests/e2e/tiny_lab.hpp"

namespace encore::test {
namespace {

namespace fs = std::filesystem;

using Features = std::map<std::string, Numbers>;  // clip -> values and times of its entry

// The tiny recipe with tiny-mert, and stimuli of its own that a test may spoil. A window every
// 0.4 s in batches of one makes a clip long enough to be met at work.
struct NetworkPlace : TinyPlace {
  NetworkPlace() {
    fs::copy(tiny_lab() / "stimuli", stimuli(), fs::copy_options::recursive);
    const std::string model = ENCORE_SOURCE_DIR "/tests/data/models/tiny-mert";
    std::string text = replaced(kTinyRecipe, "noise: {use: encore.noise, with: {dims: 8}}",
                                "net: {use: encore.onnx-audio, with: {model: '" + model +
                                    "', layers: [2], window_s: 3, hop_s: 0.4, batch: 1}}");
    text = replaced(text, "noise: [noise]", "net: [net]");
    recipe = write("recipe.yaml", replaced(text, "${paths.lab}/stimuli", stimuli().string()));
  }
  fs::path stimuli() const { return *this / "stimuli"; }
  Words arguments() const { return words("run", recipe, "out", {"--only", "model=net"}); }

  Features features() const {
    Features out;
    if (!fs::exists(store() / "entries")) return out;
    for (const auto& f : fs::recursive_directory_iterator(store() / "entries")) {
      if (f.path().filename() != "meta.json") continue;
      const auto meta = nlohmann::json::parse(read(f.path()));
      if (meta["key"]["task"] != "clip-features") continue;
      out[meta["key"]["clip"]["id"]] = numbers(f.path().parent_path() / "frames.h5");
    }
    return out;
  }

  // Whoever computes this clip again fails: its recording is no sound any more. Size and time are
  // as they were, so the store's memory of its content, and with it the key, stay.
  void spoil(const std::string& clip) const {
    for (const auto& f : fs::recursive_directory_iterator(stimuli())) {
      if (f.path().stem() != clip) continue;
      const auto time = fs::last_write_time(f.path());
      base::write_text(f.path(), std::string(fs::file_size(f.path()), 'x'));
      fs::last_write_time(f.path(), time);
      return;
    }
    ADD_FAILURE() << "no recording of " << clip;
  }
};

class ExtractionInterrupted : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const NetworkPlace straight;
    ASSERT_CODE(run_encore(straight.arguments(), straight.settings()), 0);
    expected = straight.features();
    results = numbers(straight / "out" / "results.h5");
    ASSERT_GE(expected.size(), 30U);
    for (const auto& [clip, arrays] : expected) ASSERT_EQ(arrays.size(), 2U) << clip;
  }

  // Holds the run as soon as some clips are finished, sends the signal, lets it go on. One clip is
  // not enough: planning computes it, to know the size of a row.
  Ended stopped_by(int signal) const {
    Running run(place.arguments(), place.settings());
    while (place.features().size() < kSome && run.runs()) {
    }
    run.send(SIGSTOP);
    EXPECT_LT(place.features().size(), expected.size()) << "it was over before it was stopped";
    run.send(signal);
    run.send(SIGCONT);
    return run.wait();
  }

  void expect_it_goes_on() const {
    const Features kept = place.features();
    ASSERT_GE(kept.size(), kSome);
    ASSERT_LT(kept.size(), expected.size());
    const auto left = std::to_string(expected.size() - kept.size());
    const auto plan = place.plan(place.recipe, "out", {"--only", "model=net"});
    EXPECT_SAYS(plan.out, "to do " + left + "/" + std::to_string(expected.size()));
    for (const auto& [clip, values] : kept) place.spoil(clip);
    ASSERT_CODE(run_encore(place.arguments(), place.settings()), 0);
    EXPECT_TRUE(place.features() == expected) << "clips differ from those of a whole run";
    EXPECT_EQ(largest_difference(numbers(place / "out" / "results.h5"), results), 0);
    // That a spoilt recording is noticed: computed from the beginning, the run fails.
    auto words = place.arguments();
    words.insert(words.end(), {"--force", "features"});
    const auto forced = run_encore(words, place.settings());
    EXPECT_NE(forced.exit, 0);
    EXPECT_SAYS(forced.err, "as audio");
  }

  static constexpr std::size_t kSome = 4;
  NetworkPlace place;
  static Features expected;
  static Numbers results;
};
Features ExtractionInterrupted::expected;
Numbers ExtractionInterrupted::results;

TEST_F(ExtractionInterrupted, ByKill) {
  EXPECT_EQ(stopped_by(SIGKILL).signal, SIGKILL);
  expect_it_goes_on();
}

TEST_F(ExtractionInterrupted, ByCtrlC) {
  const auto ended = stopped_by(SIGINT);
  EXPECT_CODE(ended, 130);
  EXPECT_SAYS(ended.err, "what was finished is kept");
  EXPECT_TRUE(fs::is_empty(place.store() / "tmp"));
  expect_it_goes_on();
}

}  // namespace
}  // namespace encore::test
