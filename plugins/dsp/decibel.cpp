#include "plugins/dsp/decibel.hpp"

#include <cmath>

namespace encore::dsp {

MatrixF power_to_db(const MatrixF& power, double floor, double top_db) {
  // The natural logarithm works on several values at once, log10 does not.
  const auto scale = static_cast<float>(10 / std::log(10.0));
  MatrixF db = scale * power.array().max(static_cast<float>(floor)).log();
  if (top_db > 0 && db.size() > 0) db = db.array().max(db.maxCoeff() - static_cast<float>(top_db));
  return db;
}

}  // namespace encore::dsp
