#include "plugins/onnx/yaml_map.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace encore::onnx {
namespace {

std::string place(const std::string& file, const YAML::Node& node) {
  const int line = node.Mark().line;
  return line >= 0 ? file + ":" + std::to_string(line + 1) : file;
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) out += (i > 0 ? ", " : "") + words[i];
  return out;
}

template <class Number>
bool parse(const std::string& text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

YamlMap::YamlMap(YAML::Node node, std::string file, std::string name)
    : node_(std::move(node)), file_(std::move(file)), name_(std::move(name)) {
  if (!node_.IsMap())
    throw Error::io(place(file_, node_), name_ + " must be a mapping of keys to values");
  std::set<std::string> seen;
  for (const auto& member : node_) {
    if (!member.first.IsScalar())
      throw Error::io(place(file_, member.first), name_ + " has a key that is not a word");
    if (!seen.insert(member.first.Scalar()).second)
      throw Error::io(place(file_, member.first),
                      name_ + " has a key twice: " + member.first.Scalar());
  }
}

YamlMap YamlMap::of_file(const std::string& file) {
  try {
    return {YAML::LoadFile(file), file, "the file"};
  } catch (const YAML::BadFile&) {
    throw Error::io(file, "cannot be read");
  } catch (const YAML::ParserException& e) {
    throw Error::io(file + ":" + std::to_string(e.mark.line + 1), "is not YAML: " + e.msg);
  }
}

void YamlMap::fail(const std::string& key, const std::string& message) const {
  const YAML::Node found = node_[key];
  const std::string name = name_ == "the file" ? key : name_ + "." + key;
  throw Error::io(place(file_, found ? found : node_), "'" + name + "' " + message);
}

bool YamlMap::has(const std::string& key) const {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  return static_cast<bool>(node_[key]);
}

YAML::Node YamlMap::at(const std::string& key) const {
  if (!has(key)) fail(key, "is missing; " + name_ + " has " + listed(keys()));
  return node_[key];
}

std::vector<std::string> YamlMap::keys() const {
  std::vector<std::string> out;
  for (const auto& member : node_) out.push_back(member.first.Scalar());
  return out;
}

YAML::Node YamlMap::scalar(const std::string& key, const char* wanted) const {
  YAML::Node found = at(key);
  if (!found.IsScalar()) fail(key, std::string("must be ") + wanted);
  return found;
}

std::string YamlMap::text(const std::string& key) const { return scalar(key, "a text").Scalar(); }

std::string YamlMap::text(const std::string& key, const std::string& fallback) const {
  return has(key) ? text(key) : fallback;
}

double YamlMap::real(const std::string& key, double low, double high) const {
  double value = 0;
  const std::string written = scalar(key, "a number").Scalar();
  if (!parse(written, value) || !std::isfinite(value))
    fail(key, "must be a number, not '" + written + "'");
  if (value < low || value > high)
    fail(key, "is " + written + ", out of the range of " + std::to_string(low) + " to " +
                  std::to_string(high));
  return value;
}

long YamlMap::integer(const std::string& key, long low, long high) const {
  long value = 0;
  const std::string written = scalar(key, "an integer").Scalar();
  if (!parse(written, value)) fail(key, "must be an integer, not '" + written + "'");
  if (value < low || value > high)
    fail(key, "is " + written + ", out of the range of " + std::to_string(low) + " to " +
                  std::to_string(high));
  return value;
}

bool YamlMap::boolean(const std::string& key) const { return choice(key, {"false", "true"}) == 1; }

std::size_t YamlMap::choice(const std::string& key, const std::vector<std::string>& words) const {
  const std::string written = scalar(key, ("one of " + listed(words)).c_str()).Scalar();
  const auto found = std::find(words.begin(), words.end(), written);
  if (found == words.end())
    fail(key, "must be one of " + listed(words) + ", not '" + written + "'");
  return static_cast<std::size_t>(found - words.begin());
}

YamlMap YamlMap::map(const std::string& key) const {
  return {at(key), file_, name_ == "the file" ? key : name_ + "." + key};
}

std::vector<YamlMap> YamlMap::maps(const std::string& key) const {
  const YAML::Node list = at(key);
  if (!list.IsSequence() || list.size() == 0) fail(key, "must be a list of mappings");
  std::vector<YamlMap> out;
  for (std::size_t i = 0; i < list.size(); ++i)
    out.push_back({list[i], file_, name_ + "." + key + "[" + std::to_string(i) + "]"});
  return out;
}

std::map<std::string, std::string> YamlMap::members() const {
  std::map<std::string, std::string> out;
  for (const auto& member : node_) out[member.first.Scalar()] = text(member.first.Scalar());
  return out;
}

void YamlMap::finish() const {
  for (const auto& member : node_) {
    const std::string key = member.first.Scalar();
    if (std::find(known_.begin(), known_.end(), key) == known_.end())
      throw Error::io(place(file_, member.first),
                      name_ + " has no key '" + key + "'; it has " + listed(known_));
  }
}

}  // namespace encore::onnx
