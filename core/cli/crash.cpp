#include "core/cli/crash.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/base/error.hpp"
#include "core/plan/current.hpp"

namespace encore::cli {
namespace {

// Only what a signal handler may call.
void say(const char* text) {
  for (std::size_t n = std::strlen(text); n > 0;) {
    const ssize_t written = ::write(STDERR_FILENO, text, n);
    if (written <= 0) return;
    text += written;
    n -= static_cast<std::size_t>(written);
  }
}

void on_fault(int signal) {
  say("\nerror: the program crashed (");
  say(::sigabbrev_np(signal));
  say(") in ");
  const char* task = plan::current_task();
  say(*task != '\0' ? task : "no task of a run");
  say("\n  most often a plugin is at fault: `encore plugins check FILE` tries it; what was "
      "finished is kept, the same command goes on from here\n");
  ::_exit(static_cast<int>(base::Exit::task_failed));
}

// A plugin that calls exit() would end the program as if all were done.
void on_exit() {
  const char* task = plan::current_task();
  if (*task == '\0') return;
  say("\nerror: the program was ended in ");
  say(task);
  say("\n  a plugin must not call exit(); what was finished is kept, the same command goes on from "
      "here\n");
  ::_exit(static_cast<int>(base::Exit::task_failed));
}

}  // namespace

void install_crash_handlers() {
  std::atexit(on_exit);
#if !defined(__SANITIZE_ADDRESS__)
  // A stack of its own, since the fault may be that the other one is full.
  static std::array<char, 64 * 1024> stack;
  const stack_t alternate{stack.data(), 0, stack.size()};
  ::sigaltstack(&alternate, nullptr);
  struct sigaction action {};
  action.sa_handler = on_fault;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    sigaction(signal, &action, nullptr);
#endif
}

}  // namespace encore::cli
