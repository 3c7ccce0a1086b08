#include "stored.hpp"

#include <limits>
#include <string>

namespace linear {
namespace {

constexpr const char* kName = "ridge";
constexpr std::int32_t kVersion = 1;

std::vector<double> listed(const MatrixD& m) { return {m.data(), m.data() + m.size()}; }

void require(bool ok, const char* message) {
  if (!ok) throw encore::Error::io("state", message);
}

}  // namespace

void Chosen::resize(Index targets) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (auto* part : {&alpha, &cv_score, &edge})
    part->assign(static_cast<std::size_t>(targets), nan);
}

void write_model(const encore::Writer& out, const StoredModel& m) {
  out.text(kName);
  out.value(kVersion);
  out.list(m.band_start);
  out.list(listed(m.weights));
  out.list(listed(m.intercept));
  for (const auto* part : {&m.chosen.alpha, &m.chosen.cv_score, &m.chosen.edge}) out.list(*part);
}

StoredModel read_model(const encore::Reader& in, Index rows) {
  require(in.text() == kName, "is not a model of encore.ridge");
  require(in.value<std::int32_t>() == kVersion, "was saved in another format of encore.ridge");
  StoredModel m;
  m.band_start = in.list<std::int32_t>();
  const auto weights = in.list<double>(), intercept = in.list<double>();
  for (auto* part : {&m.chosen.alpha, &m.chosen.cv_score, &m.chosen.edge}) {
    *part = in.list<double>();
    require(part->size() == intercept.size(), "has tables of different length");
  }
  require(m.band_start.size() >= 2 && m.band_start.front() == 0 && m.band_start.back() >= 0,
          "has no bands");
  if (rows == 0) rows = m.band_start.back();
  require(weights.size() == static_cast<std::size_t>(rows) * intercept.size(),
          "has tables of different length");
  const auto targets = static_cast<Index>(intercept.size());
  m.weights = Eigen::Map<const MatrixD>(weights.data(), rows, targets);
  m.intercept = Eigen::Map<const VectorD>(intercept.data(), targets);
  return m;
}

}  // namespace linear
