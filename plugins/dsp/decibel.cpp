#include "plugins/dsp/decibel.hpp"

namespace encore::dsp {

Matrix power_to_db(const Matrix& power, double floor, double top_db) {
  Matrix db = 10 * power.array().max(floor).log10();
  if (top_db > 0 && db.size() > 0) db = db.array().max(db.maxCoeff() - top_db);
  return db;
}

}  // namespace encore::dsp
