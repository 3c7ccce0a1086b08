// core/results/partition.hpp: what the bands of a joint model bring to its R2.
//
// Commonality analysis: the part that exactly the bands of S bring together is
//
//   C(S) = sum over T within S of (-1)^(|T| + 1) R2(all bands outside of S, and T),   R2(none) = 0
//
// For two bands: C(a) = R2(ab) - R2(b), C(ab) = R2(a) + R2(b) - R2(ab). The parts add up to the R2
// of the joint model. They can be negative: on test data more bands can predict worse.
#pragma once

#include <functional>
#include <vector>

#include "core/io/hdf5.hpp"
#include "core/recipe/nested.hpp"
#include "core/results/results.hpp"

namespace encore::results {

using recipe::BandSet;

// `r2`: of each set of bands, by its bit mask; [0] is not looked at. One part for each set, [0]
// empty.
std::vector<base::VectorD> common_parts(const std::vector<base::VectorD>& r2);

// R2 of the model on a set of bands; empty where there is none.
using NestedR2 = std::function<base::VectorD(BandSet)>;

// Names the bands of a model of several, and reads their shares from what encode left.
void add_split(const io::H5File& encoded, const recipe::Model& model, ModelResult& out);
// The parts that the recipe asks for, as far as the nested models are there.
void add_partition(const recipe::Encode& encode, const recipe::Model& model, const NestedR2& nested,
                   ModelResult& out);

}  // namespace encore::results
