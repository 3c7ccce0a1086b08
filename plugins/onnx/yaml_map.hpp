// plugins/onnx/yaml_map.hpp: strict reading of one mapping of a YAML file.
//
//   YamlMap audio = root.map("audio");
//   const double rate = audio.real("sample_rate_hz", 1, 1e6);
//   audio.finish();                                            // every other key is an error
//
// Whatever is wrong throws encore::Error::io with "FILE:LINE" as its place. Not thread-safe.
#pragma once

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>
#include <vector>

#include "encore/error.hpp"

namespace encore::onnx {

class YamlMap {
 public:
  // The mapping that the whole file is.
  static YamlMap of_file(const std::string& file);

  bool has(const std::string& key) const;
  // The key must be there; with a fallback it may be absent.
  std::string text(const std::string& key) const;
  std::string text(const std::string& key, const std::string& fallback) const;
  double real(const std::string& key, double low, double high) const;
  long integer(const std::string& key, long low, long high) const;
  bool boolean(const std::string& key) const;
  // One of `words`: its index.
  std::size_t choice(const std::string& key, const std::vector<std::string>& words) const;
  YamlMap map(const std::string& key) const;
  // A list of mappings, not empty.
  std::vector<YamlMap> maps(const std::string& key) const;
  // All members of the mapping, whatever their keys.
  std::map<std::string, std::string> members() const;

  // Throws when there is a key that nobody asked for.
  void finish() const;
  [[noreturn]] void fail(const std::string& key, const std::string& message) const;

 private:
  YamlMap(YAML::Node node, std::string file, std::string name);
  YAML::Node scalar(const std::string& key, const char* wanted) const;
  YAML::Node at(const std::string& key) const;
  std::vector<std::string> keys() const;  // that are there

  YAML::Node node_;
  std::string file_, name_;  // name_: "audio.input" for messages
  mutable std::vector<std::string> known_;
};

}  // namespace encore::onnx
