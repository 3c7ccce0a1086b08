// encore.process with a program that behaves in every way that programs do.
#include <csignal>
#include <fstream>
#include <thread>

#include "core/base/stop.hpp"
#include "tests/core/io/folder.hpp"
#include "tests/plugins/features/extractor.hpp"

namespace encore::test {
namespace {

plugin::CallOptions allowed() {
  plugin::CallOptions options;
  options.programs = true;
  return options;
}

plugin::FeatureExtractor program(const std::string& how, const std::string& more = "",
                                 plugin::CallOptions options = allowed()) {
  return extractor("process",
                   "{program: " ENCORE_TEST_PROGRAM ", parameters: [how=" + how + "]" + more + "}",
                   std::move(options));
}

plugin::ClipInput heard(const std::string& id, float level = 0.25f) {
  plugin::ClipInput clip;
  clip.id = id;
  clip.duration_s = 1;
  clip.sample_rate = 8000;
  clip.audio = base::MatrixF::Constant(8000, 1, level);
  return clip;
}

const std::vector<plugin::ClipInput> two = {heard("blues.00000"), heard("a/b", 0.5f)};

// What extract_many of both clips says.
std::string failure(const std::string& how, const std::string& more = "") {
  return error_of([&] { program(how, more).extract_many(two); });
}

void expect_says(const std::string& text, std::initializer_list<const char*> parts) {
  for (const char* part : parts)
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(Process, AnswersInManyClipsAndOne) {
  auto plugin = program("well");
  EXPECT_EQ(plugin.preferred_clips(), 32u);
  const auto both = plugin.extract_many(two);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].values, (base::MatrixF(1, 3) << 11, 0.25f, 1).finished());
  EXPECT_EQ(both[1].values, (base::MatrixF(1, 3) << 3, 0.5f, 1).finished());
  EXPECT_EQ(both[1].spans, (base::MatrixD(1, 2) << 0, 1).finished());
  EXPECT_EQ(plugin.extract(two[1]).values, both[1].values);
}

TEST(Process, Hdf5SaysHowFarRowsAreApart) {
  const auto both = program("hdf5", ", format: hdf5").extract_many(two);
  EXPECT_EQ(both[0].values, (base::MatrixF(2, 3) << 11, 0.25f, 1, 2, 2, 2).finished());
  EXPECT_EQ(both[0].spans, (base::MatrixD(2, 2) << 0, 0.5, 0.5, 1).finished());
}

TEST(Process, RowsNeedAHop) {
  EXPECT_EQ(program("rows", ", hop_s: 0.3").extract(two[0]).spans,
            (base::MatrixD(3, 2) << 0, 0.3, 0.3, 0.6, 0.6, 0.6 + 0.3).finished());
  expect_says(failure("rows"), {"'hop_s'", "has 3 rows"});
  expect_says(failure("rows", ", hop_s: 0.6"), {"3 rows", "the clip lasts"});
}

TEST(Process, WrongAnswersAreErrorsThatNameTheClip) {
  expect_says(failure("nan"), {"'blues.00000'", "is NaN", "last words:", "chatter 19999"});
  expect_says(failure("shape"), {"'a/b'", "has 4 columns, not 3"});
  expect_says(failure("well", ", dims: 5"), {"'blues.00000'", "has 3 columns, not 5"});
  expect_says(failure("missing"), {"'blues.00000'", "is missing"});
  expect_says(failure("extra"), {"polka", "no clip of the request"});
  expect_says(failure("truncated"), {"0000-blues.00000.npy"});
  expect_says(failure("well", ", format: hdf5"), {"features.h5", "was not written"});
}

TEST(Process, FailuresHaveTheLastWords) {
  expect_says(failure("exit"), {"process_program", "exit code 3", "no such layer: 77"});
  expect_says(failure("crash"), {"SIGSEGV", "no such layer: 77"});
  const auto none = error_of(
      [] { extractor("process", "{program: /nowhere/at/all}", allowed()).extract(two[0]); });
  expect_says(none, {"/nowhere/at/all", "cannot be started"});
}

// The id of the process that a hanging program started, once it is known.
pid_t child_of(const std::filesystem::path& file) {
  for (int i = 0; i < 500; ++i) {
    pid_t pid = 0;
    if (std::ifstream(file) >> pid) return pid;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return 0;
}

// Gone, or a zombie that nobody has reaped yet.
bool gone(pid_t pid) {
  for (int i = 0; i < 200; ++i) {
    if (::kill(pid, 0) != 0) return true;
    std::string word;
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    stat >> word >> word >> word;
    if (word == "Z") return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(Process, AHangIsEndedWithAllThatItStarted) {
  const Folder folder;
  const auto file = folder / "pid";
  const auto text = error_of([&] {
    extractor("process",
              "{program: " ENCORE_TEST_PROGRAM
              ", time_limit_s: 3, parameters: [how=hang, "
              "'pid=" +
                  file.string() + "']}",
              allowed())
        .extract(two[0]);
  });
  expect_says(text, {"took longer than time_limit_s, 3 s", "chatter"});
  const pid_t child = child_of(file);
  ASSERT_GT(child, 0);
  EXPECT_TRUE(gone(child));
}

TEST(Process, StopsWhenAskedTo) {
  const Folder folder;
  const auto file = folder / "pid";
  auto options = allowed();
  pid_t child = 0;
  options.progress = [&](double, std::string_view) {
    if (child == 0 && !(std::ifstream(file) >> child)) return;
    throw base::Interrupted{};
  };
  auto plugin = extractor("process",
                          "{program: " ENCORE_TEST_PROGRAM
                          ", time_limit_s: 60, parameters: "
                          "[how=hang, 'pid=" +
                              file.string() + "']}",
                          options);
  EXPECT_THROW(plugin.extract(two[0]), base::Interrupted);
  EXPECT_TRUE(gone(child));
}

TEST(Process, ReportsProgress) {
  double most = 0;
  auto options = allowed();
  options.progress = [&](double fraction, std::string_view) { most = std::max(most, fraction); };
  program("well", "", options).extract_many(two);
  EXPECT_EQ(most, 1.0);
}

TEST(Process, NothingRunsWithoutPermission) {
  auto plugin = program("well", "", {});
  EXPECT_TRUE(plugin.needs().audio);
  expect_says(error_of([&] { plugin.extract(two[0]); }),
              {"encore.process runs programs, which nobody has allowed"});
  EXPECT_NE(error_of([&] { plugin.extract_many(two); }), "");
}

TEST(Process, RefusesParametersThatAreNone) {
  expect_says(error_of([] { extractor("process", "{program: /x, parameters: [layer]}"); }),
              {"'layer' is not NAME=VALUE"});
  expect_says(error_of([] { extractor("process", "{program: /x, parameters: [a=1, a=2]}"); }),
              {"'a' stands twice"});
}

}  // namespace
}  // namespace encore::test
