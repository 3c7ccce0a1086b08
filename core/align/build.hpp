// core/align/build.hpp: one feature of one subject on the rows of a plan.
//
//   Design x = build_design(plan, subject, set, source, recipe.align, {"mel", names});
//
// Delays are taken within a run: what was before its first volume is zero, and what was heard in
// volumes that were dropped still counts. Thread-safe; a source is called from the calling thread.
#pragma once

#include <vector>

#include "core/align/design.hpp"
#include "core/data/dataset.hpp"

namespace encore::recipe {
struct Align;
}  // namespace encore::recipe

namespace encore::align {

// From the features of clips: delayed copies (fir) or windows.
Design build_design(const RowPlan& plan, const data::Subject& subject, const data::DataSet& set,
                    const ClipSource& source, const recipe::Align& align,
                    const FeatureLabel& label);

// From features that are on the rows of data::Responses already (kind: arrays).
Design build_design_rows(const RowPlan& plan, const base::MatrixF& features,
                         const std::vector<int>& delays, const FeatureLabel& label);

}  // namespace encore::align
