// Commands that the contract names and this version does not have.
#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/cli/command.hpp"
#include "core/cli/version.hpp"

namespace encore::cli {

void add_later(CLI::App& app, Context& context) {
  const std::pair<const char*, const char*> commands[] = {
      {"report", "(not in this version) the HTML report of a run"},
      {"compare", "(not in this version) two runs side by side"},
      {"pack", "(not in this version) put a run into one file"},
      {"unpack", "(not in this version) take a packed run apart"},
      {"verify", "(not in this version) reproduce a run"}};
  for (const auto& [name, help] : commands) {
    // Whatever follows: the answer is the same.
    auto* command = app.add_subcommand(name, help)->allow_extras()->fallthrough(false);
    command->footer("What a run leaves is described in docs/results.md.");
    const std::string word = name;
    command->callback([&context, word] {
      context.action = [word]() -> int {
        throw base::Error(
            fmt::format("encore {} is planned; version {} does not have it", word, kVersion),
            "the files of a run are described in docs/results.md");
      };
    });
  }
}

}  // namespace encore::cli
