#include "plugins/onnx/reason.hpp"

#include <algorithm>

namespace encore::onnx {
namespace {

constexpr std::size_t longest = 400;

// What a line says; "" when it only names a place or a heading.
std::string said(std::string line) {
  const auto first = line.find_first_not_of(" \t-");
  if (first == std::string::npos) return "";
  line = line.substr(first);
  for (const char* heading : {"Exception from ", "FrontEnd API failed", "Summary:"})
    if (line.starts_with(heading)) return "";
  if (line.starts_with("Check '")) {
    // Check 'a == b' failed at src/x.cpp:12: why
    const auto place = line.find(" failed at ");
    const auto why = line.find(": ", place);
    line = place != std::string::npos && why != std::string::npos ? line.substr(why + 2) : "";
  }
  const auto last = line.find_last_not_of(" \t.:;");
  return last == std::string::npos ? "" : line.substr(0, last + 1);
}

}  // namespace

std::string reason_in(const std::string& message) {
  std::string reason;
  for (std::size_t at = 0; at < message.size() && reason.size() < longest;) {
    const auto end = std::min(message.find('\n', at), message.size());
    const std::string line = said(message.substr(at, end - at));
    at = end + 1;
    if (!line.empty()) reason += (reason.empty() ? "" : "; ") + line;
  }
  if (reason.empty()) reason = message;
  return reason.size() > longest + 100 ? reason.substr(0, longest) + " ..." : reason;
}

}  // namespace encore::onnx
