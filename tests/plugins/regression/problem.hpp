// tests/plugins/regression/problem.hpp: random regression problems with a known shape.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace encore::testing {

struct Problem {
  Eigen::MatrixXf x, y, x_new;
  std::vector<std::int32_t> groups;
  std::vector<std::int32_t> bands;
  std::vector<double> alphas;
};

struct Shape {
  int rows = 60, columns = 10, targets = 12, runs = 4;
  double decay = 1;        // ratio of the last column's scale to the first's
  double mean = 3;         // of features and targets
  bool scattered = false;  // rows of a run do not follow each other
};

inline std::vector<double> log_grid(double first, double last, int count) {
  std::vector<double> out;
  for (int i = 0; i < count; ++i)
    out.push_back(std::pow(10.0, first + (last - first) * i / std::max(1, count - 1)));
  return out;
}

// Targets range from noise to almost noise-free; features share structure.
inline Problem make_problem(const Shape& s, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<float> normal;
  const auto draw = [&](int rows, int columns) {
    Eigen::MatrixXf m(rows, columns);
    for (auto& v : m.reshaped()) v = normal(engine);
    return m;
  };
  Eigen::MatrixXf mixing = draw(s.columns, s.columns) / std::sqrt(static_cast<float>(s.columns));
  mixing.diagonal().array() += 1;
  for (int c = 0; c < s.columns; ++c)
    mixing.col(c) *= static_cast<float>(std::pow(s.decay, c / std::max(1.0, s.columns - 1.0)));
  const auto mean = static_cast<float>(s.mean);

  Problem p;
  p.x = (draw(s.rows, s.columns) * mixing).array() + mean;
  p.x_new = (draw(9, s.columns) * mixing).array() + mean;
  const Eigen::MatrixXf weights = draw(s.columns, s.targets);
  p.y = p.x * weights;
  for (int t = 0; t < s.targets; ++t) {
    const float noise = 4 * p.y.col(t).norm() * static_cast<float>(t) /
                        (static_cast<float>(s.targets) * std::sqrt(static_cast<float>(s.rows)));
    for (int r = 0; r < s.rows; ++r) p.y(r, t) += noise * normal(engine);
  }
  for (int r = 0; r < s.rows; ++r)
    p.groups.push_back(s.scattered ? (r * 11) % s.runs : r * s.runs / s.rows);
  p.bands = {0, s.columns / 3, s.columns};
  p.alphas = log_grid(-2, 6, 9);
  return p;
}

}  // namespace encore::testing
