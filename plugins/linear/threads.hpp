// plugins/linear/threads.hpp: loops over columns on the threads that the host allows.
//
// Columns are independent of each other, so results do not depend on the number of threads. Only
// for loops without BLAS, which has threads of its own.
#pragma once

#include <functional>

#include "linalg.hpp"

namespace linear {

// Calls body(begin, end) for ranges that together cover 0..columns-1, and waits. The first
// exception is thrown again.
void for_columns(unsigned threads, Index columns, const std::function<void(Index, Index)>& body);

}  // namespace linear
