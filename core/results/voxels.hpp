// core/results/voxels.hpp: which voxel or vertex each value of results.h5 belongs to.
#pragma once

#include "core/io/hdf5.hpp"
#include "core/results/results.hpp"

namespace encore::results {

// /voxels/<subject>/roi, and where the data set has images: ijk (voxels x 3; -1 on surfaces), and
// of surfaces and greyordinates structure and vertex.
void write_voxels(io::H5File& file, const plan::Study& study, const plan::Plan& plan,
                  const SubjectResult& subject);

}  // namespace encore::results
