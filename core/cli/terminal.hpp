// core/cli/terminal.hpp: what a person sees while a run works: bars with an ETA on a terminal,
// plain lines elsewhere. Everything goes to standard error; results go to standard output.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "core/run/listener.hpp"

namespace encore::cli {

class Terminal : public run::Listener {
 public:
  explicit Terminal(bool quiet);
  ~Terminal() override;
  void stage_started(plan::Stage stage, std::size_t tasks, std::size_t cached) override;
  void progress(plan::Stage stage, double fraction, std::string_view what) override;
  void stage_finished(plan::Stage stage, double seconds) override;
  void warning(std::string_view text) override;
  void failure(std::string_view task, std::string_view text) override;

  // A bar for work that has no stages.
  void bar(std::string_view name, double fraction, std::string_view what);
  // A line of text of its own, above the bar.
  void line(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  void clear();
  void draw(std::string_view name, double fraction, std::string_view what);

  const bool quiet_, bars_;
  std::mutex mutex_;
  Clock::time_point started_, drawn_;
  std::size_t tasks_ = 0;
  bool visible_ = false;
};

// "0:07", "12:34", "2:03:10".
std::string duration(double seconds);

}  // namespace encore::cli
