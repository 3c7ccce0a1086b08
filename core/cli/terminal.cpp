#include "core/cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "core/base/text.hpp"

namespace encore::cli {
namespace {

std::size_t width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string duration(double seconds) {
  const long s = std::max(0L, static_cast<long>(seconds + 0.5));
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

Terminal::Terminal(bool quiet)
    : quiet_(quiet),
      bars_(!quiet && ::isatty(STDERR_FILENO) != 0),
      started_(Clock::now()),
      drawn_(started_) {}
Terminal::~Terminal() { clear(); }

void Terminal::clear() {
  if (!visible_) return;
  fmt::print(stderr, "\r\033[K");
  visible_ = false;
}

void Terminal::line(const std::string& text) {
  if (quiet_) return;
  const std::scoped_lock lock(mutex_);
  clear();
  fmt::print(stderr, "{}\n", text);
}

void Terminal::stage_started(plan::Stage stage, std::size_t tasks, std::size_t cached) {
  const std::scoped_lock lock(mutex_);
  started_ = drawn_ = Clock::now();
  tasks_ = tasks;
  if (quiet_ || bars_ || tasks == cached) return;
  fmt::print(stderr, "{}: {} of {} to do\n", stage_name(stage), tasks - cached, tasks);
}

void Terminal::progress(plan::Stage stage, double fraction, std::string_view what) {
  bar(plan::stage_name(stage), fraction, what);
}

void Terminal::bar(std::string_view name, double fraction, std::string_view what) {
  if (!bars_) return;
  const std::scoped_lock lock(mutex_);
  const auto now = Clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  draw(name, std::clamp(fraction, 0.0, 1.0), what);
}

void Terminal::draw(std::string_view name, double fraction, std::string_view what) {
  constexpr std::size_t cells = 24;
  const auto full = static_cast<std::size_t>(fraction * cells);
  const double elapsed = std::chrono::duration<double>(Clock::now() - started_).count();
  const std::string eta =
      fraction > 0.01 ? duration(elapsed * (1 - fraction) / fraction) + " left" : "";
  std::string text = fmt::format("{:<12} [{}{}] {:3.0f} % {:>12}  {}", name, std::string(full, '#'),
                                 std::string(cells - full, '.'), 100 * fraction, eta, what);
  text.resize(std::min(text.size(), width() - 1));
  fmt::print(stderr, "\r\033[K{}", text);
  std::fflush(stderr);
  visible_ = true;
}

void Terminal::stage_finished(plan::Stage stage, double seconds) {
  const std::scoped_lock lock(mutex_);
  clear();
  if (quiet_) return;
  fmt::print(stderr, "{:<12} {}, {:.1f} s\n", stage_name(stage), base::counted(tasks_, "task"),
             seconds);
}

void Terminal::warning(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  clear();
  fmt::print(stderr, "warning: {}\n", text);
}

void Terminal::failure(std::string_view task, std::string_view text) {
  const std::scoped_lock lock(mutex_);
  clear();
  fmt::print(stderr, "failed: {}: {}\n", task, text);
}

}  // namespace encore::cli
