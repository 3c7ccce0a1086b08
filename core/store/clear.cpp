#include "core/store/clear.hpp"

#include <vector>

namespace encore::store {
namespace {

namespace fs = std::filesystem;

void keep(const fs::path& path, const std::error_code& why, Cleared& out) {
  if (out.left++ > 0) return;
  out.first = path;
  out.why = why;
}

}  // namespace

void clear_folder(const fs::path& folder, Cleared& out) {
  std::vector<fs::path> inside;
  std::error_code ec;
  // Not a range-for, whose step throws.
  for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    inside.push_back(it->path());
  if (ec && ec != std::errc::no_such_file_or_directory) keep(folder, ec, out);
  for (const auto& path : inside) clear(path, out);
}

void clear(const fs::path& path, Cleared& out) {
  std::error_code ec;
  const auto kind = fs::symlink_status(path, ec).type();
  if (kind == fs::file_type::directory) {
    const auto before = out.left;
    clear_folder(path, out);
    if (out.left != before) return;  // what is in it is in the way
  }
  std::uint64_t bytes = 0;
  if (kind == fs::file_type::regular) bytes = fs::file_size(path, ec);
  if (ec) bytes = 0;
  if (fs::remove(path, ec)) out.bytes += bytes;
  else if (ec && ec != std::errc::directory_not_empty) keep(path, ec, out);
}

}  // namespace encore::store
