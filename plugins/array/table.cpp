#include "plugins/array/table.hpp"

#include <csv.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <sstream>

#include "encore/error.hpp"

namespace array {
namespace {

using Row = std::vector<std::string>;

struct Reading {
  std::vector<Row> rows;
  Row row;
};

void end_field(void* text, std::size_t n, void* reading) {
  static_cast<Reading*>(reading)->row.emplace_back(static_cast<const char*>(text), n);
}
void end_row(int, void* reading) {
  auto& r = *static_cast<Reading*>(reading);
  r.rows.push_back(std::move(r.row));
  r.row.clear();
}

std::vector<Row> read_rows(const std::string& path, char separator) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream stream;
  stream << file.rdbuf();
  if (!file) throw encore::Error::io(path, "cannot be read");
  std::string text = stream.str();
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);

  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  csv_set_delim(&parser, static_cast<unsigned char>(separator));
  if (separator == '\t') csv_set_space_func(&parser, [](unsigned char c) { return int{c == ' '}; });
  Reading reading;
  const bool whole =
      csv_parse(&parser, text.data(), text.size(), end_field, end_row, &reading) == text.size() &&
      csv_fini(&parser, end_field, end_row, &reading) == 0;
  const std::string why = whole ? "" : csv_strerror(csv_error(&parser));
  csv_free(&parser);
  if (!whole)
    throw encore::Error::io(
        path, "row " + std::to_string(reading.rows.size() + 1) + " cannot be read: " + why);
  return std::move(reading.rows);
}

// NaN for what is missing; false when it is not a number.
bool parse(const std::string& text, double& value) {
  value = std::numeric_limits<double>::quiet_NaN();
  if (text.empty() || text == "n/a") return true;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

class Table : public Source {
 public:
  Table(std::string path, char separator, const std::string& ids)
      : path_(std::move(path)), rows_(read_rows(path_, separator)) {
    if (rows_.empty()) throw encore::Error::io(path_, "is empty");
    double ignored = 0;
    const bool header = !std::all_of(rows_[0].begin(), rows_[0].end(),
                                     [&](const auto& cell) { return parse(cell, ignored); });
    if (header) {
      columns_ = rows_[0];
      rows_.erase(rows_.begin());
      first_line_ = 2;
    }
    if (rows_.empty()) throw encore::Error::io(path_, "holds no rows");
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (rows_[r].size() != (header ? columns_ : rows_[0]).size())
        throw encore::Error::io(path_, "row " + std::to_string(r + first_line_) + " has " +
                                           std::to_string(rows_[r].size()) + " cells, not " +
                                           std::to_string((header ? columns_ : rows_[0]).size()));
    ids_ = find_ids(ids);
  }

  bool is_container(const std::string&) const override { return false; }
  std::vector<std::string> members(const std::string&) const override { return {}; }
  std::string path_of(const std::string&, const std::string& member) const override {
    return member;
  }
  std::string default_ids(const std::string&) const override {
    return ids_ < columns_.size() ? columns_[ids_] : "";
  }

  // "": all columns but the ids; otherwise the texts of that column.
  Array read(const std::string& name) override {
    Array out;
    const auto n = static_cast<std::int64_t>(rows_.size());
    if (!name.empty()) {
      const auto at = std::find(columns_.begin(), columns_.end(), name);
      if (at == columns_.end())
        throw encore::Error::param("dataset", "a table has no datasets; leave it out");
      out.shape = {n};
      out.is_text = true;
      for (const auto& row : rows_)
        out.texts.push_back(row[static_cast<std::size_t>(at - columns_.begin())]);
      return out;
    }
    const std::size_t width = rows_[0].size();
    out.shape = {n, static_cast<std::int64_t>(ids_ < width ? width - 1 : width)};
    for (std::size_t r = 0; r < rows_.size(); ++r)
      for (std::size_t c = 0; c < width; ++c)
        if (c != ids_) out.numbers.push_back(cell(r, c));
    return out;
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::size_t find_ids(const std::string& ids) const {
    double ignored = 0;
    if (ids.empty()) return !columns_.empty() && !parse(rows_[0][0], ignored) ? 0 : none;
    const auto at = std::find(columns_.begin(), columns_.end(), ids);
    if (at != columns_.end()) return static_cast<std::size_t>(at - columns_.begin());
    std::string there;
    for (const auto& column : columns_) there += (there.empty() ? "" : ", ") + column;
    throw encore::Error::param("ids", "'" + path_ + "' has no column '" + ids +
                                          "'; it has: " + (there.empty() ? "no header" : there));
  }

  double cell(std::size_t r, std::size_t c) const {
    double value = 0;
    if (!parse(rows_[r][c], value))
      throw encore::Error::io(path_, "row " + std::to_string(r + first_line_) + ", column " +
                                         (columns_.empty() ? std::to_string(c + 1) : columns_[c]) +
                                         ": '" + rows_[r][c] + "' is not a number");
    return value;
  }

  std::string path_;
  std::vector<Row> rows_;
  Row columns_;
  std::size_t first_line_ = 1, ids_ = none;
};

}  // namespace

std::unique_ptr<Source> open_table(const std::string& path, char separator,
                                   const std::string& ids) {
  return std::make_unique<Table>(path, separator, ids);
}

}  // namespace array
