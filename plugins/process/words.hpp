// plugins/process/words.hpp: what a program says on its standard output and standard error.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

namespace process {

// Lines `progress 0.4` are progress; of the others the last twelve are kept, each cut at 400 bytes.
class Words {
 public:
  void take(const char* bytes, std::size_t n);
  // 0 to 1, never less than before.
  double progress() const { return progress_; }
  // The lines kept, with the one that has no end yet.
  std::string last();

 private:
  void end_line();

  std::string line_;
  std::deque<std::string> lines_;
  double progress_ = 0;
};

}  // namespace process
