// plugins/array/ids.hpp: finds a clip by its name though files write names differently.
//
// In order: the very name; the name without what follows its last '_' ("blues.00000_15s"); that
// with numbers compared as integers ("disco.000011_15s" is disco.00011). Immutable after adding.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace array {

class Ids {
 public:
  // Entry i of the file has this name. One name may have several entries.
  void add(const std::string& name, std::size_t entry);
  // Entries of the clip, in order of adding; empty when there are none. Throws encore::Error when
  // two different names of the file fit equally well.
  const std::vector<std::size_t>& find(const std::string& clip) const;
  std::size_t size() const { return exact_.size(); }
  // "540 names, such as 'blues.00000'"
  std::string describe() const;

 private:
  // Names of the file behind a shortened one.
  using Short = std::map<std::string, std::vector<std::string>>;
  const std::vector<std::size_t>* look(const Short& names, const std::string& key,
                                       const std::string& clip) const;

  std::map<std::string, std::vector<std::size_t>> exact_;
  Short stripped_, plain_;
};

}  // namespace array
