#include "core/run/run.hpp"

namespace encore::run {

std::size_t Outcome::failed() const {
  std::size_t n = 0;
  for (const auto& r : records)
    n += r.state == Record::State::failed || r.state == Record::State::skipped;
  return n;
}

std::vector<bool> Outcome::finished() const {
  std::vector<bool> out;
  for (const auto& r : records)
    out.push_back(r.state == Record::State::done || r.state == Record::State::cached);
  return out;
}

const char* state_name(Record::State state) {
  switch (state) {
    case Record::State::cached: return "cached";
    case Record::State::done: return "done";
    case Record::State::failed: return "failed";
    case Record::State::skipped: return "skipped";
  }
  return "";
}

}  // namespace encore::run
