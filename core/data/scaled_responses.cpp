#include "core/data/scaled_responses.hpp"

#include <cmath>

#include "core/base/error.hpp"

namespace encore::data {
namespace {

constexpr double kConstant = 1e-6;

class Scaled final : public Responses {
 public:
  explicit Scaled(std::unique_ptr<Responses> responses) : responses_(std::move(responses)) {
    const auto& rows = responses_->rows();
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!rows[i].test && !rows[i].scrubbed) training_.push_back(static_cast<Index>(i));
    if (training_.empty())
      throw base::Error("data.prepare.zscore: train needs a training row",
                        "take zscore: run, or give training runs to data.split");
  }

  const std::vector<Row>& rows() const override { return responses_->rows(); }
  Index voxels() const override { return responses_->voxels(); }

  base::MatrixF read(Index first, Index count) const override {
    base::MatrixF block = responses_->read(first, count);
    for (Index v = 0; v < block.cols(); ++v) scale(block.col(v));
    return block;
  }

 private:
  void scale(base::MatrixF::ColXpr y) const {
    const base::VectorD fitted = y(training_).cast<double>();
    const double mean = fitted.mean();
    const double sd = std::sqrt((fitted.array() - mean).square().mean());
    if (!(sd <= kConstant * fitted.cwiseAbs().maxCoeff()))
      y = ((y.cast<double>().array() - mean) / sd).cast<float>();
    else y.setZero();
  }

  std::unique_ptr<Responses> responses_;
  std::vector<Index> training_;
};

}  // namespace

std::unique_ptr<Responses> scaled_by_training_rows(std::unique_ptr<Responses> responses) {
  return std::make_unique<Scaled>(std::move(responses));
}

}  // namespace encore::data
