#include "core/data/confounds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/table.hpp"

namespace encore::data {
namespace {

std::vector<std::size_t> chosen_columns(const io::Table& table,
                                        const std::vector<base::Located<std::string>>& patterns) {
  std::vector<bool> chosen(table.columns.size(), false);
  for (const auto& pattern : patterns) {
    bool found = false;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (!base::glob_match(pattern.value, table.columns[c])) continue;
      chosen[c] = found = true;
    }
    if (found) continue;
    const std::string near = base::nearest(pattern.value, table.columns);
    throw base::Error(
        pattern.at, fmt::format("no confound '{}' in {}", pattern.value, table.file.string()),
        near.empty() ? fmt::format("its columns are {}", base::join(table.columns, "and"))
                     : fmt::format("did you mean '{}'?", near));
  }
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c < chosen.size(); ++c)
    if (chosen[c]) out.push_back(c);
  return out;
}

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

base::MatrixD read_confounds(const std::filesystem::path& file,
                             const std::vector<base::Located<std::string>>& patterns,
                             base::Index volumes, base::Index first, base::Index count) {
  const io::Table table = io::read_table(file);
  if (static_cast<base::Index>(table.rows.size()) != volumes)
    throw base::Error(fmt::format("{} has {} rows, but the run has {} volumes", file.string(),
                                  table.rows.size(), volumes));
  const auto columns = chosen_columns(table, patterns);
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
