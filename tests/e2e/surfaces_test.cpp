// From GIFTI and CIFTI derivatives to maps on the same surface, with regions and groups of them.
#include <cmath>

#include "core/io/image.hpp"
#include "tests/core/data/surface_lab.hpp"
#include "tests/core/io/make_cifti.hpp"
#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

const char* const kAtlas = R"(  atlas:
    image: "${paths.prepared}/hemi-{hemi}.label.gii"
    groups: {auditory: [A1, A4], primary: [A1]}
)";

std::string recipe_for(const std::string& space, const std::string& atlas = kAtlas) {
  return replaced(derivatives_recipe(space),
                  "  mask: all\n  prepare: {detrend: {kind: polynomial, order: 1}}\n", atlas);
}

struct OnSurfaces : testing::Test {
  SurfaceLab lab;
  Place place{
      {{"lab", lab.bids.folder.path().string()}, {"prepared", lab.prepared.path().string()}}};
};

TEST_F(OnSurfaces, MapsLieWhereTheScansDo) {
  const auto recipe = place.write("recipe.yaml", recipe_for("fsaverage5"));
  ASSERT_CODE(run_encore(place.words("check", recipe, "out", {}), place.settings()), 0);
  ASSERT_CODE(place.run(recipe, "out"), 0);
  const auto maps = place / "out" / "maps" / "sub-01";
  const std::string stem = "_space-fsaverage5_desc-noise_stat-pearsonr_statmap";
  const io::Files files = {maps / ("sub-01_hemi-L" + stem + ".shape.gii"),
                           maps / ("sub-01_hemi-R" + stem + ".shape.gii")};
  EXPECT_TRUE(std::filesystem::exists(maps / ("sub-01" + stem + ".json")));
  const auto map = io::read_image(files, 0, 1, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  const io::H5File file(place / "out" / "results.h5", io::H5File::Mode::read);
  const auto r = file.read_d("/encode/sub-01/noise/pearson_r");
  ASSERT_EQ(r.rows(), 9);
  EXPECT_TRUE(std::isnan(map(0, 0)) && std::isnan(map(0, 6))) << "the medial wall";
  EXPECT_FLOAT_EQ(map(0, 1), static_cast<float>(r(0, 0)));
  EXPECT_FLOAT_EQ(map(0, 7), static_cast<float>(r(5, 0)));
  EXPECT_EQ(file.read_texts("/voxels/sub-01/structure")[5], "CORTEX_RIGHT");
  EXPECT_EQ(file.read_ints("/voxels/sub-01/vertex"),
            (std::vector<std::int64_t>{1, 2, 3, 4, 5, 1, 2, 3, 4}));

  // Vertices 1 and 2 of both hemispheres are A1; of the rest, 3 and 4 left and 3 right are A4.
  const auto scores = read_tsv(place / "out" / "scores.tsv");
  const auto mean = [&](std::initializer_list<int> voxels) {
    double sum = 0;
    for (const int v : voxels) sum += r(v, 0);
    return sum / static_cast<double>(voxels.size());
  };
  const auto scored = [&](const char* roi) {
    return score(scores, "noise", roi, "pearson_r_mean", "sub-01");
  };
  EXPECT_NEAR(scored("L_A1_ROI"), mean({0, 1}), 1e-5);
  EXPECT_NEAR(scored("primary"), mean({0, 1, 5, 6}), 1e-5);
  EXPECT_NEAR(scored("auditory"), mean({0, 1, 2, 3, 5, 6, 7}), 1e-5);
}

// Vertices stand in no order that keeps neighbours, so that the shift test has nothing to say.
TEST_F(OnSurfaces, SharedVerticesAreCountedAndNotShifted) {
  const auto recipe = place.write("recipe.yaml", recipe_for("fsaverage5"));
  ASSERT_CODE(place.run(recipe, "out",
                        {"--set",
                         "stats={significance: {draws: 100, block_tr: 2}, "
                         "overlap: {pairs: all}}"}),
              0);
  bool counted = false;
  for (const auto& row : read_tsv(place / "out" / "scores.tsv")) {
    if (row.at("stage") != "overlap") continue;
    counted = counted || (row.at("metric") == "voxels_both" && row.at("value") != "n/a");
    if (row.at("metric") == "both_when_shifted") {
      EXPECT_EQ(row.at("value") + row.at("p") + row.at("q"), "n/an/an/a");
    }
  }
  EXPECT_TRUE(counted);
  EXPECT_TRUE(std::filesystem::exists(
      place / "out" / "maps" / "sub-01" /
      "sub-01_hemi-L_space-fsaverage5_desc-genreandnoise_stat-overlap_statmap.shape.gii"));
}

TEST_F(OnSurfaces, ResultsDependOnBothHemispheres) {
  const auto recipe = place.write("recipe.yaml", recipe_for("fsaverage5"));
  ASSERT_CODE(place.run(recipe, "out"), 0);
  const auto before = numbers(place / "out" / "results.h5");
  lab.add(lab.bids.stem("train", 1), "R", "CortexRight", SurfaceLab::right, std::nanf(""), 99);
  ASSERT_CODE(place.run(recipe, "out"), 0);
  EXPECT_GT(largest_difference(before, numbers(place / "out" / "results.h5")), 1e-3);
}

TEST_F(OnSurfaces, GreyordinatesToo) {
  std::uint64_t seed = 1;
  for (const auto& stem : lab.bids.stems()) {
    base::Random random(seed++);
    base::MatrixF values(20, kDensePlaces);
    for (auto& x : values.reshaped()) x = static_cast<float>(500 + random.normal());
    values.col(1).setZero();
    cifti_series(lab.prepared / (stem + "_space-fsLR_den-91k_bold.dtseries.nii"), values, 2);
  }
  const auto recipe = place.write("recipe.yaml", recipe_for("fsLR", ""));
  ASSERT_CODE(place.run(recipe, "out"), 0);
  const auto map = place / "out" / "maps" / "sub-01" /
                   "sub-01_space-fsLR_den-91k_desc-noise_stat-pearsonr_statmap.dscalar.nii";
  const auto header = io::read_image_header({map});
  EXPECT_EQ(io::difference(
                header.grid,
                io::read_image_header({lab.prepared / (lab.bids.stems()[0] +
                                                       "_space-fsLR_den-91k_bold.dtseries.nii")})
                    .grid),
            "");
  const io::H5File file(place / "out" / "results.h5", io::H5File::Mode::read);
  const auto r = file.read_d("/encode/sub-01/noise/pearson_r");
  ASSERT_EQ(r.rows(), 6);  // without the constant vertex
  const auto values = io::read_image({map}, 0, 1, {0, 1, 2, 6});
  EXPECT_FLOAT_EQ(values(0, 0), static_cast<float>(r(0, 0)));
  EXPECT_TRUE(std::isnan(values(0, 1)));
  EXPECT_FLOAT_EQ(values(0, 3), static_cast<float>(r(5, 0)));
  const auto ijk = file.read_d("/voxels/sub-01/ijk");
  EXPECT_EQ(ijk(0, 0), -1);
  EXPECT_EQ(ijk(5, 1), 2);
}

}  // namespace
}  // namespace encore::test
