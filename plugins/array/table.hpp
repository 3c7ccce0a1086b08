// plugins/array/table.hpp: numbers in a text table (libcsv).
#pragma once

#include <memory>
#include <string>

#include "plugins/array/source.hpp"

namespace array {

// The first line names the columns unless it holds numbers only. `ids`: column of clip ids; ""
// means the first one when it does not hold numbers. All other columns must be numbers; empty cells
// and n/a are NaN.
std::unique_ptr<Source> open_table(const std::string& path, char separator, const std::string& ids);

}  // namespace array
