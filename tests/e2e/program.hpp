// tests/e2e/program.hpp: the real `encore` as a child process.
//
//   const auto done = run_encore({"run", recipe.string(), "--out", out.string()},
//   place.settings()); EXPECT_EQ(done.exit, 0) << done.err;
//
// Nothing reaches the user's home: the store and the machine file are always given.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/core/io/folder.hpp"

namespace encore::test {

using Words = std::vector<std::string>;

struct Settings {
  std::map<std::string, std::string> environment;  // added to that of the test
  double limit_s = 120;                            // killed after that
  std::string output;                              // instead of a file that is read back
  std::uint64_t file_limit = 0;                    // bytes of the largest file; 0: none
};

struct Ended {
  int exit = -1;   // exit code, -1 when a signal ended it
  int signal = 0;  // that signal
  std::string out, err;
  std::uint64_t peak_memory = 0;  // bytes, resident
};

// A program that runs beside the test. Killed when destroyed.
class Running {
 public:
  Running(const Words& arguments, const Settings& settings);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void send(int signal) const;
  // Waits until `text` stands in the standard error; false when the program ended without.
  bool says(const std::string& text);
  bool runs();
  Ended wait();

 private:
  void reap(int status);
  Folder folder_;
  pid_t pid_ = -1;
  double limit_s_;
  bool reaped_ = false;
  Ended ended_;
};

Ended run_encore(const Words& arguments, const Settings& settings);

// A folder with a store and a machine file; where a test works.
class Place {
 public:
  // `paths`: what ${paths.x} stands for.
  explicit Place(const std::map<std::string, std::string>& paths = {});
  const Settings& settings() const { return settings_; }
  Settings& settings() { return settings_; }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
  std::filesystem::path store() const { return folder_ / "store"; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    return folder_.write(name, text);
  }
  // encore COMMAND RECIPE --out OUT and more.
  Ended run(const std::filesystem::path& recipe, const std::string& out,
            const Words& more = {}) const;
  Ended plan(const std::filesystem::path& recipe, const std::string& out,
             const Words& more = {}) const;
  Words words(const std::string& command, const std::filesystem::path& recipe,
              const std::string& out, const Words& more) const;

 private:
  Folder folder_;
  Settings settings_;
};

std::string read(const std::filesystem::path& file);

}  // namespace encore::test

// Shows both streams when an exit code is another one.
#define EXPECT_CODE(ended, code) \
  EXPECT_EQ((ended).exit, code) << "signal " << (ended).signal << "\n" << (ended).out << (ended).err
#define ASSERT_CODE(ended, code) \
  ASSERT_EQ((ended).exit, code) << "signal " << (ended).signal << "\n" << (ended).out << (ended).err
#define EXPECT_SAYS(text, part) \
  EXPECT_TRUE(encore::test::contains(text, part)) << "lacks: " << (part) << "\nsaid: " << (text)
