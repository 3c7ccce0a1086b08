// core/data/arrays.hpp: data sets that a person brings as matrices in one HDF5 file.
//
// The layout is docs/interfaces, section 3. Rows are already prepared; nothing of data.prepare is
// applied to them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/data/dataset.hpp"
#include "core/data/responses.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::data {

// Clips are named by their number; without /samples/clip there are none. A Run stands for each run
// label, with `number` the label and `volumes` its rows; its tr_s is 0. Throws base::DiagnosedError
// with everything that is wrong.
DataSet read_arrays(const recipe::Data& data);

// Rows of the file, in its order, the same for all subjects. Without /samples/repeat a clip's
// repeat counts how often it was heard in its split before. A stretch of rows of one clip, run and
// repeat is one presentation; `offset` counts within it.
std::vector<Row> array_rows(const std::filesystem::path& file, const DataSet& set);

// Straight from the file, by blocks of columns.
std::unique_ptr<Responses> open_array_responses(const std::filesystem::path& file,
                                                const std::string& subject, std::vector<Row> rows);

// ROI name of each voxel; empty when the file names none.
std::vector<std::string> array_roi_names(const std::filesystem::path& file,
                                         const std::string& subject);

// Names below /features, and one of them. Throws when it is missing (with those that are there),
// its rows are not those of the samples, or it holds NaN or infinity.
std::vector<std::string> array_features(const std::filesystem::path& file);
base::MatrixF read_array_feature(const std::filesystem::path& file, const std::string& name);

}  // namespace encore::data
