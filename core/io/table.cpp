#include "core/io/table.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace encore::io {
namespace {

using Fields = std::vector<std::string>;

// Receives one record with the line that it began on.
template <class Take>
void split_tsv(std::string_view text, const Take& take) {
  int line = 0;
  while (!text.empty()) {
    ++line;
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view record = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!record.empty() && record.back() == '\r') record.remove_suffix(1);
    if (record.find_first_not_of(" \t") == std::string_view::npos) continue;
    Fields fields;
    for (std::size_t at = 0; at <= record.size();) {
      const auto tab = std::min(record.find('\t', at), record.size());
      std::string_view field = record.substr(at, tab - at);
      const bool quoted = field.size() > 1 && field.front() == '"' && field.back() == '"';
      fields.emplace_back(quoted ? field.substr(1, field.size() - 2) : field);
      at = tab + 1;
    }
    take(std::move(fields), line);
  }
}

struct CsvRecord {
  Fields fields;
  bool complete = false;
};

template <class Take>
void split_csv(std::string_view text, const std::filesystem::path& path, const Take& take) {
  csv_parser parser;
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> guard(&parser, csv_free);
  CsvRecord record;
  const auto on_field = [](void* s, std::size_t n, void* out) {
    static_cast<CsvRecord*>(out)->fields.emplace_back(static_cast<const char*>(s), n);
  };
  const auto on_record = [](int, void* out) { static_cast<CsvRecord*>(out)->complete = true; };
  int line = 0, first_line = 1;
  const auto broken = [&] {
    throw base::Error(
        fmt::format("{}, line {}: the quotes of a field are not closed or stand "
                    "inside of it",
                    path.string(), first_line));
  };
  const auto flush = [&] {
    if (record.complete) take(std::move(record.fields), first_line);
    if (record.complete) record = {};
  };
  // Line by line, so that each record's first line is known.
  bool pending = false;
  while (!text.empty()) {
    ++line;
    if (!pending) first_line = line;
    const std::string_view piece = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    if (csv_parse(&parser, piece.data(), piece.size(), on_field, on_record, &record) !=
        piece.size())
      broken();
    pending = !record.complete && (pending || piece.find_first_not_of(" \r\n") != piece.npos);
    flush();
    text.remove_prefix(piece.size());
  }
  if (csv_fini(&parser, on_field, on_record, &record) != 0) broken();
  flush();
}

bool comma_separated(const std::filesystem::path& path, std::string_view text) {
  if (path.extension() == ".csv") return true;
  if (path.extension() == ".tsv" || path.extension() == ".txt") return false;
  const auto header = text.substr(0, text.find('\n'));
  return header.find('\t') == std::string_view::npos;
}

void add_record(Table& table, Fields fields, int line) {
  if (table.columns.empty()) {
    std::set<std::string> seen;
    for (const auto& name : fields)
      if (!name.empty() && !seen.insert(name).second)
        throw base::Error(fmt::format("{} has two columns '{}'", table.file.string(), name));
    table.columns = std::move(fields);
    return;
  }
  if (fields.size() != table.columns.size())
    throw base::Error(fmt::format("{}, line {}: {} fields, but the header names {} columns",
                                  table.file.string(), line, fields.size(), table.columns.size()));
  table.rows.push_back(std::move(fields));
  table.lines.push_back(line);
}

}  // namespace

Table read_table(const std::filesystem::path& path) {
  const std::string content = base::read_text(path);
  std::string_view text = content;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos)
    throw base::Error(fmt::format("{} is not a text file", path.string()));
  Table table;
  table.file = path;
  const auto take = [&](Fields fields, int line) { add_record(table, std::move(fields), line); };
  if (comma_separated(path, text)) split_csv(text, path, take);
  else split_tsv(text, take);
  if (table.columns.empty()) throw base::Error(fmt::format("{} is empty", path.string()));
  return table;
}

std::optional<std::size_t> Table::find(std::string_view name) const {
  const auto it = std::find(columns.begin(), columns.end(), name);
  if (it == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(it - columns.begin());
}

std::size_t Table::column(std::string_view name) const {
  if (const auto at = find(name)) return *at;
  throw base::Error(fmt::format("{} has no column '{}'", file.string(), name),
                    fmt::format("its columns are {}", base::join(columns, "and")));
}

std::optional<double> Table::real(std::size_t row, std::size_t col) const {
  std::string_view cell = unquoted(rows[row][col]);
  while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
  while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
  for (const char* none : {"", "n/a", "N/A", "NaN", "nan", "NA"})
    if (cell == none) return std::nullopt;
  if (cell.front() == '+') cell.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (code != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    throw base::Error(fmt::format("{}: '{}' in column '{}' is not a number", place(row),
                                  rows[row][col], columns[col]));
  return value;
}

std::string Table::place(std::size_t row) const {
  return fmt::format("{}, line {}", file.string(), lines[row]);
}

std::string_view unquoted(std::string_view text) {
  const bool paired = text.size() > 1 && text.front() == text.back() &&
                      (text.front() == '\'' || text.front() == '"');
  return paired ? text.substr(1, text.size() - 2) : text;
}

}  // namespace encore::io
