// tests/core/data/derivatives.hpp: what fMRIPrep leaves of the small BIDS data set.
#pragma once

#include <cmath>
#include <string>

#include "tests/core/data/small_bids.hpp"

namespace encore::test {

// A confounds table of 20 volumes. Volume 7 moves by 0.9 mm, volume 8 by 0.6 mm; first differences
// begin with n/a, as fMRIPrep writes them.
inline std::string confounds_table() {
  std::string text = "framewise_displacement\tstd_dvars\tmotion_outlier00";
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"})
    for (const char* end : {"", "_derivative1", "_power2", "_derivative1_power2"})
      text += fmt::format("\t{}{}", name, end);
  text += "\tcsf\twhite_matter\tglobal_signal\tcosine00\tcosine01";
  for (int c = 0; c < 4; ++c) text += fmt::format("\ta_comp_cor_0{}", c);
  text += "\tt_comp_cor_00\n";
  base::Random random(5);
  for (int v = 0; v < 20; ++v) {
    text += v == 0 ? "n/a\tn/a"
                   : fmt::format("{}\t{}",
                                 v == 7   ? 0.9
                                 : v == 8 ? 0.6
                                          : 0.1,
                                 v == 8 ? 2.5 : 1.0);
    text += fmt::format("\t{}", v == 8 ? 1 : 0);
    for (int c = 0; c < 24; ++c)
      text += v == 0 && c % 2 == 1 ? "\tn/a" : fmt::format("\t{:.6f}", random.normal());
    for (int c = 0; c < 10; ++c) text += fmt::format("\t{:.6f}", random.normal());
    text += '\n';
  }
  return text;
}

struct Derivatives {
  SmallBids bids;
  Folder prepared;

  Derivatives() {
    bids.data.source.derivatives.value = prepared.path().string();
    add_all("space-MNI");
    for (const auto& stem : bids.stems())
      prepared.write(stem + "_desc-confounds_timeseries.tsv", confounds_table());
  }
  // A volume of each run with these entities.
  void add_all(const std::string& entities) const {
    for (const auto& stem : bids.stems()) add(stem, entities);
  }
  void add(const std::string& stem, const std::string& entities) const {
    write_scan(prepared / (stem + "_" + entities + "_desc-preproc_bold.nii.gz"), small_grid(), 20,
               2);
  }
};

}  // namespace encore::test
