// bench/arrays.hpp: matrices in plain files: float32 or int32, column after column, no header.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

namespace encore::bench {

// Throw std::runtime_error when the file is not rows x cols.
Eigen::MatrixXf read_matrix(const std::string& path, Eigen::Index rows, Eigen::Index cols);
std::vector<std::int32_t> read_labels(const std::string& path, Eigen::Index n);
void write_matrix(const std::string& path, const Eigen::MatrixXf& m);

// Highest resident memory of this process so far, in MiB. Not ru_maxrss, which begins with the
// memory of the program that started this one.
double peak_mib();

}  // namespace encore::bench
