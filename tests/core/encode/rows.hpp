// Rows of a made-up study: one volume a row, the first ones train and the others test.
#pragma once

#include "core/align/design.hpp"

namespace encore::test {

inline align::RowPlan rows_of(align::Index rows, align::Index train, align::Index run_length) {
  align::RowPlan plan;
  for (align::Index r = 0; r < rows; ++r) {
    auto& part = r < train ? plan.train : plan.test;
    part.emplace_back();
    part.back().volumes = {r};
    part.back().run = static_cast<std::int32_t>(r / run_length);
  }
  return plan;
}

}  // namespace encore::test
