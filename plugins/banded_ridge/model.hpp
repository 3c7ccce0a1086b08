// plugins/banded_ridge/model.hpp: search, fit and predict in one precision.
//
// Not thread-safe. The design must outlive the model.
#pragma once

#include <memory>

#include "draws.hpp"
#include "plugins/linear/stored.hpp"
#include "search.hpp"

namespace banded {

struct Settings {
  linear::Options ridge;
  Draws draws;
  Patience patience;
};

class Model {
 public:
  virtual ~Model() = default;

  // Targets that fit in a fixed amount of memory; all searches of one design take the same.
  virtual Index preferred_targets() const = 0;
  // Targets that are not valid get NaN everywhere.
  virtual void fit(const encore::Call& call, encore::View y) = 0;
  virtual const linear::Chosen& chosen() const = 0;
  virtual const MatrixD& gammas() const = 0;  // bands x targets

  virtual void predict(encore::View x, unsigned threads, encore::MutableView out) const = 0;
  // x as given, so that the shares of all bands and the intercept add up to predict.
  virtual void predict_band(encore::View x, std::uint32_t band, unsigned threads,
                            encore::MutableView out) const = 0;
  virtual MatrixD weights(unsigned threads) const = 0;  // columns x targets
  virtual VectorD intercept(unsigned threads) const = 0;
};

// Bytes at the peak, an upper bound from shapes alone.
std::int64_t model_memory(const encore::FitShape& shape, const Settings& settings);

std::unique_ptr<Model> make_model(const encore::Call& call, const encore::Design& design,
                                  const Settings& settings);

}  // namespace banded
