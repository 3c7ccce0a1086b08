#include "core/run/tested.hpp"

namespace encore::run {

Tested::Tested(const Job& job, std::size_t model)
    : responses_(open_responses(job.study, job.plan, job.task.subject)),
      rows_(row_plan(job.study, job.task.subject, model)),
      file_(entry(job.study, *job.plan.find(plan::Stage::encode, job.task.subject, model)) /
                "encode.h5",
            io::H5File::Mode::read) {
  zscore_ = zscores_test(job.study, rows_);
}

base::MatrixF Tested::responses(base::Index first, base::Index count) const {
  return encode::responses_block(*responses_, rows_, zscore_, first, count, false).test;
}

}  // namespace encore::run
