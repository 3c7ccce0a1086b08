// core/align/fir.hpp: delayed copies of a feature, within runs.
#pragma once

#include <vector>

#include "core/align/design.hpp"

namespace encore::align {

// The feature at any row of data::Responses and at the volumes before it. Borrows its arguments.
class Moments {
 public:
  // `series` holds a matrix (dims x volumes) for each run of `numbers`. Throws base::Error when a
  // place lies outside of them.
  Moments(const std::vector<Place>& places, const std::vector<std::int32_t>& numbers,
          const std::vector<base::MatrixF>& series);
  Index dims() const { return series_.empty() ? 0 : series_.front().rows(); }
  // `delay` volumes before the row; nullptr beyond the ends of its run.
  const float* at(Index row, int delay) const;

 private:
  const std::vector<Place>& places_;
  const std::vector<base::MatrixF>& series_;
  std::vector<std::size_t> run_;  // of each place, index in series
};

// rows x (delays * dims), columns delay-major. A row of several volumes is their mean.
base::MatrixF fir(const std::vector<FitRow>& rows, const Moments& moments,
                  const std::vector<int>& delays);

}  // namespace encore::align
