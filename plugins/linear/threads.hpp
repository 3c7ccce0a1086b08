// plugins/linear/threads.hpp: work on the threads that the host allows, each with its own
// workspace.
//
// BLAS has one thread meanwhile (the plugins here do not declare ENCORE_DF_USES_BLAS). A task sees
// the same numbers whichever thread takes it, so results do not depend on their number.
#pragma once

#include <functional>

#include "linalg.hpp"

namespace linear {

// Columns that are worked on together: enough for large products, few enough for the cache and to
// go round among many threads.
inline constexpr Index kChunk = 512;

Index workers(unsigned threads, Index tasks);

// Calls body(task, worker) for tasks 0..tasks-1, in no order, and waits; worker is in
// 0..workers(threads, tasks)-1 and two calls at once never share it. The first exception stops the
// rest and is thrown again.
void for_tasks(unsigned threads, Index tasks, const std::function<void(Index, Index)>& body);

// Calls body(first, count, worker) for chunks that together cover 0..columns-1.
void for_chunks(unsigned threads, Index columns,
                const std::function<void(Index, Index, Index)>& body);
// Targets to fit in one call, so that every thread gets chunks and the responses, with what else is
// kept of each target, take about `bytes` at most. The same for all calls of a design.
Index preferred_targets(double bytes, double bytes_per_target);
inline Index chunks(Index columns) { return (columns + kChunk - 1) / kChunk; }

}  // namespace linear
