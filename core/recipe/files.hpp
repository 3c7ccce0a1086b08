// core/recipe/files.hpp: files and folders that a recipe names: which they are, and whether they
// are there.
#pragma once

#include "core/base/error.hpp"
#include "core/plugin/catalog.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

// Adds an error for each one that is not, so that all are told at once and before any work.
// Paths with {subject} in them are left to the data set, which knows the subjects.
void check_files(const Recipe& recipe, const plugin::Catalog& plugins, base::Diagnostics& out);

// "a/{subject}.nii" -> "a/sub-001.nii"
std::string for_subject(const std::string& path, const std::string& subject);

// The same, and both hemispheres, left first, where it names {hemi} or {fs_hemi}:
// "{fs_hemi}.aparc.annot" -> "lh.aparc.annot", "rh.aparc.annot".
std::vector<std::filesystem::path> files_of(const std::string& path, const std::string& subject);

}  // namespace encore::recipe
