// core/simulate/truth.hpp: what is known about a simulated data set, for whoever checks results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/simulate/brain.hpp"
#include "core/simulate/design.hpp"
#include "core/simulate/subject.hpp"

namespace encore::simulate {

// atlas.nii.gz, atlas.tsv and mask.nii.gz (the cortex) into a folder.
void write_atlas(const std::filesystem::path& folder, const Brain& brain);

// atlas.tsv and the same regions once a subject, <subject>.nii.gz: laid out as atlases of real
// brains are, which differ.
void write_subject_atlases(const std::filesystem::path& folder, const Brain& brain,
                           const std::vector<std::string>& subjects);

// Maps of one subject below derivatives/truth: explainable variance, signal-to-noise ratio, delay.
void write_maps(const std::filesystem::path& truth, const Brain& brain, const Subject& subject);

// truth.json: for each region what drives it, which features should win, and the ceiling.
std::string truth_text(const Brain& brain, const std::vector<Subject>& subjects,
                       const Design& design, const Preset& preset, std::uint64_t seed);

}  // namespace encore::simulate
