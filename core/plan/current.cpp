#include "core/plan/current.hpp"

#include <array>
#include <cstring>

namespace encore::plan {
namespace {

// The last byte stays 0, so that a reader finds an end at any moment.
std::array<char, 256> current{};

}  // namespace

const char* current_task() noexcept { return current.data(); }

CurrentTask::CurrentTask(const std::string& text) noexcept {
  std::strncpy(current.data(), text.c_str(), current.size() - 1);
}
CurrentTask::~CurrentTask() { current[0] = '\0'; }

}  // namespace encore::plan
