#include "core/encode/deal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace encore::encode {

std::vector<int> deal(const std::vector<std::string>& label, int folds, std::uint64_t seed) {
  std::map<std::string, int> rows;
  for (const auto& l : label)
    if (!l.empty()) ++rows[l];
  if (rows.size() < static_cast<std::size_t>(folds))
    throw base::Error(
        fmt::format("{} folds of {} groups: a fold would be empty", folds, rows.size()),
        "take fewer encode.evaluate.folds, or smaller groups");
  std::vector<std::string> order;
  for (const auto& [name, n] : rows) order.push_back(name);
  base::Random random(seed);
  random.shuffle(order);
  std::vector<int> filled(static_cast<std::size_t>(folds), 0);
  std::map<std::string, int> fold_of;
  for (const auto& name : order) {
    const auto least = std::min_element(filled.begin(), filled.end());
    fold_of[name] = static_cast<int>(least - filled.begin());
    *least += rows[name];
  }
  std::vector<int> out;
  for (const auto& l : label) out.push_back(l.empty() ? -1 : fold_of[l]);
  return out;
}

std::vector<LeftOut> left_out(const std::vector<align::FitRow>& rows,
                              const std::vector<align::Place>& places, const std::vector<int>& fold,
                              int folds, Index gap) {
  std::vector<LeftOut> out(static_cast<std::size_t>(folds));
  for (int f = 0; f < folds; ++f) {
    auto& one = out[static_cast<std::size_t>(f)];
    std::map<std::int32_t, std::set<Index>> tested;  // run -> volumes
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (fold[i] == f)
        for (const auto v : rows[i].volumes) {
          const auto& place = places[static_cast<std::size_t>(v)];
          tested[place.run].insert(place.volume);
        }
    const auto is_near = [&](Index v) {
      const auto& place = places[static_cast<std::size_t>(v)];
      const auto run = tested.find(place.run);
      if (run == tested.end()) return false;
      const auto next = run->second.lower_bound(place.volume - gap);
      return next != run->second.end() && *next <= place.volume + gap;
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& volumes = rows[i].volumes;
      if (fold[i] == f) one.test.push_back(static_cast<Index>(i));
      else if (std::any_of(volumes.begin(), volumes.end(), is_near)) ++one.near;
      else one.train.push_back(static_cast<Index>(i));
    }
  }
  return out;
}

}  // namespace encore::encode
