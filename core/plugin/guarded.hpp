// core/plugin/guarded.hpp: memory that a plugin writes to, with guards that tell what it did.
//
// Before and after the numbers lie 64 bytes of a pattern; a plugin that writes past an end changes
// them. Fresh memory can be poisoned with a NaN that no computation makes, so that elements which
// were never written can be counted. Not thread-safe; not copyable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "encore/abi.h"

namespace encore::plugin {

std::size_t dtype_size(std::int32_t dtype);  // 0 for an unknown one

class GuardedMatrix {
 public:
  enum class Fill { zero, poison };
  // Column-major, 64-byte aligned. Throws std::bad_alloc, also when the size overflows.
  GuardedMatrix(std::int64_t rows, std::int64_t cols, std::int32_t dtype, Fill fill);

  encore_matrix view() const;
  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  std::int32_t dtype() const { return dtype_; }
  template <class T>
  const T* data() const {
    return reinterpret_cast<const T*>(memory_.get() + guard);
  }
  std::size_t bytes() const { return bytes_; }

  // False when something was written before the first or after the last element.
  bool guards_intact() const;
  // Elements that still hold the poison.
  std::int64_t unwritten() const;

 private:
  static constexpr std::size_t guard = 64;
  struct Free {
    void operator()(std::byte* p) const;
  };
  std::int64_t rows_, cols_;
  std::int32_t dtype_;
  std::size_t bytes_;
  std::unique_ptr<std::byte, Free> memory_;
};

}  // namespace encore::plugin
