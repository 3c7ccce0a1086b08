#include "core/data/array_samples.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace encore::data {
namespace {

std::vector<std::int32_t> column(const io::H5File& file, const std::string& name) {
  std::vector<std::int32_t> out;
  for (const std::int64_t v : file.read_ints(name)) {
    if (v < std::numeric_limits<std::int32_t>::min() ||
        v > std::numeric_limits<std::int32_t>::max())
      throw base::Error(fmt::format("{} of {} holds {}, which is too large for a label", name,
                                    file.path().string(), v));
    out.push_back(static_cast<std::int32_t>(v));
  }
  return out;
}

std::vector<std::int32_t> optional_column(const io::H5File& file, const std::string& name,
                                          std::size_t n) {
  if (!file.has(name)) return {};
  auto out = column(file, name);
  if (out.size() != n)
    throw base::Error(fmt::format("{} of {} has {} rows, but /samples/run has {}", name,
                                  file.path().string(), out.size(), n));
  return out;
}

void check_runs(const io::H5File& file, const std::vector<std::int32_t>& run) {
  std::set<std::int32_t> done;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (i > 0 && run[i] == run[i - 1]) continue;
    if (!done.insert(run[i]).second)
      throw base::Error(fmt::format("{}: run {} comes back in row {} after another run",
                                    file.path().string(), run[i], i),
                        "rows are in time order, run after run");
  }
}

}  // namespace

bool ArraySamples::begins(std::size_t i) const {
  if (i == 0 || run[i] != run[i - 1] || test[i] != test[i - 1]) return true;
  if (!clip.empty() && clip[i] != clip[i - 1]) return true;
  return !repeat.empty() && repeat[i] != repeat[i - 1];
}

ArraySamples read_samples(const io::H5File& file) {
  ArraySamples s;
  s.run = column(file, "/samples/run");
  if (s.run.empty()) throw base::Error(fmt::format("{} has no samples", file.path().string()));
  check_runs(file, s.run);
  file.shape("/samples/split");  // throws when it is missing
  const auto split = optional_column(file, "/samples/split", s.run.size());
  for (std::size_t i = 0; i < split.size(); ++i) {
    if (split[i] != 0 && split[i] != 1)
      throw base::Error(
          fmt::format("/samples/split of {} holds {} in row {}", file.path().string(), split[i], i),
          "0 is train, 1 is test");
    s.test.push_back(split[i] == 1);
  }
  s.clip = optional_column(file, "/samples/clip", s.run.size());
  s.repeat = optional_column(file, "/samples/repeat", s.run.size());
  if (s.clip.empty() && !s.repeat.empty())
    throw base::Error(
        fmt::format("{} has /samples/repeat without /samples/clip", file.path().string()),
        "a repeat is the repeat of a clip");
  return s;
}

}  // namespace encore::data
