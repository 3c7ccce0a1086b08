#include "core/io/unpack.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/base/error.hpp"

namespace encore::io {

struct Unpacker::Impl {
  int file = -1;
  State state = State::good;
  bool packed = false, at_end = false;
  std::vector<std::uint8_t> in = std::vector<std::uint8_t>(std::size_t{1} << 18);
  inflate_state gzip;  // its next_in and avail_in also say what is left in `in`

  Impl() {
    isal_inflate_init(&gzip);
    gzip.crc_flag = ISAL_GZIP;
    gzip.next_in = in.data();
    gzip.avail_in = 0;
  }
  ~Impl() {
    if (file >= 0) ::close(file);
  }

  // Bytes straight from the file; less than n only at its end.
  std::size_t take(std::uint8_t* out, std::size_t n) {
    std::size_t got = 0;
    while (got < n && !at_end) {
      const auto some = ::read(file, out + got, n - got);
      if (some < 0 && errno == EINTR) continue;
      if (some < 0) state = State::unreadable;
      if (some <= 0) at_end = true;
      else got += static_cast<std::size_t>(some);
    }
    return got;
  }

  // Sees to it that `in` holds at least n bytes, unless the file ends before.
  bool have(std::uint32_t n) {
    if (gzip.avail_in >= n) return true;
    std::memmove(in.data(), gzip.next_in, gzip.avail_in);
    gzip.next_in = in.data();
    gzip.avail_in +=
        static_cast<std::uint32_t>(take(in.data() + gzip.avail_in, in.size() - gzip.avail_in));
    return gzip.avail_in >= n;
  }

  bool member_begins() { return have(2) && gzip.next_in[0] == 0x1f && gzip.next_in[1] == 0x8b; }

  bool next_member() {
    if (!member_begins()) return false;
    isal_inflate_reset(&gzip);
    gzip.crc_flag = ISAL_GZIP;
    return true;
  }

  std::size_t unpack(std::uint8_t* out, std::uint32_t n) {
    gzip.next_out = out;
    gzip.avail_out = n;
    while (gzip.avail_out > 0 && state == State::good) {
      if (gzip.block_state == ISAL_BLOCK_FINISH && !next_member()) break;
      have(1);
      const auto before = gzip.avail_out;
      if (isal_inflate(&gzip) != ISAL_DECOMP_OK) state = State::damaged;
      else if (gzip.avail_in == 0 && at_end && gzip.avail_out == before &&
               gzip.block_state != ISAL_BLOCK_FINISH && state == State::good)
        state = State::ended;
    }
    return n - gzip.avail_out;
  }

  std::size_t copy(std::uint8_t* out, std::size_t n) {
    const std::size_t waiting = std::min<std::size_t>(n, gzip.avail_in);
    std::memcpy(out, gzip.next_in, waiting);
    gzip.next_in += waiting;
    gzip.avail_in -= static_cast<std::uint32_t>(waiting);
    return waiting + take(out + waiting, n - waiting);
  }
};

Unpacker::Unpacker(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
  impl_->file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (impl_->file < 0)
    throw base::Error(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  impl_->packed = impl_->member_begins();
}

Unpacker::~Unpacker() = default;
Unpacker::Unpacker(Unpacker&& other) noexcept = default;

bool Unpacker::compressed() const { return impl_->packed; }
Unpacker::State Unpacker::state() const { return impl_->state; }

std::size_t Unpacker::read(void* out, std::size_t n) {
  auto* to = static_cast<std::uint8_t*>(out);
  if (!impl_->packed) return impl_->copy(to, n);
  constexpr std::size_t kPiece = std::size_t{1} << 30;  // ISA-L counts in 32 bits
  std::size_t got = 0;
  while (got < n) {
    const std::size_t wanted = std::min(kPiece, n - got);
    const std::size_t some = impl_->unpack(to + got, static_cast<std::uint32_t>(wanted));
    got += some;
    if (some < wanted) break;
  }
  return got;
}

std::int64_t Unpacker::skip(std::int64_t n) {
  std::vector<std::uint8_t> nowhere(static_cast<std::size_t>(std::min<std::int64_t>(n, 1 << 20)));
  std::int64_t gone = 0;
  while (gone < n) {
    const auto wanted = std::min<std::int64_t>(n - gone, std::ssize(nowhere));
    const auto some =
        static_cast<std::int64_t>(read(nowhere.data(), static_cast<std::size_t>(wanted)));
    gone += some;
    if (some < wanted) break;
  }
  return gone;
}

}  // namespace encore::io
