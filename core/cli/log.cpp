#include "core/cli/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace encore::cli {

Log::Log(const std::filesystem::path& file, Terminal& terminal) : terminal_(terminal) {
  try {
    file_ = std::make_shared<spdlog::logger>(
        "run", std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string()));
  } catch (const spdlog::spdlog_ex& e) {
    throw base::Error(e.what(), "choose a folder that can be written with --out");
  }
  file_->set_pattern("%Y-%m-%d %H:%M:%S %l %v");
  file_->flush_on(spdlog::level::info);
}

void Log::note(const std::string& text) { file_->info(text); }

void Log::stage_started(plan::Stage stage, std::size_t tasks, std::size_t cached) {
  file_->info("{}: {}, {} cached", plan::stage_name(stage), base::counted(tasks, "task"), cached);
  terminal_.stage_started(stage, tasks, cached);
}
void Log::progress(plan::Stage stage, double fraction, std::string_view what) {
  terminal_.progress(stage, fraction, what);
}
void Log::stage_finished(plan::Stage stage, double seconds) {
  file_->info("{}: {:.2f} s", plan::stage_name(stage), seconds);
  terminal_.stage_finished(stage, seconds);
}
void Log::warning(std::string_view text) {
  file_->warn(text);
  terminal_.warning(text);
}
void Log::failure(std::string_view task, std::string_view text) {
  file_->error("{}: {}", task, text);
  terminal_.failure(task, text);
}

}  // namespace encore::cli
