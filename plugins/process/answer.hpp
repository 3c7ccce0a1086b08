// plugins/process/answer.hpp: what a program answered, checked.
#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "encore/sdk.hpp"
#include "plugins/process/request.hpp"

namespace process {

struct Expected {
  bool hdf5 = false;
  std::int64_t dims = 0;           // 0: any, but the same for all clips
  double hop_s = 0, window_s = 0;  // when the answer does not say
};

struct Rows {
  Eigen::MatrixXf values;  // frames x dims
  Eigen::MatrixXd spans;   // frames x 2, seconds from the clip's start
};

// One for each clip, in order. Throws encore::Error, naming the clip, when an answer is missing, is
// for no clip of the request, has the wrong shape or holds NaN or infinity.
std::vector<Rows> read_answer(const Place& place, std::span<const encore::Clip> clips,
                              const Expected& expected);

}  // namespace process
