#include "core/data/rows.hpp"

#include <algorithm>
#include <cmath>

namespace encore::data {
namespace {

Row row_at(const Run& run, Index volume) {
  Row row;
  row.run = run.number;
  row.test = run.test;
  const double time = static_cast<double>(volume) * run.tr_s;
  const double slack = 1e-6 * run.tr_s;
  for (const auto& event : run.events) {
    if (time < event.onset_s - slack || time >= event.onset_s + event.duration_s - slack) continue;
    row.clip = static_cast<std::int32_t>(event.clip);
    row.offset = static_cast<std::int32_t>(std::floor((time - event.onset_s) / run.tr_s + 1e-6));
    row.repeat = event.repeat;
  }
  return row;
}

}  // namespace

std::vector<Row> rows(const Subject& subject, const DataSet&, const recipe::Prepare& prepare) {
  std::vector<Row> out;
  const bool drop = prepare.scrub.method == recipe::Scrub::Method::drop;
  for (const auto& run : subject.runs) {
    for (Index v = prepare.drop_leading_tr; v < run.volumes - prepare.drop_trailing_tr; ++v) {
      out.push_back(row_at(run, v));
      out.back().scrubbed = drop && std::binary_search(run.scrubbed.begin(), run.scrubbed.end(), v);
    }
  }
  return out;
}

}  // namespace encore::data
