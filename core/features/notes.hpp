// core/features/notes.hpp: what a plugin warns of, each text once with the number of its clips.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace encore::features {

// Thread-safe.
class Notes {
 public:
  // "" for what was said of no clip, while the plugin learnt.
  void add(const std::string& text, const std::string& clip);
  // Texts of no clip.
  std::vector<std::string> general() const;
  // Texts of clips: "TEXT (35 clips, the first is blues.00042)".
  std::vector<std::string> of_clips() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::set<std::string>> clips_;
};

}  // namespace encore::features
