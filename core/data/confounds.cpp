#include "core/data/confounds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/data/confound_columns.hpp"

namespace encore::data {
namespace {

void fill_gaps(Eigen::Ref<base::VectorD> column, const io::Table& table, std::size_t c) {
  const auto known = column.array() == column.array();
  const auto n = known.count();
  if (n == 0)
    throw base::Error(fmt::format("column '{}' of {} holds no number in the volumes that are kept",
                                  table.columns[c], table.file.string()));
  const double mean = known.select(column, 0).sum() / static_cast<double>(n);
  column = known.select(column, base::VectorD::Constant(column.size(), mean));
}

}  // namespace

io::Table read_confounds_table(const std::filesystem::path& file, base::Index volumes) {
  io::Table table = io::read_table(file);
  if (static_cast<base::Index>(table.rows.size()) != volumes)
    throw base::Error(fmt::format("{} has {} rows, but the run has {} volumes", file.string(),
                                  table.rows.size(), volumes));
  return table;
}

base::MatrixD read_confounds(const std::filesystem::path& file,
                             const std::vector<recipe::Confound>& wanted, base::Index volumes,
                             base::Index first, base::Index count) {
  const io::Table table = read_confounds_table(file, volumes);
  const auto columns = confound_columns(table, wanted);
  base::MatrixD out(count, static_cast<base::Index>(columns.size()));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    auto column = out.col(static_cast<base::Index>(c));
    for (base::Index r = 0; r < count; ++r)
      column[r] = table.real(static_cast<std::size_t>(first + r), columns[c])
                      .value_or(std::numeric_limits<double>::quiet_NaN());
    fill_gaps(column, table, columns[c]);
  }
  return out;
}

}  // namespace encore::data
