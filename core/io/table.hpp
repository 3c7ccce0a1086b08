// core/io/table.hpp: tables of text: TSV as in BIDS, and CSV.
//
//   const Table t = read_table("sub-001_task-Training_run-01_events.tsv");
//   for (std::size_t r = 0; r < t.rows.size(); ++r) use(t.real(r, t.column("onset")));
//
// Takes what people write: a byte order mark, CRLF, a last line without an end, blank lines,
// quotes (CSV: RFC 4180; TSV: a field may stand in double quotes). Immutable after reading.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace encore::io {

struct Table {
  std::filesystem::path file;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as columns
  std::vector<int> lines;                      // where each row stands in the file, from 1

  std::optional<std::size_t> find(std::string_view name) const;
  // Throws with the columns that are there.
  std::size_t column(std::string_view name) const;
  // The number in a cell; nullopt for an empty cell, n/a and NaN. Throws, with file, line and
  // column, when it is something else.
  std::optional<double> real(std::size_t row, std::size_t column) const;
  // "FILE, line 12"
  std::string place(std::size_t row) const;
};

// .csv is comma-separated, .tsv and .txt tab-separated; otherwise the header line decides.
Table read_table(const std::filesystem::path& path);

// Without one pair of quotes around it, 'like this' or "like this".
std::string_view unquoted(std::string_view text);

}  // namespace encore::io
