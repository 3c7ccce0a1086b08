// plugins/array/matrix.hpp: arrays as matrices of finite numbers.
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "plugins/array/source.hpp"

namespace array {

// What a vector of n numbers means.
enum class Vector { column, row };

// Throws encore::Error when the array is text, has more than two dimensions, is empty, or holds NaN
// or infinity. `where` names it.
Eigen::MatrixXf to_matrix(const Array& array, Vector vector, const std::string& where);

// Throws with row and column of the first number that is not finite (counted from 0).
void check_finite(const Eigen::Ref<const Eigen::MatrixXf>& values, const std::string& where);

// Names of clips; whole numbers become their decimal text.
std::vector<std::string> to_names(const Array& array, const std::string& where);

}  // namespace array
