// tests/core/io/make_cifti.hpp: a dense series as fMRIPrep writes it, with CiftiLib.
#pragma once

#include <CiftiFile.h>

#include <filesystem>
#include <vector>

#include "core/base/matrix.hpp"

namespace encore::test {

// Left vertices 0 2 3 of 4, right vertices 1 3 of 4, and two voxels of the brain stem.
inline constexpr base::Index kDensePlaces = 7;

// values: volumes x places.
inline void cifti_series(const std::filesystem::path& file, const base::MatrixF& values,
                         float tr_s) {
  cifti::CiftiBrainModelsMap models;
  const std::int64_t dims[3] = {3, 3, 3};
  const float sform[12] = {2, 0, 0, -2, 0, 2, 0, -2, 0, 0, 2, -2};
  models.setVolumeSpace(cifti::VolumeSpace(dims, sform));
  models.addSurfaceModel(4, cifti::StructureEnum::CORTEX_LEFT, std::vector<std::int64_t>{0, 2, 3});
  models.addSurfaceModel(4, cifti::StructureEnum::CORTEX_RIGHT, std::vector<std::int64_t>{1, 3});
  models.addVolumeModel(cifti::StructureEnum::BRAIN_STEM, {1, 1, 0, 1, 2, 2});
  cifti::CiftiXML xml;
  xml.setNumberOfDimensions(2);
  xml.setMap(cifti::CiftiXML::ALONG_ROW, cifti::CiftiSeriesMap(values.rows(), 0, tr_s));
  xml.setMap(cifti::CiftiXML::ALONG_COLUMN, models);
  std::filesystem::create_directories(file.parent_path());
  cifti::CiftiFile out;
  out.setWritingFile(file.string());
  out.setCiftiXML(xml);
  for (base::Index p = 0; p < values.cols(); ++p) out.setRow(values.col(p).data(), p);
  out.close();
}

}  // namespace encore::test
