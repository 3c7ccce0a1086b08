// core/align/plan.hpp: which volumes make the rows that are fitted and tested.
//
//   auto plan = plan_rows(subject, responses.rows(), recipe.data, recipe.align);
//
// Depends on the design of the experiment only, never on features or responses.
#pragma once

#include <string>
#include <vector>

#include "core/align/design.hpp"
#include "core/data/dataset.hpp"

namespace encore::recipe {
struct Align;
struct Data;
}  // namespace encore::recipe

namespace encore::align {

// Window mode: what the features of a model are averaged over, and their responses.
struct Window {
  double s = 0;       // 0: one TR; nothing in fir mode
  Index volumes = 0;  // responses averaged, from the window's first; 0: all that it reaches
  auto operator<=>(const Window&) const = default;
};

// fir: every training row is a row of the fit; test rows of equal clip and offset become one when
// split.average_repeats is set. Test rows outside of clips are left out where something is
// averaged. window: every stretch of ceil(window / TR) kept volumes of one presentation is a
// window; the responses of its first volumes are read align.delay_tr later, and windows whose
// responses leave the run are dropped. Rows that are scrubbed are neither trained on nor tested,
// and windows whose responses hold one are dropped. `rows` are those of data::Responses, with
// Row::run equal to Run::number. Throws base::Error when there is nothing to train on or to test.
RowPlan plan_rows(const data::Subject& subject, const std::vector<data::Row>& rows,
                  const recipe::Data& data, const recipe::Align& align, const Window& window = {});

// The window that all features of a model share; the TR where the recipe says nothing, empty in fir
// mode. Throws base::Error for features with different windows, which cannot stand in one model,
// and for more volumes than the window reaches.
Window model_window(const recipe::Align& align, const std::vector<std::string>& features,
                    double tr_s);

// Volumes in a window: ceil(window / TR), where a millionth of a TR does not count.
Index window_volumes(double window_s, double tr_s);

// The run (for blocks, z-scores) and the clip (for resampling) of each row.
std::vector<std::int32_t> runs_of(const std::vector<FitRow>& rows);
std::vector<std::int32_t> clips_of(const std::vector<FitRow>& rows);
// A number for each row that changes where another presentation of a clip begins.
std::vector<std::int32_t> presentations_of(const std::vector<FitRow>& rows);
// Whether a clip is presented several times in these rows: its repeats were not averaged.
bool has_repeats_apart(const std::vector<FitRow>& rows);

}  // namespace encore::align
