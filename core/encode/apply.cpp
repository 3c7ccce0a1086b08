#include "core/encode/apply.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"
#include "core/encode/scored.hpp"

namespace encore::encode {

void require_columns(const Problem& p, const Columns& fitted) {
  const auto here = p.column_names.size(), there = fitted.names.size();
  if (here != there)
    throw base::Error(fmt::format("the features have {} columns, the fitted model {}", here, there),
                      "use the features, delays and parameters that it was fitted with");
  for (std::size_t c = 0; c < here; ++c)
    if (p.column_names[c] != fitted.names[c])
      throw base::Error(fmt::format("column {} is {}, in the fitted model it is {}", c + 1,
                                    p.column_names[c], fitted.names[c]),
                        "the same features must have the same columns in both data sets");
}

Facts apply(const Problem& p, const KeptModel& model, plugin::Regression& regression,
            const std::filesystem::path& file, const base::Progress& progress) {
  const Index voxels = p.responses->voxels();
  if (model.voxels() != voxels)
    throw base::Error(fmt::format("the fitted model has {} voxels, the responses have {}",
                                  model.voxels(), voxels),
                      "a fitted model belongs to the voxels of its subject: use the same mask");
  io::H5File out(file, io::H5File::Mode::create);
  Scored scored(p, out);
  const base::VectorD mean = model.response_mean();
  for (const auto& block : model.blocks()) {
    base::check_stop();
    Block y = responses_block(*p.responses, p.rows, p.zscore_test, block.first, block.count, false);
    regression.load(model.state(block));
    scored.put(block.first,
               scored.measure(y.test, mean.segment(block.first, block.count), regression));
    base::report(progress,
                 static_cast<double>(block.first + block.count) / static_cast<double>(voxels));
  }
  scored.write();
  out.close();
  return scored.facts(regression.meta());
}

}  // namespace encore::encode
