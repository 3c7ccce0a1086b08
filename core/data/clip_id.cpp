#include "core/data/clip_id.hpp"

#include <algorithm>

namespace encore::data {

std::string recording_id(const std::string& id) { return id.substr(0, id.rfind('@')); }

std::string number_plain(const std::string& id) {
  const auto last = id.find_last_not_of("0123456789");
  const std::size_t digits = last == std::string::npos ? 0 : last + 1;
  if (digits == id.size()) return id;
  const auto first = std::min(id.find_first_not_of('0', digits), id.size() - 1);
  return id.substr(0, digits) + id.substr(first);
}

std::multimap<std::string, std::size_t> clips_by_id(const std::vector<Clip>& clips) {
  std::multimap<std::string, std::size_t> out;
  for (std::size_t c = 0; c < clips.size(); ++c) {
    const std::string &id = clips[c].id, recording = recording_id(id);
    const std::string plain = number_plain(recording);
    out.emplace(id, c);
    if (recording != id) out.emplace(recording, c);
    if (plain != recording) out.emplace(plain, c);
  }
  return out;
}

}  // namespace encore::data
