// core/recipe/reader.hpp: strict reading of one mapping of a recipe.
//
//   Reader r(value, "align", session);
//   r.integer("delay_tr", align.delay_tr, 0, 1000);
//   r.finish();                                  // every other key is an error
//
// A key that is absent leaves its target as it is: the initialisers of recipe.hpp are the
// defaults. Every mistake is a diagnostic; reading goes on. Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/value.hpp"
#include "core/recipe/load.hpp"

namespace encore::recipe {

// What all readers of one recipe share.
struct Session {
  const plugin::Catalog& plugins;
  std::filesystem::path folder;  // of the recipe: relative paths start here
  base::Diagnostics diagnostics;
  std::vector<Origin> origins;

  std::string absolute(const std::string& path) const;
  void origin(const std::string& key, const std::string& value, const std::string& from);
  void origin(const std::string& key, const std::string& value, const Location& at);
};

class Reader {
 public:
  // `map` may be nullptr or null: then every key is absent.
  Reader(const base::Value* map, std::string path, const Location& at, Session& session);

  bool has(const std::string& key);
  // The value of a key, or nullptr; an error when it is not there and must be.
  const base::Value* value(const std::string& key);
  const base::Value* required(const std::string& key);
  Location at(const std::string& key) const;  // of the value, else of this mapping
  const Location& at() const { return at_; }
  std::string path(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

  void text(const std::string& key, std::string& out);
  void file(const std::string& key, Located<std::string>& out);  // made absolute
  void boolean(const std::string& key, bool& out);
  void integer(const std::string& key, int& out, int low, int high);
  void real(const std::string& key, double& out, double low, double high);
  void integers(const std::string& key, std::vector<int>& out, int low, int high);
  void texts(const std::string& key, std::vector<Located<std::string>>& out);
  // One of a few words. `later`: words that a coming version will have.
  template <class Enum>
  void choice(const std::string& key, Enum& out,
              const std::vector<std::pair<std::string, Enum>>& words,
              const std::vector<std::string>& later = {}) {
    std::vector<std::string> names;
    std::size_t index = words.size();
    for (std::size_t i = 0; i < words.size(); ++i) {
      names.push_back(words[i].first);
      if (words[i].second == out) index = std::min(index, i);
    }
    index = choose(key, names, later, index);
    if (index < words.size()) out = words[index].second;
  }
  Reader map(const std::string& key);

  // Reports keys that nobody asked for. `later`: keys that a coming version will have.
  void finish(const std::vector<std::string>& later = {});

  Session& session() { return session_; }

 private:
  std::size_t choose(const std::string& key, const std::vector<std::string>& names,
                     const std::vector<std::string>& later, std::size_t fallback);
  void wrong_type(const base::Value& value, const std::string& key, const std::string& expected);
  void default_origin(const std::string& key, const std::string& value);

  const base::Value* map_;
  std::string path_;
  Location at_;
  Session& session_;
  std::vector<std::string> known_;
};

// How a value looks in YAML's flow style.
std::string flow_text(const base::Value& value);

}  // namespace encore::recipe
