#include "threads.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace linear {

Index workers(unsigned threads, Index tasks) {
  return std::clamp<Index>(tasks, 1, std::max(1u, threads));
}

void for_tasks(unsigned threads, Index tasks, const std::function<void(Index, Index)>& body) {
  const Index team = workers(threads, tasks);
  if (team == 1) {
    for (Index task = 0; task < tasks; ++task) body(task, 0);
    return;
  }
  std::atomic<Index> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto work = [&](Index worker) {
    for (Index task = next++; task < tasks; task = next++) {
      try {
        body(task, worker);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
        next = tasks;
      }
    }
  };
  std::vector<std::jthread> pool;
  for (Index worker = 1; worker < team; ++worker) pool.emplace_back(work, worker);
  work(0);
  pool.clear();
  if (failure) std::rethrow_exception(failure);
}

Index preferred_targets(double bytes, double bytes_per_target) {
  constexpr Index unit = 2 * kChunk, most = 16;
  return std::clamp<Index>(static_cast<Index>(bytes / bytes_per_target) / unit, 1, most) * unit;
}

void for_chunks(unsigned threads, Index columns,
                const std::function<void(Index, Index, Index)>& body) {
  for_tasks(threads, chunks(columns), [&](Index chunk, Index worker) {
    const Index first = chunk * kChunk;
    body(first, std::min(kChunk, columns - first), worker);
  });
}

}  // namespace linear
