// fMRIPrep derivatives from the recipe to the results: entities, groups of confounds, outliers.
#include "tests/core/data/derivatives.hpp"

#include "tests/e2e/bids_place.hpp"
#include "tests/e2e/outputs.hpp"

namespace encore::test {
namespace {

const char* const kPrepare = R"(prepare:
    detrend: none
    confounds: [cosine, {acompcor: 2}]
    scrub: {framewise_displacement_mm: 0.5}
    drop_leading_tr: 1)";

std::string recipe_for(const std::string& space) {
  const auto text = replaced(derivatives_recipe(space),
                             "prepare: {detrend: {kind: polynomial, order: 1}}", kPrepare);
  return replaced(text, "delays_tr: [1]", "delays_tr: [1, 2]");
}

// Scans in which volumes 7 and 8, the outliers of the confounds, hold `spoilt`.
void write_spoilt(const std::filesystem::path& path, float spoilt) {
  base::Random random(7);
  io::NiftiWriter writer(path, small_grid(), 20, 2, io::NiftiWriter::Type::float32);
  base::VectorF volume(small_grid().voxels());
  for (int v = 0; v < 20; ++v) {
    for (auto& x : volume) x = static_cast<float>(1000 + 10 * random.normal());
    if (v == 7 || v == 8) volume.setConstant(spoilt);
    writer.add(volume);
  }
  writer.finish();
}

struct Prepared : testing::Test {
  Derivatives lab;
  Place place{
      {{"lab", lab.bids.folder.path().string()}, {"prepared", lab.prepared.path().string()}}};
  std::filesystem::path recipe = place.write("recipe.yaml", recipe_for("MNI"));

  void spoil(float value) const {
    for (const auto& stem : lab.bids.stems())
      write_spoilt(lab.prepared / (stem + "_space-MNI_desc-preproc_bold.nii.gz"), value);
  }
  Numbers results(const std::string& out, const Words& more = {}) const {
    const auto ended = place.run(recipe, out, more);
    EXPECT_CODE(ended, 0);
    return numbers(place / out / "results.h5");
  }
};

TEST_F(Prepared, DroppedVolumesCannotMatter) {
  spoil(0);
  const auto ended = place.run(recipe, "out");
  ASSERT_CODE(ended, 0);
  EXPECT_SAYS(ended.err, "6 of 57 volumes are outliers and dropped");
  EXPECT_SAYS(read(place / "out" / "recipe.lock.yaml"), "scrubbed_volumes: [7, 8]");
  const auto first = numbers(place / "out" / "results.h5");
  spoil(1e5);
  EXPECT_EQ(largest_difference(first, results("again")), 0);
  EXPECT_GT(largest_difference(first, results("all", {"--set", "data.prepare.scrub=none"})), 0.01);
}

TEST_F(Prepared, SpikesKeepTheRows) {
  spoil(1e5);
  const auto ended = place.run(recipe, "out", {"--set", "data.prepare.scrub.method=spikes"});
  ASSERT_CODE(ended, 0);
  EXPECT_SAYS(ended.err, "6 of 57 volumes are outliers and modelled by spikes");
}

TEST_F(Prepared, WhatIsNotThereIsListedAtItsLine) {
  const auto refused = [&](const Words& parts, const Words& more) {
    const auto ended = run_encore(place.words("check", recipe, "out", more), place.settings());
    EXPECT_CODE(ended, 2);
    for (const auto& part : parts) EXPECT_SAYS(ended.err, part);
  };
  refused({"no images with desc-preproc and space-T1w", "there are: space-MNI_desc-preproc"},
          {"--set", "data.source.entities.space=T1w"});
  refused({"no confound 'motoin'", "did you mean 'motion'"},
          {"--set", "data.prepare.confounds=[motoin]"});
  refused({"has 4 of a_comp_cor_*, not 9"}, {"--set", "data.prepare.confounds=[{acompcor: 9}]"});
  refused({"volumes are outliers", "largest_share"},
          {"--set", "data.prepare.scrub.largest_share=0.01"});
  place.write("recipe.yaml", recipe_for("abc"));
  refused({"recipe.yaml:9:"}, {});
}

}  // namespace
}  // namespace encore::test
