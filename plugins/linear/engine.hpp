// plugins/linear/engine.hpp: prepare, fit and predict in one precision.
//
// Not thread-safe. The design must outlive the engine.
#pragma once

#include <memory>

#include "encore/call.hpp"
#include "encore/regression.hpp"
#include "model.hpp"
#include "options.hpp"
#include "stored.hpp"

namespace linear {

class Engine {
 public:
  virtual ~Engine() = default;

  // Targets to fit in one call; 0 would leave it to the host.
  virtual Index preferred_targets() const = 0;

  // Targets that are not valid get NaN everywhere.
  virtual void fit(const encore::Call& call, encore::View y) = 0;
  virtual Index targets() const = 0;
  virtual const Chosen& chosen() const = 0;

  // `band` out of range of the design's bands: all of them, with the intercept.
  virtual void predict(encore::View x, unsigned threads, encore::MutableView out) const = 0;
  virtual void predict_columns(encore::View x, ColumnRange band, unsigned threads,
                               encore::MutableView out) const = 0;
  virtual MatrixD weights(unsigned threads) const = 0;
  virtual VectorD intercept(unsigned threads) const = 0;
};

std::unique_ptr<Engine> make_engine(const encore::Call& call, const encore::Design& design,
                                    const Options& options);

// Features as `kernel` sees them, by the dual way. weights() are of the training rows then:
// prediction = kernel of new rows with those * weights + intercept. There are no parts of bands.
std::unique_ptr<Engine> make_kernel_engine(const encore::Call& call, const encore::Design& design,
                                           std::shared_ptr<const Kernel> kernel,
                                           const Options& options);

}  // namespace linear
