// core/plugin/check/sheet.hpp: one matrix in many memory layouts, with guards in every gap.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/base/matrix.hpp"
#include "encore/abi.h"

namespace encore::plugin::checks {

enum class Layout { dense, unaligned, strided, row_major, reversed };
inline constexpr Layout layouts[] = {Layout::dense, Layout::unaligned, Layout::strided,
                                     Layout::row_major, Layout::reversed};
inline const char* layout_name(Layout layout) {
  switch (layout) {
    case Layout::dense: return "dense";
    case Layout::unaligned: return "unaligned";
    case Layout::strided: return "strided";
    case Layout::row_major: return "row-major";
    default: return "reversed (negative strides)";
  }
}

// T is float or std::int64_t. Memory that belongs to no element holds a pattern.
template <class T>
class Sheet {
 public:
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

  // For writing: every element holds the pattern.
  Sheet(base::Index rows, base::Index cols, Layout layout) : rows_(rows), cols_(cols) {
    row_stride_ = layout == Layout::strided ? 2 : layout == Layout::row_major ? cols : 1;
    col_stride_ = layout == Layout::strided ? 2 * rows + 3 : layout == Layout::row_major ? 1 : rows;
    // The vector is aligned to 16 bytes; one more element makes it aligned to T only.
    first_ = margin + (layout == Layout::unaligned ? 1 : 0);
    std::int64_t span = 0;
    if (rows > 0 && cols > 0) span = (rows - 1) * row_stride_ + (cols - 1) * col_stride_ + 1;
    if (layout == Layout::reversed && span > 0) {
      first_ += span - 1;
      row_stride_ = -row_stride_;
      col_stride_ = -col_stride_;
    }
    memory_.assign(static_cast<std::size_t>(span + 2 * margin + 1), pattern());
  }
  // For reading.
  Sheet(const Matrix& values, Layout layout) : Sheet(values.rows(), values.cols(), layout) {
    for (base::Index c = 0; c < cols_; ++c)
      for (base::Index r = 0; r < rows_; ++r) memory_[at(r, c)] = values(r, c);
    before_ = memory_;
  }

  encore_cmatrix view() const {
    return {memory_.data() + first_, rows_, cols_, row_stride_, col_stride_, dtype(), 0};
  }
  encore_matrix writable() {
    return {memory_.data() + first_, rows_, cols_, row_stride_, col_stride_, dtype(), 0};
  }
  Matrix values() const {
    Matrix out(rows_, cols_);
    for (base::Index c = 0; c < cols_; ++c)
      for (base::Index r = 0; r < rows_; ++r) out(r, c) = memory_[at(r, c)];
    return out;
  }

  // For reading: nothing was changed, gaps included.
  bool unchanged() const {
    return memory_.empty() ||
           std::memcmp(memory_.data(), before_.data(), memory_.size() * sizeof(T)) == 0;
  }
  // For writing: elements that still hold the pattern, and gaps that do not.
  std::int64_t unwritten() const { return count(true); }
  std::int64_t stray() const { return count(false); }

 private:
  static constexpr std::int64_t margin = 16;
  static constexpr std::int32_t dtype() { return sizeof(T) == 4 ? ENCORE_F32 : ENCORE_I64; }
  static T pattern() {
    T out;
    const std::uint64_t bits = sizeof(T) == 4 ? 0x7fd5e4c3u : 0x7ffd5e4c3b2a1907u;
    std::memcpy(&out, &bits, sizeof out);
    return out;
  }
  static bool is_pattern(const T& value) {
    const T wanted = pattern();
    return std::memcmp(&value, &wanted, sizeof value) == 0;
  }
  std::size_t at(base::Index r, base::Index c) const {
    return static_cast<std::size_t>(first_ + r * row_stride_ + c * col_stride_);
  }
  std::int64_t count(bool elements) const {
    std::vector<bool> element(memory_.size());
    for (base::Index c = 0; c < cols_; ++c)
      for (base::Index r = 0; r < rows_; ++r) element[at(r, c)] = true;
    std::int64_t n = 0;
    for (std::size_t i = 0; i < memory_.size(); ++i)
      n += element[i] == elements && is_pattern(memory_[i]) == elements;
    return n;
  }

  base::Index rows_, cols_;
  std::int64_t row_stride_ = 1, col_stride_ = 1, first_ = 0;
  std::vector<T> memory_, before_;
};

}  // namespace encore::plugin::checks
