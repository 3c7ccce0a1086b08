// core/align/window.hpp: features averaged over windows within a clip, as in Brain2Music.
#pragma once

#include <string>

#include "core/align/design.hpp"
#include "core/data/dataset.hpp"

namespace encore::align {

// The mean of the frames that lie in [start, start + length] s of the clip, where reaching out by a
// twentieth of the length is allowed; where no frame does, the frame whose middle is nearest to the
// window's (the earlier of two). `what` names feature and clip in errors.
base::VectorF window_mean(const ClipFeatures& features, double start_s, double length_s,
                          const std::string& what);

// The rows of a plan made in window mode; without column names.
Design window_design(const RowPlan& plan, const data::Subject& subject, const data::DataSet& set,
                     const ClipSource& source, const FeatureLabel& label);

}  // namespace encore::align
