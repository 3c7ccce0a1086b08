// core/results/places.hpp: where a number belongs: a region of the atlas, a set of regions, or the
// whole brain.
#pragma once

#include <string>
#include <vector>

#include "core/results/results.hpp"

namespace encore::results {

// Tests of one kind of place are corrected together, so that neither naming sets nor the whole
// brain changes q of the regions.
enum class Place { region, set, whole_brain };
inline constexpr Place kPlaces[] = {Place::region, Place::set, Place::whole_brain};
Place kind_of(const std::string& place, const std::vector<data::RegionSet>& sets);

// A subject's regions, sorted by name.
std::vector<std::string> regions_of(const SubjectResult& subject);
// Regions, sets of them, the whole brain: the rows of a table.
std::vector<std::string> places(const Results& results);
std::vector<std::string> places(const SubjectResult& subject);

// Empty where the subject has no such place.
std::vector<base::Index> voxels_of(const SubjectResult& subject, const std::string& place);
// Those of them in which every model that has an r at all has one: models are compared there.
std::vector<base::Index> compared_voxels(const Results& results, const SubjectResult& subject,
                                         const std::string& place);
// Over the voxels that have a value; NaN where none has.
double mean_over(const Eigen::Ref<const base::VectorD, 0, Eigen::InnerStride<>>& values,
                 const std::vector<base::Index>& voxels);
// How many those are.
long count_known(const Eigen::Ref<const base::VectorD, 0, Eigen::InnerStride<>>& values,
                 const std::vector<base::Index>& voxels);

}  // namespace encore::results
