// tests/core/io/make_gifti.hpp: GIFTI files as fMRIPrep and FreeSurfer write them, with libgiftiio.
#pragma once

#include <dirent.h>  // before libnifti's headers, whose macros have its names

extern "C" {
#include <gifti/gifti_io.h>
}

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::test {

// One array a volume; `time_step` in milliseconds, 0: none.
inline void gifti_series(const std::filesystem::path& file, const base::MatrixF& values,
                         const std::string& structure, int time_step) {
  const int dims[6] = {static_cast<int>(values.rows()), 0, 0, 0, 0, 0};
  gifti_image* image = gifti_create_image(static_cast<int>(values.cols()), NIFTI_INTENT_TIME_SERIES,
                                          NIFTI_TYPE_FLOAT32, 1, dims, 1);
  for (int v = 0; v < image->numDA; ++v) {
    std::memcpy(image->darray[v]->data, values.col(v).data(),
                static_cast<std::size_t>(values.rows()) * sizeof(float));
    if (time_step > 0)
      gifti_add_to_meta(&image->darray[v]->meta, "TimeStep", std::to_string(time_step).c_str(), 1);
  }
  gifti_add_to_meta(&image->meta, "AnatomicalStructurePrimary", structure.c_str(), 1);
  std::filesystem::create_directories(file.parent_path());
  gifti_write_image(image, file.c_str(), 1);
  gifti_free_image(image);
}

// Labels with names; key i is the i-th name.
inline void gifti_labels(const std::filesystem::path& file, const std::vector<int>& keys,
                         const std::vector<std::string>& names, const std::string& structure) {
  const int dims[6] = {static_cast<int>(keys.size()), 0, 0, 0, 0, 0};
  gifti_image* image = gifti_create_image(1, NIFTI_INTENT_LABEL, NIFTI_TYPE_INT32, 1, dims, 1);
  std::memcpy(image->darray[0]->data, keys.data(), keys.size() * sizeof(int));
  auto& table = image->labeltable;
  table.length = static_cast<int>(names.size());
  table.key = static_cast<int*>(std::calloc(names.size(), sizeof(int)));
  table.label = static_cast<char**>(std::calloc(names.size(), sizeof(char*)));
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.key[i] = static_cast<int>(i);
    table.label[i] = gifti_strdup(names[i].c_str());
  }
  gifti_add_to_meta(&image->meta, "AnatomicalStructurePrimary", structure.c_str(), 1);
  std::filesystem::create_directories(file.parent_path());
  gifti_write_image(image, file.c_str(), 1);
  gifti_free_image(image);
}

// Coordinates, not values.
inline void gifti_shape(const std::filesystem::path& file) {
  const int dims[6] = {4, 3, 0, 0, 0, 0};
  gifti_image* image = gifti_create_image(1, NIFTI_INTENT_POINTSET, NIFTI_TYPE_FLOAT32, 2, dims, 1);
  gifti_write_image(image, file.c_str(), 1);
  gifti_free_image(image);
}

}  // namespace encore::test
