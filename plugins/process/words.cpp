#include "plugins/process/words.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace process {
namespace {

constexpr std::size_t most_lines = 12, most_line = 400;

}  // namespace

void Words::take(const char* bytes, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    if (bytes[i] == '\n' || bytes[i] == '\r') end_line();
    else if (line_.size() < most_line) line_ += bytes[i];
  }
}

std::string Words::last() {
  end_line();
  std::string out;
  for (const auto& line : lines_) out += (out.empty() ? "" : "\n") + line;
  return out;
}

void Words::end_line() {
  constexpr std::string_view mark = "progress ";
  double value = 0;
  const bool number =
      line_.starts_with(mark) &&
      std::from_chars(line_.data() + mark.size(), line_.data() + line_.size(), value).ec ==
          std::errc{};
  if (number) progress_ = std::clamp(value, progress_, 1.0);
  else if (line_.find_first_not_of(" \t") != std::string::npos) lines_.push_back(line_);
  if (lines_.size() > most_lines) lines_.pop_front();
  line_.clear();
}

}  // namespace process
