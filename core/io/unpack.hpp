// core/io/unpack.hpp: the bytes of a file that may be compressed with gzip, from first to last.
//
//   Unpacker file(path);
//   while (const auto n = file.read(buffer, sizeof buffer)) use(buffer, n);
//   if (file.state() != Unpacker::State::good) ...
//
// What begins like gzip is unpacked by ISA-L, which takes a fraction of zlib's time; anything else
// is read as it is. The rules are zlib's: members that follow each other count as one, bytes behind
// the last that begin no other are ignored, and length and check sum of each member are compared.
// Memory: about 400 KiB, whatever the file. Objects are for one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace encore::io {

class Unpacker {
 public:
  // What is wrong with the file, as far as it was read. `ended`: inside of a gzip member.
  enum class State { good, ended, damaged, unreadable };

  // Throws base::Error when the file cannot be opened.
  explicit Unpacker(const std::filesystem::path& path);
  ~Unpacker();
  Unpacker(Unpacker&& other) noexcept;
  Unpacker& operator=(Unpacker&&) = delete;

  bool compressed() const;
  State state() const;

  // Gives less than n bytes only where the file ends or is no longer good. A member's check sum is
  // compared once more is asked for than it holds.
  std::size_t read(void* out, std::size_t n);
  // Goes on by n bytes, and returns by how many it went.
  std::int64_t skip(std::int64_t n);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace encore::io
