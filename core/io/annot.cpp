#include "core/io/annot.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::io {
namespace {

constexpr std::int32_t kMostEntries = 1 << 20;

// Numbers and names of a file, one after another.
class Bytes {
 public:
  explicit Bytes(const std::filesystem::path& file) : file_(file), text_(base::read_text(file)) {}

  std::int32_t number() {
    std::uint32_t n = 0;
    for (const char c : take(4)) n = n << 8U | static_cast<unsigned char>(c);
    return static_cast<std::int32_t>(n);
  }
  // A length and so many bytes, of which a zero ends the text.
  std::string name() {
    const std::int32_t length = number();
    if (length < 0) bad("has a name of negative length");
    const std::string_view text = take(static_cast<std::size_t>(length));
    return std::string(text.substr(0, text.find('\0')));
  }
  std::size_t left() const { return text_.size() - at_; }
  [[noreturn]] void bad(const std::string& why) const {
    throw base::Error(fmt::format("{}: {}", file_.string(), why),
                      "a FreeSurfer annotation (.annot) is expected");
  }

 private:
  std::string_view take(std::size_t n) {
    if (left() < n) bad("is truncated or no annotation");
    at_ += n;
    return std::string_view(text_).substr(at_ - n, n);
  }
  std::filesystem::path file_;
  std::string text_;
  std::size_t at_ = 0;
};

std::int32_t colour_of(Bytes& in) {
  const auto channel = [&] { return static_cast<std::uint32_t>(in.number()); };
  const std::uint32_t red = channel(), green = channel(), blue = channel();
  in.number();  // transparency
  return static_cast<std::int32_t>(red + (green << 8U) + (blue << 16U));
}

// Fills names by index; gives the index of each colour.
std::map<std::int32_t, std::int32_t> read_colours(Bytes& in, Annotation& out) {
  const std::int32_t version = in.number();
  const bool second = version == -2;
  if (!second && version <= 0)
    in.bad(fmt::format("has a colour table of version {}", -std::int64_t{version}));
  if (second) in.number();  // highest index + 1
  in.name();                // of the file that the table came from
  const std::int32_t entries = second ? in.number() : version;
  if (entries < 1 || entries > kMostEntries) in.bad(fmt::format("has {} regions", entries));
  std::map<std::int32_t, std::int32_t> index_of;
  for (std::int32_t i = 0; i < entries; ++i) {
    const std::int32_t index = second ? in.number() : i;
    out.labels[index] = in.name();
    index_of.emplace(colour_of(in), index);
  }
  return index_of;
}

}  // namespace

Annotation read_annot(const std::filesystem::path& file) {
  Bytes in(file);
  const std::int32_t n = in.number();
  if (n < 1 || static_cast<std::size_t>(n) > in.left() / 8) in.bad("is truncated or no annotation");
  std::vector<std::pair<std::int32_t, std::int32_t>> colours;
  for (std::int32_t i = 0; i < n; ++i) {
    const std::int32_t vertex = in.number(), colour = in.number();
    if (vertex < 0 || vertex >= n) in.bad(fmt::format("names vertex {} of {}", vertex, n));
    colours.emplace_back(vertex, colour);
  }
  if (in.left() < 4 || in.number() == 0)
    in.bad("has no colour table, so its regions have no names");
  Annotation out;
  const auto index_of = read_colours(in, out);
  out.values = base::VectorF::Constant(n, -1);
  for (const auto& [vertex, colour] : colours)
    if (const auto found = index_of.find(colour); found != index_of.end())
      out.values[vertex] = static_cast<float>(found->second);
  return out;
}

}  // namespace encore::io
