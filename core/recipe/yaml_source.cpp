#include "core/recipe/yaml_source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace encore::recipe {
namespace {

// Length in bytes of the UTF-8 character at `i`, 0 when it is not one.
std::size_t character(std::string_view s, std::size_t i) {
  const auto byte = [&](std::size_t k) {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u;
  };
  const unsigned lead = byte(i);
  if (lead < 0x80) return 1;
  const std::size_t n = lead >= 0xC2 && lead < 0xE0   ? 2
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
  for (std::size_t k = 1; k < n; ++k)
    if ((byte(i + k) & 0xC0u) != 0x80u) return 0;
  const unsigned second = byte(i + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
  return overlong || outside ? 0 : n;
}

int characters(std::string_view s) {
  return static_cast<int>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

bool blank(char c) { return c == ' ' || c == '\t'; }
bool flow_mark(char c) { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}'; }

}  // namespace

YamlSource::YamlSource(std::string file, std::string text)
    : file_(std::move(file)), text_(std::move(text)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  const std::string_view all = text_;
  for (std::size_t begin = 0; begin <= all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    std::string_view line = all.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines_.push_back(line);
    begin = end + 1;
  }
}

void YamlSource::check(base::Diagnostics& out) const {
  for (std::size_t l = 0; l < lines_.size(); ++l) {
    const std::string_view line = lines_[l];
    for (std::size_t i = 0; i < line.size();) {
      const std::size_t n = character(line, i);
      const auto c = static_cast<unsigned char>(line[i]);
      if (n == 0 || (c < 0x20 && c != '\t') || c == 0x7F)
        return out.error(locate({l, i}, i + 1),
                         n == 0 ? fmt::format("byte 0x{:02x} is not UTF-8", c)
                                : fmt::format("control character 0x{:02x}", c),
                         n == 0 ? "save the file as UTF-8" : "take it out");
      i += n;
    }
  }
}

YamlSource::Place YamlSource::value_at(int line, int column) const {
  Place p{static_cast<std::size_t>(std::max(0, line)),
          static_cast<std::size_t>(std::max(0, column))};
  if (p.line >= lines_.size()) return {lines_.size() - 1, lines_.back().size()};
  p.byte = std::min(p.byte, lines_[p.line].size());
  while (p.byte < lines_[p.line].size() &&
         (lines_[p.line][p.byte] == '&' || lines_[p.line][p.byte] == '!')) {
    const std::string_view text = lines_[p.line];
    std::size_t i = p.byte;
    while (i < text.size() && !blank(text[i]) && !flow_mark(text[i])) ++i;
    while (i < text.size() && blank(text[i])) ++i;
    if (i == text.size()) break;  // the value stands further down: its anchor marks it
    p.byte = i;
  }
  return p;
}

std::size_t YamlSource::word_end(const Place& p) const {
  const std::string_view text = lines_[p.line];
  std::size_t i = p.byte;
  if (i >= text.size()) return i;
  const char first = text[i];
  if (first == '"' || first == '\'') {
    for (++i; i < text.size() && text[i] != first; ++i)
      if (first == '"' && text[i] == '\\') ++i;
    return std::min(i + 1, text.size());
  }
  if (flow_mark(first) || first == '|' || first == '>') return i + 1;
  while (i < text.size() && !flow_mark(text[i])) {
    if (text[i] == ':' && (i + 1 == text.size() || blank(text[i + 1]))) break;
    if (text[i] == '#' && i > p.byte && blank(text[i - 1])) break;
    ++i;
  }
  while (i > p.byte + 1 && blank(text[i - 1])) --i;
  return std::max(i, p.byte + 1);
}

base::Location YamlSource::locate(const Place& p, std::size_t end) const {
  const std::string_view text = lines_[p.line];
  const std::size_t first = std::min(p.byte, text.size());
  const std::size_t last = std::clamp(end, first, text.size());
  return {file_, static_cast<int>(p.line) + 1, characters(text.substr(0, first)) + 1,
          std::max(1, characters(text.substr(first, last - first)))};
}

base::Location YamlSource::word(int line, int column) const {
  const Place place = value_at(line, column);
  return locate(place, word_end(place));
}

base::Location YamlSource::point(int line, int column) const {
  const Place place = value_at(line, column);
  return locate(place, place.byte + 1);
}

bool YamlSource::quote_is_open(int line, int column) const {
  const Place p = value_at(line, column);
  const std::string_view first = lines_[p.line];
  if (p.byte >= first.size() || (first[p.byte] != '"' && first[p.byte] != '\'')) return false;
  const char quote = first[p.byte];
  for (std::size_t l = p.line; l < lines_.size(); ++l) {
    for (std::size_t i = l == p.line ? p.byte + 1 : 0; i < lines_[l].size(); ++i) {
      if (lines_[l][i] == quote) return false;
      if (quote == '"' && lines_[l][i] == '\\') ++i;
    }
  }
  return true;
}

std::optional<base::Location> YamlSource::open_bracket() const {
  std::vector<Place> open;
  for (std::size_t l = 0; l < lines_.size(); ++l) {
    const std::string_view text = lines_[l];
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool starts = i == 0 || blank(text[i - 1]) || flow_mark(text[i - 1]);
      if (text[i] == '#' && (i == 0 || blank(text[i - 1]))) break;
      if (starts && (text[i] == '"' || text[i] == '\'')) i = word_end({l, i}) - 1;
      else if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{')
        i = std::min(text.find('}', i), text.size());
      else if ((text[i] == '[' || text[i] == '{') && (starts || !open.empty()))
        open.push_back({l, i});
      else if ((text[i] == ']' || text[i] == '}') && !open.empty()) open.pop_back();
    }
  }
  if (open.empty()) return std::nullopt;
  return locate(open.back(), open.back().byte + 1);
}

std::optional<base::Location> YamlSource::indenting_tab() const {
  for (std::size_t l = 0; l < lines_.size(); ++l) {
    const std::size_t text = std::min(lines_[l].find_first_not_of(" \t"), lines_[l].size());
    const std::size_t tab = lines_[l].find('\t');
    if (tab < text && text < lines_[l].size()) return locate({l, tab}, tab + 1);
  }
  return std::nullopt;
}

}  // namespace encore::recipe
