// encore.kernel-ridge: ridge regression on a kernel, with one penalty per target chosen by
// leave-one-run-out cross-validation. docs/regression.md says how.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "kernels.hpp"
#include "plugins/linear/engine.hpp"
#include "plugins/linear/inspect.hpp"
#include "plugins/linear/memory.hpp"
#include "plugins/linear/notices.hpp"
#include "plugins/linear/rows.hpp"
#include "stored.hpp"

namespace kernel_ridge {

using linear::VectorD;

namespace {
constexpr const char* kKernels[] = {"linear", "polynomial", "rbf", "cosine"};
constexpr const char* kPrecisions[] = {"auto", "float32", "float64"};
}  // namespace

class KernelRidge {
 public:
  static constexpr encore::Info info{
      .id = "encore.kernel-ridge",
      .version = "1.0.2",
      .name = "Kernel ridge regression",
      .summary =
          "Ridge regression on the similarity of samples, with one L2 penalty per target "
          "chosen by leave-one-run-out cross-validation.",
      .authors = "Encore contributors",
      .license = "Apache-2.0",
      .citation = "10.1016/j.neuroimage.2022.119728",
      .flags = ENCORE_DF_DETERMINISTIC};
  static constexpr encore::Param params[] = {
      encore::choice("kernel", "linear", kKernels,
                     "Similarity of two rows x and y: linear x'y, polynomial (gamma x'y + "
                     "coef0)^degree, rbf exp(-gamma |x - y|²), cosine x'y / (|x| |y|)."),
      encore::real("gamma", "0", 0, 1e30,
                   "Scale of the polynomial and rbf kernels; 0: 1 / number of columns."),
      encore::integer("degree", "3", 1, 10, "Degree of the polynomial kernel."),
      encore::real("coef0", "1", 0, 1e30, "Constant of the polynomial kernel."),
      encore::log_scale(encore::reals("alphas", "{logspace: [-2, 8, 21]}", 1e-10, 1e30,
                                      "Penalties to choose from, added to the kernel's diagonal "
                                      "(not divided by the number of rows).")),
      encore::boolean("intercept", "true",
                      "Centre the kernel in its own space, and targets, by the training rows of "
                      "each fold."),
      encore::choice("precision", "auto", kPrecisions,
                     "Type of the large products; auto takes float64 where that costs little."),
      linear::choose_param,
  };

  explicit KernelRidge(const encore::Params& p) : options_(p, linear::Solver::dual), asked_(p) {
    options_.choice = linear::choice_of(p);
  }

  void prepare(const encore::Call& call, const encore::Design& design) {
    engine_.reset();
    loaded_.reset();
    notices_ = {};
    design_ = design;
    bands_ = linear::band_starts(design);
    function_ = asked_.of_columns(design.cols());
    engine_ = function_.is_linear()
                  ? linear::make_engine(call, design, options_)
                  : linear::make_kernel_engine(call, design, make_kernel(function_), options_);
    call.set_meta("gamma", std::to_string(function_.gamma));
  }

  std::int64_t memory(const encore::FitShape& shape) const {
    return asked_.is_linear() ? linear::engine_memory(shape, options_)
                              : linear::kernel_engine_memory(shape, options_);
  }
  std::int64_t preferred_targets() const { return engine_ ? engine_->preferred_targets() : 0; }

  void fit(const encore::Call& call, encore::View y) {
    if (!engine_) throw encore::Error::state("fit", "prepare was not called since load");
    engine_->fit(call, y);
    notices_.count(call, engine_->chosen(), options_);
  }

  void predict(const encore::Call& call, encore::View x, encore::MutableView y) const {
    if (loaded_) encore::assign(y, loaded_->predict(x));
    else engine_->predict(x, call.max_threads(), y);
  }

  void predict_band(const encore::Call& call, encore::View x, std::uint32_t band,
                    encore::MutableView y) const {
    if (!function_.is_linear())
      throw encore::Error::unsupported(
          "band",
          "this kernel sees all columns of a row at once, so that a prediction is no sum "
          "over bands; take kernel: linear");
    const linear::ColumnRange range = linear::band_range(bands_, band);
    if (loaded_) encore::assign(y, linear::share_of(loaded_->model(), x, range));
    else engine_->predict_columns(x, range, call.max_threads(), y);
  }

  bool inspect(const encore::Call& call, std::string_view name) const {
    const linear::Chosen& chosen = loaded_ ? loaded_->model().chosen : engine_->chosen();
    if (linear::inspect_chosen(call, name, chosen, bands_.size() - 1)) return true;
    const bool coefficients = name == (function_.is_linear() ? "weights" : "dual");
    if (!coefficients && name != "intercept") return false;
    const MatrixD values = coefficients ? weights(call.max_threads())
                                        : MatrixD(intercept(call.max_threads()).transpose());
    encore::assign(
        call.new_matrix(std::string(name).c_str(), values.rows(), values.cols(), ENCORE_F64),
        values);
    return true;
  }

  void save(const encore::Writer& out) const {
    if (loaded_) return loaded_->write(out);
    MatrixD training;
    if (!function_.is_linear()) training = linear::gather(design_->x(), {}, 0, design_->cols());
    StoredModel(function_, std::move(training),
                {bands_, weights(1), intercept(1), engine_->chosen()})
        .write(out);
  }

  void load(const encore::Reader& in) {
    loaded_ = StoredModel::read(in);
    engine_.reset();
    function_ = loaded_->function();
    bands_ = loaded_->model().band_start;
  }

 private:
  MatrixD weights(unsigned threads) const {
    return loaded_ ? loaded_->model().weights : engine_->weights(threads);
  }
  VectorD intercept(unsigned threads) const {
    return loaded_ ? loaded_->model().intercept : engine_->intercept(threads);
  }

  linear::Options options_;
  Function asked_, function_;  // as in the recipe, and as for the design's columns
  std::vector<std::int32_t> bands_;
  std::optional<encore::Design> design_;  // the host keeps its numbers until the next prepare
  std::unique_ptr<linear::Engine> engine_;
  std::optional<StoredModel> loaded_;
  linear::Notices notices_;
};

}  // namespace kernel_ridge

ENCORE_PLUGINS(encore::regression<kernel_ridge::KernelRidge>)
