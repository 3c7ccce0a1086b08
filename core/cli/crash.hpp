// core/cli/crash.hpp: what is said when a plugin brings the program down.
#pragma once

namespace encore::cli {

// Faults (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) name the task that was at work and end the
// program with exit code 1. Everything finished stands in the store already. Call it once.
void install_crash_handlers();

}  // namespace encore::cli
