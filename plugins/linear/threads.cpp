#include "threads.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

namespace linear {

void for_columns(unsigned threads, Index columns, const std::function<void(Index, Index)>& body) {
  constexpr Index worthwhile = 64;  // columns a thread must have to repay its start
  const Index parts = std::clamp<Index>(columns / worthwhile, 1, std::max(1u, threads));
  if (parts == 1) {
    if (columns > 0) body(0, columns);
    return;
  }
  const auto edge = [&](Index part) { return columns * part / parts; };
  std::vector<std::exception_ptr> failures(static_cast<std::size_t>(parts));
  const auto work = [&](Index part) {
    try {
      body(edge(part), edge(part + 1));
    } catch (...) {
      failures[static_cast<std::size_t>(part)] = std::current_exception();
    }
  };
  std::vector<std::jthread> pool;
  for (Index part = 1; part < parts; ++part) pool.emplace_back(work, part);
  work(0);
  pool.clear();
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace linear
