// plugins/process/child.hpp: one run of the user's program.
//
// Its own process group, so that whatever it started ends with it: at the time limit, when the
// user wants to stop, and when it ends itself. posix_spawn, since a fork of a process with threads
// of BLAS may only exec; Boost.Process 1.74 forks and has no process groups that outlive an error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "encore/sdk.hpp"

namespace process {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::filesystem::path input;   // becomes its standard input
  std::filesystem::path folder;  // where it works
  double limit_s = 0;
};

// Runs it to its end. Lines "progress 0.4" on standard error are reported to the call; what else
// it writes there or on standard output is kept for errors. Throws encore::Error with its last
// words when it cannot be started, fails, crashes or takes too long, and Cancelled when asked to
// stop.
// Returns the last words.
std::string run(const Command& command, const encore::Call& call);

// "; it said:\n    ..." or "" when it said nothing.
std::string said(const std::string& last_words);

}  // namespace process
