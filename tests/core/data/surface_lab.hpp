// tests/core/data/surface_lab.hpp: the small BIDS data set prepared on surfaces, as fMRIPrep leaves
// it: two GIFTI files a run. Vertices 0 of both hemispheres are medial wall: zeros on the left, NaN
// on the right.
#pragma once

#include <limits>

#include "tests/core/data/small_bids.hpp"
#include "tests/core/io/make_gifti.hpp"

namespace encore::test {

struct SurfaceLab {
  static constexpr base::Index left = 6, right = 5;  // vertices
  SmallBids bids;
  Folder prepared;

  SurfaceLab() {
    bids.data.source.derivatives.value = prepared.path().string();
    std::uint64_t seed = 1;
    for (const auto& stem : bids.stems()) {
      add(stem, "L", "CortexLeft", left, 0, seed++);
      add(stem, "R", "CortexRight", right, std::numeric_limits<float>::quiet_NaN(), seed++);
      prepared.write(stem + "_desc-confounds_timeseries.tsv", "csf\n" + confounds());
    }
    gifti_labels(prepared / "hemi-L.label.gii", {0, 1, 1, 2, 2, 0}, {"???", "L_A1_ROI", "L_A4_ROI"},
                 "CortexLeft");
    gifti_labels(prepared / "hemi-R.label.gii", {0, 1, 1, 2, 3},
                 {"???", "R_A1_ROI", "R_A4_ROI", "R_V1_ROI"}, "CortexRight");
  }
  std::string labels() const { return (prepared / "hemi-{hemi}.label.gii").string(); }
  std::filesystem::path surface(const std::string& stem, const std::string& hemi) const {
    return prepared / (stem + "_hemi-" + hemi + "_space-fsaverage5_bold.func.gii");
  }
  void add(const std::string& stem, const std::string& hemi, const std::string& structure,
           base::Index vertices, float wall, std::uint64_t seed) const {
    base::Random random(seed);
    base::MatrixF values(vertices, 20);
    for (auto& x : values.reshaped()) x = static_cast<float>(1000 + 10 * random.normal());
    values.row(0).setConstant(wall);
    gifti_series(surface(stem, hemi), values, structure, 2000);
  }

 private:
  static std::string confounds() {
    std::string text;
    for (int v = 0; v < 20; ++v) text += fmt::format("{}\n", v % 3);
    return text;
  }
};

}  // namespace encore::test
