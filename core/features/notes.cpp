#include "core/features/notes.hpp"

#include <fmt/format.h>

namespace encore::features {

void Notes::add(const std::string& text, const std::string& clip) {
  const std::scoped_lock lock(mutex_);
  auto& of = clips_[text];
  if (!clip.empty()) of.insert(clip);
}

std::vector<std::string> Notes::general() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [text, clips] : clips_)
    if (clips.empty()) out.push_back(text);
  return out;
}

std::vector<std::string> Notes::of_clips() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [text, clips] : clips_) {
    if (clips.empty()) continue;
    const bool named = clips.size() == 1 && text.find(*clips.begin()) != std::string::npos;
    if (named) out.push_back(text);
    else if (clips.size() == 1) out.push_back(fmt::format("{} (clip {})", text, *clips.begin()));
    else
      out.push_back(
          fmt::format("{} ({} clips, the first is {})", text, clips.size(), *clips.begin()));
  }
  return out;
}

}  // namespace encore::features
