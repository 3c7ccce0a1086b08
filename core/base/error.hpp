// core/base/error.hpp: the one error policy of core.
//
// Functions throw base::Error for everything a user can meet; the message says what is wrong and
// where, the hint what to do. Only core/cli catches and prints. Code that can find several errors
// at once collects Diagnostics and throws them together.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/location.hpp"

namespace encore::base {

// Exit codes of the program: docs/interfaces, section 1.
enum class Exit { done = 0, task_failed = 1, user = 2, budget = 3, interrupted = 130 };

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = "", Exit exit = Exit::user)
      : std::runtime_error(message), hint_(std::move(hint)), exit_(exit) {}
  Error(Location at, const std::string& message, std::string hint = "", Exit exit = Exit::user)
      : std::runtime_error(message), at_(std::move(at)), hint_(std::move(hint)), exit_(exit) {}

  const Location& at() const { return at_; }
  const std::string& hint() const { return hint_; }
  Exit exit() const { return exit_; }

 private:
  Location at_;
  std::string hint_;
  Exit exit_;
};

// Thrown where work stops because the user pressed Ctrl-C. Never a failure of a task.
struct Interrupted {};

struct Diagnostic {
  enum class Severity { error, warning, note };
  Severity severity = Severity::error;
  Location at;
  std::string message;
  std::string hint;
};

// Collects what is wrong, so that a user sees all of it at once. Not thread-safe.
class Diagnostics {
 public:
  void error(Location at, std::string message, std::string hint = "") {
    list_.push_back(
        {Diagnostic::Severity::error, std::move(at), std::move(message), std::move(hint)});
    ++errors_;
  }
  void warning(Location at, std::string message, std::string hint = "") {
    list_.push_back(
        {Diagnostic::Severity::warning, std::move(at), std::move(message), std::move(hint)});
  }
  bool ok() const { return errors_ == 0; }
  const std::vector<Diagnostic>& list() const { return list_; }
  // Throws DiagnosedError when there is an error.
  void throw_if_any() const;

 private:
  std::vector<Diagnostic> list_;
  int errors_ = 0;
};

// Several errors of one input, thrown together.
class DiagnosedError : public Error {
 public:
  explicit DiagnosedError(std::vector<Diagnostic> list);
  const std::vector<Diagnostic>& list() const { return list_; }

 private:
  std::vector<Diagnostic> list_;
};

// "file:line:column: error: message", the line of the file, and a marker with the hint.
std::string render(const Diagnostic& diagnostic);

}  // namespace encore::base
