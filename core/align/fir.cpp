#include "core/align/fir.hpp"

#include <fmt/format.h>

#include <map>

#include "core/base/error.hpp"

namespace encore::align {

Moments::Moments(const std::vector<Place>& places, const std::vector<std::int32_t>& numbers,
                 const std::vector<base::MatrixF>& series)
    : places_(places), series_(series) {
  std::map<std::int32_t, std::size_t> index;
  for (std::size_t i = 0; i < numbers.size(); ++i) index[numbers[i]] = i;
  run_.reserve(places.size());
  for (const auto& place : places) {
    const auto it = index.find(place.run);
    if (it == index.end() || place.volume < 0 || place.volume >= series[it->second].cols())
      throw base::Error(
          fmt::format("volume {} of run {} is not part of the design", place.volume, place.run));
    run_.push_back(it->second);
  }
}

const float* Moments::at(Index row, int delay) const {
  const auto i = static_cast<std::size_t>(row);
  const auto& series = series_[run_[i]];
  const Index volume = places_[i].volume - delay;
  return volume >= 0 && volume < series.cols() ? series.col(volume).data() : nullptr;
}

base::MatrixF fir(const std::vector<FitRow>& rows, const Moments& moments,
                  const std::vector<int>& delays) {
  const Index dims = moments.dims(), n = static_cast<Index>(rows.size());
  base::MatrixF x = base::MatrixF::Zero(n, dims * static_cast<Index>(delays.size()));
  for (Index i = 0; i < n; ++i) {
    const auto& volumes = rows[static_cast<std::size_t>(i)].volumes;
    const float share = 1.0f / static_cast<float>(volumes.size());
    for (std::size_t d = 0; d < delays.size(); ++d) {
      auto part = x.row(i).segment(static_cast<Index>(d) * dims, dims);
      for (const Index v : volumes)
        if (const float* moment = moments.at(v, delays[d]))
          part += share * Eigen::Map<const Eigen::RowVectorXf>(moment, dims);
    }
  }
  return x;
}

}  // namespace encore::align
