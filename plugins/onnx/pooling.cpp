#include "plugins/onnx/pooling.hpp"

#include <cmath>

namespace encore::onnx {

Pooling pooling_of(std::string_view word) {
  if (word == "mean") return Pooling::mean;
  if (word == "max") return Pooling::max;
  if (word == "first" || word == "cls") return Pooling::first;
  if (word == "last") return Pooling::last;
  return Pooling::none;
}

dsp::VectorF pooled(const Eigen::Ref<const RowMatrix>& rows, const std::vector<bool>& use,
                    Pooling how) {
  std::vector<dsp::Index> used;
  for (dsp::Index r = 0; r < rows.rows(); ++r)
    if (use.empty() || use[static_cast<std::size_t>(r)]) used.push_back(r);
  if (used.empty()) used.push_back(0);
  if (how == Pooling::first) return rows.row(used.front());
  if (how == Pooling::last) return rows.row(used.back());
  if (how == Pooling::max) {
    dsp::VectorF top = rows.row(used.front());
    for (const auto r : used) top = top.cwiseMax(rows.row(r).transpose()).eval();
    return top;
  }
  dsp::Vector sum = dsp::Vector::Zero(rows.cols());
  for (const auto r : used) sum += rows.row(r).transpose().cast<double>();
  return (sum / static_cast<double>(used.size())).cast<float>();
}

void normalize_l2(Eigen::Ref<dsp::VectorF> row) {
  const double length = std::sqrt(row.cast<double>().squaredNorm());
  if (length > 0) row = (row.cast<double>() / length).cast<float>();
}

}  // namespace encore::onnx
