#include "tests/e2e/outputs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace encore::test {
namespace {

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '\t');) out.push_back(cell);
  return out;
}

bool same(double a, double b) { return std::isnan(a) ? std::isnan(b) : a == b; }

}  // namespace

std::vector<Row> read_tsv(const std::filesystem::path& file) {
  std::istringstream text(read(file));
  std::string line;
  std::getline(text, line);
  const auto header = cells(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const auto values = cells(line);
    EXPECT_EQ(values.size(), header.size()) << file << ": " << line;
    Row row;
    for (std::size_t c = 0; c < std::min(values.size(), header.size()); ++c)
      row[header[c]] = values[c];
    rows.push_back(row);
  }
  return rows;
}

Row row_of(const std::vector<Row>& rows, const Row& cells) {
  for (const auto& row : rows)
    if (std::all_of(cells.begin(), cells.end(),
                    [&](const auto& cell) { return row.at(cell.first) == cell.second; }))
      return row;
  std::string wanted;
  for (const auto& [column, cell] : cells) wanted += " " + column + " " + cell;
  ADD_FAILURE() << "no row of" << wanted;
  return {};
}

double score(const std::vector<Row>& scores, const std::string& model, const std::string& roi,
             const std::string& metric, const std::string& subject) {
  const Row row =
      row_of(scores, {{"model", model}, {"roi", roi}, {"metric", metric}, {"subject", subject}});
  return row.empty() || row.at("value") == "n/a" ? std::nan("") : std::stod(row.at("value"));
}

base::MatrixD values(const std::filesystem::path& run_folder, const std::string& dataset) {
  return io::H5File(run_folder / "results.h5", io::H5File::Mode::read).read_d(dataset);
}

void for_each_dataset(const io::H5File& file,
                      const std::function<void(const std::string& path)>& each) {
  const std::function<void(const std::string&)> walk = [&](const std::string& group) {
    for (const auto& name : file.list(group.empty() ? "/" : group)) {
      const std::string path = group + "/" + name;
      if (file.is_group(path)) walk(path);
      else each(path);
    }
  };
  walk("");
}

Numbers numbers(const std::filesystem::path& path) {
  const io::H5File file(path, io::H5File::Mode::read);
  Numbers out;
  for_each_dataset(file, [&](const std::string& name) {
    if (file.shape(name).kind != io::H5Kind::real) return;
    const auto values = file.read_d(name);
    out[name].assign(values.data(), values.data() + values.size());
  });
  return out;
}

double largest_difference(const Numbers& a, const Numbers& b) {
  const double no = std::numeric_limits<double>::infinity();
  if (a.size() != b.size()) return no;
  double largest = 0;
  for (const auto& [name, x] : a) {
    const auto found = b.find(name);
    if (found == b.end() || found->second.size() != x.size()) return no;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double y = found->second[i];
      if (same(x[i], y)) continue;
      if (!std::isfinite(x[i]) || !std::isfinite(y)) return no;
      largest = std::max(largest, std::fabs(x[i] - y));
    }
  }
  return largest;
}

std::map<std::string, std::string> states(const std::filesystem::path& run_folder) {
  std::map<std::string, std::string> out;
  for (const auto& row : read_tsv(run_folder / "tasks.tsv")) out[row.at("task")] = row.at("state");
  return out;
}

std::vector<std::string> tasks_that_are(const std::filesystem::path& run_folder,
                                        const std::string& state) {
  std::vector<std::string> out;
  for (const auto& [id, s] : states(run_folder))
    if (s == state) out.push_back(id);
  return out;
}

}  // namespace encore::test
