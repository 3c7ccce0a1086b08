#include "core/data/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/io/table.hpp"

namespace encore::data {
namespace {

std::vector<std::string> names(const std::map<std::string, std::string>& columns) {
  std::vector<std::string> out;
  for (const auto& [name, value] : columns) out.push_back(name);
  return out;
}

// One "{column}" or "{column:05d}".
std::string fill(std::string_view field, const std::map<std::string, std::string>& columns,
                 const std::string& place) {
  const auto colon = field.find(':');
  const std::string name(field.substr(0, colon));
  const auto it = columns.find(name);
  if (it == columns.end())
    throw base::Error(fmt::format("{}: there is no column '{}'", place, name),
                      fmt::format("the columns are {}", base::join(names(columns), "and")));
  if (colon == std::string_view::npos) return it->second;
  const std::string_view format = field.substr(colon + 1);
  std::size_t width = 0;
  const char* end = format.data() + format.size() - (format.ends_with('d') ? 1 : 0);
  const bool padded = format.starts_with('0');
  const auto parsed = std::from_chars(format.data() + (padded ? 1 : 0), end, width);
  if (!padded || !format.ends_with('d') || parsed.ptr != end || width > 32)
    throw base::Error(fmt::format("'{{{}}}' is not understood", field),
                      "write {column} or {column:05d}");
  long long number = 0;
  const std::string& text = it->second;
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || stop != text.data() + text.size())
    throw base::Error(
        fmt::format("{}: '{}' in column '{}' is not a whole number", place, text, name));
  return fmt::format("{:0{}d}", number, width);
}

std::vector<std::string> fields_of(const std::string& text) {
  std::vector<std::string> out;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    const std::string field = text.substr(open + 1, close - open - 1);
    out.push_back(field.substr(0, field.find(':')));
  }
  return out;
}

// How the rows of a file name their recordings.
struct Naming {
  std::string id, path;               // templates
  std::vector<std::string> required;  // columns that must not be n/a
  bool id_is_path = false;            // the id is the path without its extension
};

Naming naming_of(const io::Table& table, const recipe::Stimuli& stimuli) {
  const bool gtzan = table.find("genre") && table.find("track");
  const std::string gtzan_id = "{genre}.{track:05d}";
  if (!stimuli.file.value.empty()) {
    const auto fields = fields_of(stimuli.file.value);
    for (const auto& f : fields) table.column(f);
    return {gtzan ? gtzan_id : "", stimuli.file.value, fields, !gtzan};
  }
  if (table.find("stim_file")) return {"", "{stim_file}", {"stim_file"}, true};
  if (gtzan) return {gtzan_id, "{genre}/" + gtzan_id + ".wav", {"genre", "track"}, false};
  throw base::Error(
      fmt::format("{} does not say what was played: it has neither the column 'stim_file' nor "
                  "'genre' and 'track'; its columns are {}",
                  table.file.string(), base::join(table.columns, "and")),
      "say in data.stimuli.file how the path of a recording is made of the columns");
}

double required(const io::Table& table, std::size_t row, const char* name) {
  if (const auto value = table.real(row, table.column(name))) return *value;
  throw base::Error(fmt::format("{}: the column '{}' is empty", table.place(row), name));
}

std::optional<double> optional(const io::Table& table, std::size_t row, const char* name) {
  const auto column = table.find(name);
  return column ? table.real(row, *column) : std::nullopt;
}

// Takes quotes off the cells of columns that are written in quotes, also where one of the pair was
// forgotten ("jazz'" below "'rock'").
void unquote(io::Table& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto paired = [&](const auto& row) {
      return io::unquoted(row[c]).size() != row[c].size();
    };
    if (std::none_of(table.rows.begin(), table.rows.end(), paired)) continue;
    for (auto& row : table.rows) {
      const auto first = row[c].find_first_not_of("'\"");
      const auto last = row[c].find_last_not_of("'\"");
      row[c] = first == std::string::npos ? "" : row[c].substr(first, last - first + 1);
    }
  }
}

std::optional<Played> played(const io::Table& table, std::size_t row, const Naming& naming) {
  Played p;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (table.columns[c] != "onset" && table.columns[c] != "duration")
      p.columns[table.columns[c]] = table.rows[row][c];
  for (const auto& name : naming.required)
    if (absent(p.columns[name])) return std::nullopt;

  const std::string place = table.place(row);
  p.onset_s = required(table, row, "onset");
  const auto start = optional(table, row, "start");
  const auto end = optional(table, row, "end");
  p.start_s = start.value_or(0);
  if (start && end && *end <= *start)
    throw base::Error(
        fmt::format("{}: the clip ends at {} s, before it starts at {} s", place, *end, *start));
  const auto duration = table.real(row, table.column("duration"));
  if (!duration && !end)
    throw base::Error(fmt::format("{}: the column 'duration' is empty", place));
  p.duration_s = duration ? *duration : *end - p.start_s;
  p.clip_s = end ? *end - p.start_s : p.duration_s;
  if (p.duration_s <= 0 || p.start_s < 0)
    throw base::Error(
        fmt::format("{}: duration and start of a clip must not be negative, and the "
                    "duration not 0",
                    place));
  p.recording = expand(naming.path, p.columns, place);
  p.id = naming.id_is_path ? std::filesystem::path(p.recording).replace_extension().string()
                           : expand(naming.id, p.columns, place);
  return p;
}

}  // namespace

std::string expand(const std::string& text, const std::map<std::string, std::string>& columns,
                   const std::string& place) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find('{', at), text.size());
    out += text.substr(at, open - at);
    if (open == text.size()) break;
    const auto close = text.find('}', open);
    if (close == std::string::npos)
      throw base::Error(fmt::format("'{}' has a brace that is not closed", text));
    out += fill(std::string_view(text).substr(open + 1, close - open - 1), columns, place);
    at = close + 1;
  }
  return out;
}

std::vector<Played> read_events(const std::filesystem::path& file, const recipe::Stimuli& stimuli) {
  io::Table table = io::read_table(file);
  unquote(table);
  table.column("onset");
  table.column("duration");
  const Naming naming = naming_of(table, stimuli);
  std::vector<Played> out;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    if (auto p = played(table, row, naming)) out.push_back(std::move(*p));
  std::stable_sort(out.begin(), out.end(),
                   [](const Played& a, const Played& b) { return a.onset_s < b.onset_s; });
  return out;
}

}  // namespace encore::data
