#include "core/plugin/guarded.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace encore::plugin {
namespace {

constexpr std::align_val_t alignment{64};
constexpr std::byte pattern{0xE7};

// Quiet NaNs with a payload that arithmetic does not make; as integers, values nobody returns.
constexpr std::uint32_t poison32 = 0x7fd5e4c3u;
constexpr std::uint64_t poison64 = 0x7ffd5e4c3b2a1907u;

std::size_t byte_count(std::int64_t rows, std::int64_t cols, std::int32_t dtype) {
  const auto size = static_cast<std::int64_t>(dtype_size(dtype));
  std::int64_t cells = 0, bytes = 0;
  if (rows < 0 || cols < 0 || size == 0 || __builtin_mul_overflow(rows, cols, &cells) ||
      __builtin_mul_overflow(cells, size, &bytes) || bytes > (std::int64_t{1} << 46))
    throw std::bad_alloc();
  return static_cast<std::size_t>(bytes);
}

template <class Word>
std::int64_t count(const void* data, std::size_t bytes, Word poison) {
  std::int64_t n = 0;
  for (std::size_t i = 0; i + sizeof(Word) <= bytes; i += sizeof(Word)) {
    Word word;
    std::memcpy(&word, static_cast<const char*>(data) + i, sizeof word);
    n += word == poison;
  }
  return n;
}

template <class Word>
void fill_with(std::byte* data, std::size_t bytes, Word poison) {
  for (std::size_t i = 0; i + sizeof(Word) <= bytes; i += sizeof(Word))
    std::memcpy(data + i, &poison, sizeof poison);
}

}  // namespace

std::size_t dtype_size(std::int32_t dtype) {
  switch (dtype) {
    case ENCORE_F32:
    case ENCORE_I32: return 4;
    case ENCORE_F64:
    case ENCORE_I64: return 8;
    default: return 0;
  }
}

void GuardedMatrix::Free::operator()(std::byte* p) const { ::operator delete(p, alignment); }

GuardedMatrix::GuardedMatrix(std::int64_t rows, std::int64_t cols, std::int32_t dtype, Fill fill)
    : rows_(rows),
      cols_(cols),
      dtype_(dtype),
      bytes_(byte_count(rows, cols, dtype)),
      memory_(static_cast<std::byte*>(::operator new(bytes_ + 2 * guard, alignment))) {
  std::byte* first = memory_.get() + guard;
  std::fill_n(memory_.get(), guard, pattern);
  std::fill_n(first + bytes_, guard, pattern);
  if (fill == Fill::zero) std::memset(first, 0, bytes_);
  else if (dtype_size(dtype) == 4) fill_with(first, bytes_, poison32);
  else fill_with(first, bytes_, poison64);
}

encore_matrix GuardedMatrix::view() const {
  return {memory_.get() + guard, rows_, cols_, 1, rows_, dtype_, 0};
}

bool GuardedMatrix::guards_intact() const {
  const auto same = [](std::byte b) { return b == pattern; };
  const std::byte* end = memory_.get() + guard + bytes_;
  return std::all_of(memory_.get(), memory_.get() + guard, same) &&
         std::all_of(end, end + guard, same);
}

std::int64_t GuardedMatrix::unwritten() const {
  if (dtype_size(dtype_) == 4) return count(data<char>(), bytes_, poison32);
  return count(data<char>(), bytes_, poison64);
}

}  // namespace encore::plugin
