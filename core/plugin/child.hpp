// core/plugin/child.hpp: run a program, keep what it says, and survive whatever it does.
#pragma once

#include <string>
#include <vector>

namespace encore::plugin {

struct ChildResult {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  bool timed_out = false;
  std::string out, err;  // at most 16 MiB each

  bool ok() const { return exit_code == 0 && !timed_out; }
  // "ended by SIGSEGV", "took longer than 10 s", "exit code 3", with the last line of `err` (or
  // a sanitizer's summary).
  std::string failure() const;
  double limit_s = 0;
};

// argv[0] is the path of the program. Standard input is empty. Safe from any thread; never forks
// without exec, so that threads of BLAS do no harm. Throws base::Error when it cannot be started.
ChildResult run_child(const std::vector<std::string>& argv, double limit_s);

// For the child: moves what anybody writes to standard output to standard error, and returns a
// descriptor that still leads to the old standard output.
int take_standard_output();
// Writes all of `text`; false when nobody reads it.
bool write_all(int descriptor, const std::string& text);

}  // namespace encore::plugin
