#include "core/recipe/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace encore::recipe {

using base::Value;

std::string Session::absolute(const std::string& path) const {
  if (path.empty()) return path;
  return (folder / path).lexically_normal().string();
}

void Session::origin(const std::string& key, const std::string& value, const std::string& from) {
  origins.push_back({key, value, from});
}

void Session::origin(const std::string& key, const std::string& value, const Location& at) {
  const auto name = std::filesystem::path(at.file).filename().string();
  origin(key, value, at.known() ? fmt::format("{}:{}", name, at.line) : at.file);
}

std::string flow_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::null: return "null";
    case Value::Kind::scalar: return value.quoted ? '"' + value.text + '"' : value.text;
    case Value::Kind::list: {
      std::string text;
      for (const auto& item : value.items) text += (text.empty() ? "" : ", ") + flow_text(item);
      return "[" + text + "]";
    }
    case Value::Kind::map: {
      std::string text;
      for (const auto& m : value.members)
        text += (text.empty() ? "" : ", ") + m.key + ": " + flow_text(m.value);
      return "{" + text + "}";
    }
  }
  return "";
}

Reader::Reader(const Value* map, std::string path, const Location& at, Session& session)
    : map_(map), path_(std::move(path)), at_(map != nullptr ? map->at : at), session_(session) {
  if (map_ == nullptr || map_->is_map()) return;
  if (!map_->is_null())
    session_.diagnostics.error(
        map_->at, fmt::format("{} must be a mapping, not {}", path_.empty() ? "a recipe" : path_,
                              map_->describe()));
  map_ = nullptr;
}

const Value* Reader::value(const std::string& key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  return map_ != nullptr ? map_->find(key) : nullptr;
}

bool Reader::has(const std::string& key) { return value(key) != nullptr; }

const Value* Reader::required(const std::string& key) {
  const Value* v = value(key);
  if (v != nullptr && !v->is_null()) return v;
  session_.diagnostics.error(v != nullptr ? v->at : at_, fmt::format("{} is missing", path(key)));
  return nullptr;
}

Location Reader::at(const std::string& key) const {
  const Value* v = map_ != nullptr ? map_->find(key) : nullptr;
  return v != nullptr ? v->at : at_;
}

void Reader::wrong_type(const Value& v, const std::string& key, const std::string& expected) {
  session_.diagnostics.error(
      v.at, fmt::format("{} must be {}, not {}", path(key), expected, v.describe()));
}

void Reader::default_origin(const std::string& key, const std::string& value) {
  session_.origin(path(key), value, std::string("default"));
}

void Reader::text(const std::string& key, std::string& out) {
  const Value* v = value(key);
  if (v == nullptr) return default_origin(key, "\"" + out + "\"");
  if (!v->is_scalar()) return wrong_type(*v, key, "text");
  out = v->text;
  session_.origin(path(key), flow_text(*v), v->at);
}

void Reader::file(const std::string& key, Located<std::string>& out) {
  const Value* v = value(key);
  if (v == nullptr) return;
  if (!v->is_scalar() || v->text.empty()) return wrong_type(*v, key, "a path");
  out = {session_.absolute(v->text), v->at};
  session_.origin(path(key), out.value, v->at);
}

void Reader::boolean(const std::string& key, bool& out) {
  const Value* v = value(key);
  if (v == nullptr) return default_origin(key, out ? "true" : "false");
  const auto b = v->as_bool();
  if (!b) return wrong_type(*v, key, "true or false");
  out = *b;
  session_.origin(path(key), flow_text(*v), v->at);
}

void Reader::integer(const std::string& key, int& out, int low, int high) {
  const Value* v = value(key);
  if (v == nullptr) return default_origin(key, std::to_string(out));
  const auto i = v->as_int();
  if (!i) return wrong_type(*v, key, "a whole number");
  if (*i < low || *i > high) {
    session_.diagnostics.error(
        v->at, fmt::format("{} must be {} to {}, not {}", path(key), low, high, *i));
    return;
  }
  out = static_cast<int>(*i);
  session_.origin(path(key), flow_text(*v), v->at);
}

void Reader::real(const std::string& key, double& out, double low, double high) {
  const Value* v = value(key);
  if (v == nullptr) return default_origin(key, base::number(out));
  const auto x = v->as_real();
  if (!x) return wrong_type(*v, key, "a number");
  if (!(*x >= low && *x <= high)) {
    session_.diagnostics.error(v->at, fmt::format("{} must be {} to {}, not {}", path(key),
                                                  base::number(low), base::number(high), v->text));
    return;
  }
  out = *x;
  session_.origin(path(key), flow_text(*v), v->at);
}

void Reader::integers(const std::string& key, std::vector<int>& out, int low, int high) {
  const Value* v = value(key);
  if (v == nullptr) return default_origin(key, fmt::format("[{}]", fmt::join(out, ", ")));
  if (!v->is_list()) return wrong_type(*v, key, "a list of whole numbers");
  if (v->items.empty())
    return session_.diagnostics.error(v->at, path(key) + " is empty",
                                      "name one whole number or more");
  std::vector<int> list;
  for (const auto& item : v->items) {
    const auto i = item.as_int();
    if (!i) return wrong_type(item, key, "a list of whole numbers");
    if (*i < low || *i > high) {
      session_.diagnostics.error(
          item.at, fmt::format("{} must be {} to {}, not {}", path(key), low, high, *i));
      return;
    }
    if (std::find(list.begin(), list.end(), *i) != list.end())
      session_.diagnostics.error(item.at, fmt::format("{} stands twice in {}", *i, path(key)));
    list.push_back(static_cast<int>(*i));
  }
  out = list;
  session_.origin(path(key), flow_text(*v), v->at);
}

void Reader::texts(const std::string& key, std::vector<Located<std::string>>& out) {
  const Value* v = value(key);
  if (v == nullptr) return;
  if (!v->is_list()) return wrong_type(*v, key, "a list of names");
  for (const auto& item : v->items) {
    if (!item.is_scalar()) return wrong_type(item, key, "a list of names");
    out.push_back({item.text, item.at});
  }
  session_.origin(path(key), flow_text(*v), v->at);
}

std::size_t Reader::choose(const std::string& key, const std::vector<std::string>& names,
                           const std::vector<std::string>& later, std::size_t fallback) {
  const Value* v = value(key);
  if (v == nullptr) {
    if (fallback < names.size()) default_origin(key, names[fallback]);
    return names.size();
  }
  if (!v->is_scalar()) {
    wrong_type(*v, key, base::join(names));
    return names.size();
  }
  session_.origin(path(key), flow_text(*v), v->at);
  const auto found = std::find(names.begin(), names.end(), v->text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  if (std::find(later.begin(), later.end(), v->text) != later.end()) {
    session_.diagnostics.error(
        v->at,
        fmt::format("{}: '{}' is planned; this version does not have it", path(key), v->text),
        "it has " + base::join(names, "and"));
    return names.size();
  }
  const std::string near = base::nearest(v->text, names);
  session_.diagnostics.error(
      v->at, fmt::format("{} has no '{}'", path(key), v->text),
      near.empty() ? "expected " + base::join(names) : fmt::format("did you mean '{}'?", near));
  return names.size();
}

Reader Reader::map(const std::string& key) { return {value(key), path(key), at_, session_}; }

void Reader::finish(const std::vector<std::string>& later) {
  if (map_ == nullptr) return;
  for (const auto& m : map_->members) {
    if (std::find(known_.begin(), known_.end(), m.key) != known_.end()) continue;
    const std::string where = path_.empty() ? "a recipe" : path_;
    if (std::find(later.begin(), later.end(), m.key) != later.end()) {
      session_.diagnostics.error(
          m.key_at, fmt::format("'{}' is planned; this version does not have it", m.key),
          "take it out; the rest of the recipe can run");
      continue;
    }
    const std::string near = base::nearest(m.key, known_);
    session_.diagnostics.error(m.key_at, fmt::format("{} has no key '{}'", where, m.key),
                               near.empty() ? "known: " + base::join(known_, "and")
                                            : fmt::format("did you mean '{}'?", near));
  }
}

}  // namespace encore::recipe
