// core/recipe/sections.hpp: one function for each section of a recipe.
#pragma once

#include "core/recipe/reader.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::recipe {

void read_data(Reader& root, Data& data);
void read_atlas(Reader& data, Atlas& atlas);
void read_prepare(Reader& data, Prepare& prepare);
void read_features(Reader& root, std::vector<Feature>& features);
void read_align(Reader& root, Source::Kind source, Align& align);
void read_encode(Reader& root, Encode& encode);
// Parts of `encode`.
void read_controls(Reader& encode, Controls& controls);
void read_evaluate(Reader& encode, Evaluate& evaluate);
// `averages`: data.split.average_repeats, on which the default ceiling depends.
void read_stats(Reader& root, bool averages, Ceiling& ceiling, Stats& stats);
// Parts of `stats`.
void read_overlap(Reader& stats, Overlap& overlap);
void read_group(Reader& stats, Group& group);

// `pairs: all`, or a list of pairs of models.
void read_pairs(Reader& reader, std::vector<std::pair<std::string, std::string>>& pairs);

// {use: ID, with: {...}} of a plugin of a kind (ENCORE_KIND_*). False when something is wrong.
bool read_use(Reader& reader, int kind, const std::string& default_plugin, Use& use);

// Mistakes that need more than one section: unknown names, a mask without an atlas.
void cross_check(const Recipe& recipe, Session& session);

// Names become folders and HDF5 groups: letters, digits, _ . - and no leading dot.
bool valid_name(const std::string& name);

}  // namespace encore::recipe
