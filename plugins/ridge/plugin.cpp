// encore.ridge: ridge regression with one penalty per target, chosen by leave-one-run-out
// cross-validation. docs/regression.md says how.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "plugins/linear/engine.hpp"
#include "plugins/linear/inspect.hpp"
#include "plugins/linear/memory.hpp"
#include "plugins/linear/notices.hpp"

namespace ridge {

using namespace linear;

namespace {

constexpr const char* kSolvers[] = {"auto", "primal", "dual"};
constexpr const char* kPrecisions[] = {"auto", "float32", "float64"};

}  // namespace

class Ridge {
 public:
  static constexpr encore::Info info{
      .id = "encore.ridge",
      .version = "1.1.2",
      .name = "Ridge regression",
      .summary =
          "Linear regression with one L2 penalty per target, chosen by leave-one-run-out "
          "cross-validation.",
      .authors = "Encore contributors",
      .license = "Apache-2.0",
      .citation = "10.1080/00401706.1970.10488634",
      .flags = ENCORE_DF_DETERMINISTIC};
  static constexpr encore::Param params[] = {
      encore::log_scale(encore::reals(
          "alphas", "{logspace: [-2, 8, 21]}", 1e-10, 1e30,
          "Penalties to choose from, for features as given (not divided by the number of rows).")),
      encore::boolean("intercept", "true",
                      "Centre features and targets by the training rows of each fold."),
      encore::choice("solver", "auto", kSolvers,
                     "primal decomposes columns x columns, dual rows x rows; auto takes the one "
                     "with less work for the shape."),
      encore::choice("precision", "auto", kPrecisions,
                     "Type of the large products; auto takes float64 where that costs little."),
      choose_param,
  };

  explicit Ridge(const encore::Params& p) : options_(p) { options_.choice = choice_of(p); }

  void prepare(const encore::Call& call, const encore::Design& design) {
    engine_.reset();
    loaded_.reset();
    notices_ = {};
    bands_ = band_starts(design);
    engine_ = make_engine(call, design, options_);
  }

  std::int64_t memory(const encore::FitShape& shape) const {
    return engine_memory(shape, options_);
  }
  std::int64_t preferred_targets() const { return engine_ ? engine_->preferred_targets() : 0; }

  void fit(const encore::Call& call, encore::View y) {
    if (!engine_) throw encore::Error::state("fit", "prepare was not called since load");
    engine_->fit(call, y);
    notices_.count(call, engine_->chosen(), options_);
  }

  void predict(const encore::Call& call, encore::View x, encore::MutableView y) const {
    if (!loaded_) return engine_->predict(x, call.max_threads(), y);
    if (x.cols() != bands_.back()) throw encore::Error::shape("x", "does not fit the saved model");
    MatrixD out =
        linear::product<double>(call.max_threads(), encore::copy<double>(x), loaded_->weights);
    out.rowwise() += loaded_->intercept.transpose();
    encore::assign(y, out);
  }

  void predict_band(const encore::Call& call, encore::View x, std::uint32_t band,
                    encore::MutableView y) const {
    const ColumnRange range = band_range(bands_, band);
    if (loaded_) encore::assign(y, share_of(*loaded_, x, range));
    else engine_->predict_columns(x, range, call.max_threads(), y);
  }

  bool inspect(const encore::Call& call, std::string_view name) const {
    if (inspect_chosen(call, name, chosen(), bands_.size() - 1)) return true;
    if (name != "weights" && name != "intercept") return false;
    const MatrixD values = name == "weights" ? weights(call.max_threads())
                                             : MatrixD(intercept(call.max_threads()).transpose());
    encore::assign(
        call.new_matrix(std::string(name).c_str(), values.rows(), values.cols(), ENCORE_F64),
        values);
    return true;
  }

  void save(const encore::Writer& out) const {
    write_model(out, loaded_ ? *loaded_ : StoredModel{bands_, weights(1), intercept(1), chosen()});
  }

  void load(const encore::Reader& in) {
    loaded_ = read_model(in);
    engine_.reset();
    bands_ = loaded_->band_start;
  }

 private:
  const Chosen& chosen() const { return loaded_ ? loaded_->chosen : engine_->chosen(); }
  MatrixD weights(unsigned threads) const {
    return loaded_ ? loaded_->weights : engine_->weights(threads);
  }
  VectorD intercept(unsigned threads) const {
    return loaded_ ? loaded_->intercept : engine_->intercept(threads);
  }

  Options options_;
  std::vector<std::int32_t> bands_;
  std::unique_ptr<Engine> engine_;
  std::optional<StoredModel> loaded_;
  Notices notices_;
};

}  // namespace ridge

ENCORE_PLUGINS(encore::regression<ridge::Ridge>)
