// core/cli/log.hpp: log.txt of a run. Passes everything on to the terminal.
#pragma once

#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/cli/terminal.hpp"

namespace encore::cli {

// Appends; thread-safe.
class Log : public run::Listener {
 public:
  Log(const std::filesystem::path& file, Terminal& terminal);
  void note(const std::string& text);
  void stage_started(plan::Stage stage, std::size_t tasks, std::size_t cached) override;
  void progress(plan::Stage stage, double fraction, std::string_view what) override;
  void stage_finished(plan::Stage stage, double seconds) override;
  void warning(std::string_view text) override;
  void failure(std::string_view task, std::string_view text) override;

 private:
  Terminal& terminal_;
  std::shared_ptr<spdlog::logger> file_;
};

}  // namespace encore::cli
