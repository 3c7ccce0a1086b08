#include "core/base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace encore::base {
namespace {

std::string line_of(const Location& at) {
  std::ifstream file(at.file);
  std::string line;
  for (int i = 0; i < at.line; ++i)
    if (!std::getline(file, line)) return "";
  return line;
}

const char* word(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::warning: return "warning";
    case Diagnostic::Severity::note: return "note";
    default: return "error";
  }
}

}  // namespace

void Diagnostics::throw_if_any() const {
  if (!ok()) throw DiagnosedError(list_);
}

DiagnosedError::DiagnosedError(std::vector<Diagnostic> list)
    : Error(list.empty() ? Location{} : list.front().at, list.empty() ? "" : list.front().message,
            list.empty() ? "" : list.front().hint),
      list_(std::move(list)) {}

std::string render(const Diagnostic& d) {
  if (!d.at.known()) {
    std::string text = d.at.file.empty() ? "" : d.at.file + ": ";
    text += fmt::format("{}: {}\n", word(d.severity), d.message);
    if (!d.hint.empty()) text += fmt::format("  {}\n", d.hint);
    return text;
  }
  std::string text = fmt::format("{}:{}:{}: {}: {}\n", d.at.file, d.at.line, d.at.column,
                                 word(d.severity), d.message);
  const std::string line = line_of(d.at);
  if (line.empty()) return d.hint.empty() ? text : text + "  " + d.hint + "\n";
  // Tabs stay tabs in the margin, so that the marker stands below its word.
  std::string margin;
  for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(d.at.column); ++i)
    margin += i < line.size() && line[i] == '\t' ? '\t' : ' ';
  const auto tail = static_cast<std::size_t>(std::max(0, d.at.length - 1));
  text += fmt::format("{:5} | {}\n      | {}^{}{}{}\n", d.at.line, line, margin,
                      std::string(tail, '~'), d.hint.empty() ? "" : " ", d.hint);
  return text;
}

}  // namespace encore::base
