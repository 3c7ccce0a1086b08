// tests/e2e/outputs.hpp: the files of a run folder, read back.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"
#include "core/io/hdf5.hpp"
#include "tests/e2e/program.hpp"

namespace encore::test {

using Row = std::map<std::string, std::string>;  // column -> cell

// Rows of a TSV file with a header.
std::vector<Row> read_tsv(const std::filesystem::path& file);

// The first row with these cells; none, and a failure, when there is no such row.
Row row_of(const std::vector<Row>& rows, const Row& cells);

// One value of scores.tsv; NaN when it is "n/a", and a failure when there is no such row.
double score(const std::vector<Row>& scores, const std::string& model, const std::string& roi,
             const std::string& metric, const std::string& subject = "sub-001");

// A dataset of a run's results.h5.
base::MatrixD values(const std::filesystem::path& run_folder, const std::string& dataset);

// Calls `each` with the path of every dataset of a file.
void for_each_dataset(const io::H5File& file,
                      const std::function<void(const std::string& path)>& each);

// Paths and values of all real datasets: equal maps are equal results.
using Numbers = std::map<std::string, std::vector<double>>;
Numbers numbers(const std::filesystem::path& results_h5);

// The largest |a - b| over all datasets; a NaN must be met by a NaN. Infinity when shapes differ.
double largest_difference(const Numbers& a, const Numbers& b);

// id -> state of tasks.tsv: "done", "cached", "failed", "skipped".
std::map<std::string, std::string> states(const std::filesystem::path& run_folder);
// Ids of the tasks with that state.
std::vector<std::string> tasks_that_are(const std::filesystem::path& run_folder,
                                        const std::string& state);

}  // namespace encore::test
