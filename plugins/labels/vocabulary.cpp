#include "plugins/labels/vocabulary.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace labels {

std::string clean(const std::string& value) {
  const auto first = value.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  std::string text = value.substr(first, value.find_last_not_of(" \t\r") - first + 1);
  const bool quoted = text.size() > 1 && text.front() == text.back() &&
                      (text.front() == '\'' || text.front() == '"');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool missing(const std::string& value) { return value.empty() || value == "n/a"; }

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

Column learn(const std::string& name, const std::vector<std::string>& values, bool categorical) {
  Column column;
  column.name = name;
  std::vector<double> numbers;
  for (const auto& value : values) {
    if (missing(value)) continue;
    column.categories.push_back(value);
    if (const auto n = number(value)) numbers.push_back(*n);
  }
  column.numeric = !categorical && !numbers.empty() && numbers.size() == column.categories.size();
  if (!column.numeric) {
    std::sort(column.categories.begin(), column.categories.end());
    column.categories.erase(std::unique(column.categories.begin(), column.categories.end()),
                            column.categories.end());
    return column;
  }
  column.categories.clear();
  for (const double n : numbers) column.mean += n / static_cast<double>(numbers.size());
  double sum = 0;
  for (const double n : numbers) sum += (n - column.mean) * (n - column.mean);
  column.sd = std::sqrt(sum / static_cast<double>(numbers.size()));
  return column;
}

std::vector<double> encode(const Column& column, const std::string& value, bool& unknown) {
  std::vector<double> out(column.dims(), 0.0);
  unknown = false;
  if (missing(value)) return out;
  if (column.numeric) {
    const auto n = number(value);
    unknown = !n;
    if (n && column.sd > 0) out[0] = (*n - column.mean) / column.sd;
    return out;
  }
  const auto at = std::lower_bound(column.categories.begin(), column.categories.end(), value);
  unknown = at == column.categories.end() || *at != value;
  if (!unknown) out[static_cast<std::size_t>(at - column.categories.begin())] = 1;
  return out;
}

}  // namespace labels
