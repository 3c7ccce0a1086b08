// Every file is also read by zlib, whose rules Unpacker keeps.
#include "core/io/unpack.hpp"

#include <zlib.h>

#include "core/base/random.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::io {
namespace {

using State = Unpacker::State;

// Text-like bytes: some repeat, some do not.
std::string bytes(std::size_t n, std::uint64_t seed = 1) {
  base::Random random(seed);
  std::string out;
  while (out.size() < n) {
    if (random.below(3) == 0 && !out.empty()) out += out.substr(random.below(out.size()), 40);
    else out += static_cast<char>(random.below(256));
  }
  out.resize(n);
  return out;
}

// One gzip member; with `fields`, its header holds a name, a comment, extra bytes and a check sum.
std::string member(const std::string& data, int level = 6, bool fields = false) {
  z_stream z = {};
  deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  gz_header header = {};
  std::string name = "name", comment = "comment", extra = "extra";
  header.name = reinterpret_cast<Bytef*>(name.data());
  header.comment = reinterpret_cast<Bytef*>(comment.data());
  header.extra = reinterpret_cast<Bytef*>(extra.data());
  header.extra_len = static_cast<uInt>(extra.size());
  header.hcrc = 1;
  if (fields) deflateSetHeader(&z, &header);
  std::string out(deflateBound(&z, data.size()) + 100, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  z.avail_in = static_cast<uInt>(data.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

struct Unpacked {
  std::string bytes;
  State state;
};

// Everything, asked for in pieces of that size.
Unpacked unpack(const std::filesystem::path& path, std::size_t piece = 4096) {
  Unpacker file(path);
  Unpacked out;
  std::string buffer(piece, '\0');
  while (const auto n = file.read(buffer.data(), piece)) out.bytes.append(buffer, 0, n);
  out.state = file.state();
  return out;
}

bool zlib_accepts(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  std::string buffer(1 << 20, '\0');
  while (gzread(file, buffer.data(), 1 << 20) > 0) {
  }
  int code = Z_OK;
  gzerror(file, &code);
  gzclose(file);
  return code == Z_OK;
}

TEST(Unpacker, ReadsWhatIsNotCompressedAsItIs) {
  const test::Folder folder;
  for (const std::size_t n : {0, 1, 2, 1000, 1 << 20}) {
    const auto path = folder.write("a", bytes(n));
    EXPECT_FALSE(Unpacker(path).compressed());
    EXPECT_EQ(unpack(path).bytes, bytes(n));
    EXPECT_EQ(unpack(path).state, State::good);
  }
  EXPECT_ERROR(Unpacker(folder / "absent"), "cannot be read");
}

TEST(Unpacker, ReadsMembersOfEveryLevelInPiecesOfAnySize) {
  const test::Folder folder;
  std::string packed, wanted;
  for (int level = 0; level <= 9; ++level) {  // level 0: stored blocks
    const auto part = bytes(20'000 + 9'000u * static_cast<unsigned>(level), 7);
    wanted += part;
    packed += member(part, level, level % 2 == 1) + member("");
  }
  const auto path = folder.write("a.gz", packed);
  EXPECT_TRUE(Unpacker(path).compressed());
  for (const std::size_t piece : {1, 7, 1000, 32768, 100'000, 1 << 20}) {
    const auto got = unpack(path, piece);
    EXPECT_EQ(got.state, State::good) << piece;
    EXPECT_TRUE(got.bytes == wanted) << piece;
  }
}

// Members larger than any buffer, which end at every place of one.
TEST(Unpacker, ReadsMembersAcrossItsBuffers) {
  const test::Folder folder;
  std::string packed, wanted;
  base::Random random(5);
  for (int i = 0; i < 60; ++i) {
    std::string part(1 + random.below(90'000), '\0');
    for (char& c : part) c = static_cast<char>(random.bits());
    wanted += part;
    packed += member(part, 1);
  }
  const auto got = unpack(folder.write("a.gz", packed), 50'000);
  EXPECT_EQ(got.state, State::good);
  EXPECT_TRUE(got.bytes == wanted);
}

TEST(Unpacker, Skips) {
  const test::Folder folder;
  const std::string data = bytes(3'000'000);
  for (const auto& path : {folder.write("a", data), folder.write("a.gz", member(data))}) {
    Unpacker file(path);
    std::string got(10, '\0');
    EXPECT_EQ(file.skip(5), 5);
    EXPECT_EQ(file.read(got.data(), 10), 10u);
    EXPECT_EQ(got, data.substr(5, 10));
    EXPECT_EQ(file.skip(2'500'000), 2'500'000);
    EXPECT_EQ(file.read(got.data(), 10), 10u);
    EXPECT_EQ(got, data.substr(2'500'015, 10));
  }
  Unpacker file(folder / "a.gz");
  EXPECT_EQ(file.skip(4'000'000), 3'000'000);
}

TEST(Unpacker, IgnoresWhatFollowsTheLastMember) {
  const test::Folder folder;
  for (const std::string& tail : {std::string("garbage"), std::string("\x1f"), std::string("\x1f!"),
                                  std::string(600'000, '\0')}) {
    const auto path = folder.write("a.gz", member(bytes(5000)) + tail);
    EXPECT_TRUE(zlib_accepts(path));
    EXPECT_EQ(unpack(path).state, State::good);
    EXPECT_EQ(unpack(path).bytes, bytes(5000));
  }
  const auto path = folder.write("a.gz", member(bytes(5000)) + "\x1f\x8b no member");
  EXPECT_FALSE(zlib_accepts(path));
  EXPECT_EQ(unpack(path).state, State::damaged);
}

TEST(Unpacker, FindsEveryTruncation) {
  const test::Folder folder;
  const auto first = member(bytes(300), 6, true), second = member(bytes(400, 2), 0);
  const std::string packed = first + second;
  for (std::size_t size = 2; size <= packed.size(); ++size) {
    const auto path = folder.write("a.gz", packed.substr(0, size));
    // One byte of a second member does not make it one.
    const bool whole = size == first.size() || size == first.size() + 1 || size == packed.size();
    EXPECT_EQ(unpack(path).state, whole ? State::good : State::ended) << size;
    EXPECT_EQ(zlib_accepts(path), whole) << size;
  }
}

// Some bits of deflate say nothing: padding, and lengths of codes that no data use. Any other that
// is wrong is found, and all of the check sum and the length.
TEST(Unpacker, FindsEveryFlippedBit) {
  const test::Folder folder;
  for (const int level : {0, 1, 9}) {
    const std::string data = bytes(120), packed = member(data, level);
    const std::size_t begin = 10 * 8, check_sum = (packed.size() - 8) * 8, end = packed.size() * 8;
    std::size_t found = 0;
    for (std::size_t bit = begin; bit < end; ++bit) {
      std::string wrong = packed;
      wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << bit % 8));
      const auto got = unpack(folder.write("a.gz", wrong));
      const bool is_found = got.state != State::good;
      EXPECT_TRUE(is_found || (bit < check_sum && got.bytes == data)) << level << " " << bit;
      found += is_found;
    }
    EXPECT_GT(found, (end - begin) * 95 / 100);
  }
}

TEST(Unpacker, RandomDamageDoesNoHarm) {
  const test::Folder folder;
  base::Random random(11);
  const std::string packed = member(bytes(60'000), 6, true) + member(bytes(9'000), 1);
  for (int round = 0; round < 500; ++round) {
    std::string wrong = packed;
    for (std::uint64_t i = 1 + random.below(20); i > 0; --i)
      wrong[random.below(wrong.size())] = static_cast<char>(random.below(256));
    const auto path = folder.write("a.gz", wrong);
    const auto got = unpack(path, 1 + random.below(70'000));
    if (got.state != State::good || !Unpacker(path).compressed()) continue;
    EXPECT_TRUE(zlib_accepts(path)) << round;
  }
}

}  // namespace
}  // namespace encore::io
