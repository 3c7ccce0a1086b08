#include "core/base/stop.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "core/base/error.hpp"

namespace encore::base {
namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

void on_signal(int) {
  if (stop.exchange(true)) std::_Exit(static_cast<int>(Exit::interrupted));
}

}  // namespace

void install_stop_handlers() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}
bool stop_requested() noexcept { return stop.load(std::memory_order_relaxed); }
void check_stop() {
  if (stop_requested()) throw Interrupted{};
}
void request_stop(bool value) noexcept { stop = value; }

}  // namespace encore::base
