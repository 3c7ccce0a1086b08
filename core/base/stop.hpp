// core/base/stop.hpp: Ctrl-C, seen from anywhere.
#pragma once

namespace encore::base {

// Installs the handlers of SIGINT and SIGTERM. The first signal asks to stop, a second one ends
// the program at once.
void install_stop_handlers();
// [any thread] True after the first signal.
bool stop_requested() noexcept;
// Throws Interrupted when a stop was asked for. Call it in every long loop.
void check_stop();
// For tests.
void request_stop(bool stop) noexcept;

}  // namespace encore::base
