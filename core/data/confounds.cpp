#include "core/data/confounds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
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

void throw_no_confounds(const Run& run, const base::Location& at) {
  const std::string image = run.image.filename().string();
  const auto folder = run.image.parent_path();
  std::string hint = "confounds come with fMRIPrep derivatives: give data.source.derivatives";
  if (image.find("_desc-") != std::string::npos || image.find("_space-") != std::string::npos) {
    std::vector<std::string> there;
    for (const auto& path : base::entries(folder))
      if (const auto name = path.filename().string();
          name.find("desc-confounds") != std::string::npos && name.ends_with(".tsv"))
        there.push_back(name);
    hint = fmt::format(
        "it should be {}*{}_desc-confounds_timeseries.tsv; {}; copy it again, or leave the run out "
        "in data.split",
        image.substr(0, image.find('_') + 1), run.label,
        there.empty() ? "no run has one in " + folder.string()
                      : "in its folder there are " + base::join(there, "and"));
  }
  throw base::Error(at, fmt::format("{} has no confounds file", run.image.string()), hint);
}

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
