// Models fitted and tested on other parts of the data: encode.evaluate.
#include <algorithm>

#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/encode/centre.hpp"
#include "core/encode/trial.hpp"
#include "core/io/hdf5.hpp"
#include "core/plan/evaluation.hpp"
#include "core/run/design.hpp"
#include "core/run/regression.hpp"
#include "core/stats/score.hpp"

namespace encore::run {
namespace {

using base::Index;

base::MatrixF stacked(const base::MatrixF& top, const base::MatrixF& bottom) {
  base::MatrixF all(top.rows() + bottom.rows(), top.cols());
  all << top, bottom;
  return all;
}

class Resampling {
 public:
  explicit Resampling(const Job& job)
      : job_(job), responses_(open_responses(job.study, job.plan, job.task.subject)) {
    p_.rows = row_plan(job.study, job.task.subject, job.task.model);
    zscore_test_ = zscores_test(job.study, p_.rows);
    design(job, p_);
    x_ = stacked(p_.x_train, p_.x_test);
    p_.x_train.resize(0, 0);  // a fold has its own
    p_.x_test.resize(0, 0);
    rows_ = plan::all_rows(p_.rows);
    folds_ = plan::evaluation_folds(job.study, p_.rows, job.task.subject);
    r_.resize(static_cast<Index>(folds_.size()), responses_->voxels());
  }

  void all() {
    for (std::size_t f = 0; f < folds_.size(); ++f) fold(f);
  }

  void write(io::H5File& file) const {
    file.write("/pearson_r_folds", r_);
    std::vector<std::int64_t> train, test, near;
    std::vector<std::string> names;
    for (const auto& f : folds_) {
      train.push_back(static_cast<std::int64_t>(f.train.size()));
      test.push_back(static_cast<std::int64_t>(f.test.size()));
      near.push_back(f.near);
      names.push_back(f.name);
    }
    file.write_ints("/training_rows", train);
    file.write_ints("/test_rows", test);
    file.write_ints("/rows_between", near);
    file.write_texts("/left_out", names);
  }

 private:
  // Columns, folds of the penalty and fits come from the fold's own training rows.
  void fold(std::size_t f) {
    const auto& part = folds_[f];
    encode::Problem p;
    p.band_start = p_.band_start;
    p.band_names = p_.band_names;
    p.x_train = x_(part.train, Eigen::all);
    p.x_test = x_(part.test, Eigen::all);
    scale(job_, p);
    std::vector<align::FitRow> train;
    for (const auto i : part.train) train.push_back(rows_[static_cast<std::size_t>(i)]);
    base::Span span;
    auto regression = regression_of(job_, span);
    p.fold = encode::folds_for(regression, train, job_.study.recipe.encode);
    const base::BlasThreads blas(uses_blas(job_) ? 0 : 1);
    regression.prepare(p.x_train, p.fold, p.band_start, p.band_names);
    const Index block = encode::largest_block(regression, responses_->voxels());
    for (Index first = 0; first < responses_->voxels(); first += block) {
      base::check_stop();
      const Index count = std::min(block, responses_->voxels() - first);
      span = {done(f, first), done(f, first + count)};
      const auto y =
          encode::responses_block(*responses_, p_.rows, zscore_test_, first, count, true);
      const base::MatrixF both = stacked(y.train, y.test);
      base::MatrixF fitted = both(part.train, Eigen::all);
      base::MatrixF measured = both(part.test, Eigen::all);
      if (centres_responses(job_)) encode::subtract(encode::centre(fitted), measured);
      regression.fit(fitted);
      r_.row(static_cast<Index>(f)).segment(first, count) =
          stats::score(measured, regression.predict(p.x_test)).pearson_r;
      base::report(job_.progress, done(f, first + count));
    }
  }

  double done(std::size_t f, Index voxels) const {
    const double of_fold = static_cast<double>(voxels) / static_cast<double>(responses_->voxels());
    return (static_cast<double>(f) + of_fold) / static_cast<double>(folds_.size());
  }

  const Job& job_;
  std::unique_ptr<data::Responses> responses_;
  encode::Problem p_;  // rows, design and bands of the fixed split
  bool zscore_test_ = false;
  base::MatrixF x_;
  std::vector<align::FitRow> rows_;
  std::vector<encode::LeftOut> folds_;
  base::MatrixD r_;  // folds x voxels
};

}  // namespace

void execute_resample(const Job& job) {
  Resampling resampling(job);
  resampling.all();
  auto writer = job.study.store.begin(job.task.key, job.task.id);
  io::H5File file(writer.folder() / "resample.h5", io::H5File::Mode::create);
  resampling.write(file);
  file.close();
  writer.commit();
}

}  // namespace encore::run
