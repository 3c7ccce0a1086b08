// core/run/tested.hpp: test responses and predictions of one model, block of voxels by block.
#pragma once

#include <memory>

#include "core/align/plan.hpp"
#include "core/base/stop.hpp"
#include "core/encode/encode.hpp"
#include "core/io/hdf5.hpp"
#include "core/run/execute.hpp"

namespace encore::run {

// Refers to the job, which must live as long. Not thread-safe.
class Tested {
 public:
  Tested(const Job& job, std::size_t model);

  const align::RowPlan& rows() const { return rows_; }
  base::Index voxels() const { return responses_->voxels(); }
  base::VectorD r() const { return file_.read_d("/pearson_r").col(0); }
  base::MatrixF responses(base::Index first, base::Index count) const;
  base::MatrixF predictions(base::Index first, base::Index count) const {
    return file_.read_columns("/predictions", first, count);
  }

  // body(first voxel, responses, predictions) for every block.
  template <class Body>
  void for_each_block(const base::Progress& progress, Body&& body) const {
    for (base::Index first = 0; first < voxels(); first += encode::kBlock) {
      base::check_stop();
      const base::Index count = std::min(encode::kBlock, voxels() - first);
      body(first, responses(first, count), predictions(first, count));
      base::report(progress, static_cast<double>(first + count) / static_cast<double>(voxels()));
    }
  }

 private:
  std::unique_ptr<data::Responses> responses_;
  align::RowPlan rows_;
  io::H5File file_;
  bool zscore_ = false;
};

}  // namespace encore::run
