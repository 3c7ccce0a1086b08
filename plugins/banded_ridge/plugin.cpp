// encore.banded-ridge: ridge regression with one penalty per band and target, found by a random
// search over band weights. docs/regression.md says how.
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "model.hpp"
#include "plugins/linear/notices.hpp"

namespace banded {
namespace {

constexpr const char* kSolvers[] = {"auto", "primal", "dual"};
constexpr const char* kPrecisions[] = {"auto", "float32", "float64"};

Settings settings_of(const encore::Params& p) {
  Settings s{linear::Options(p), {}, {}};
  s.draws.count = p.integer("draws");
  s.draws.concentrations = p.reals("concentrations");
  s.draws.given = p.reals("band_weights");
  s.patience = {p.integer("patience"), p.real("min_gain")};
  if (s.draws.concentrations.empty())
    throw encore::Error::param("concentrations", "needs at least one");
  return s;
}

MatrixD as_row(const std::vector<double>& values) {
  return Eigen::Map<const MatrixD>(values.data(), 1, static_cast<Index>(values.size()));
}

}  // namespace

class BandedRidge {
 public:
  static constexpr encore::Info info{
      .id = "encore.banded-ridge",
      .version = "1.0.1",
      .name = "Banded ridge regression",
      .summary =
          "Linear regression with one L2 penalty per feature space and target: a random "
          "search over the weights of the spaces, scored by leave-one-run-out "
          "cross-validation.",
      .authors = "Encore contributors",
      .license = "Apache-2.0",
      .citation = "10.1016/j.neuroimage.2022.119728",
      .flags = ENCORE_DF_DETERMINISTIC | ENCORE_DF_USES_SEED};
  static constexpr encore::Param params[] = {
      encore::log_scale(encore::reals(
          "alphas", "{logspace: [-2, 8, 21]}", 1e-10, 1e30,
          "Penalties to choose from for each draw of weights, for features as given. The penalty "
          "of a band is this over its weight.")),
      encore::integer("draws", "100", 1, 100000,
                      "Draws of band weights, the first with equal weights; time grows with them. "
                      "20 to 100 for two or three spaces, more for more."),
      encore::reals(
          "concentrations", "[0.1, 1.0]", 1e-3, 1e3,
          "Concentrations of the Dirichlet distribution, taken in turn: below 1 few bands "
          "get most of the weight, 1 is uniform."),
      encore::reals("band_weights", "[]", 0, 1e30,
                    "The draws themselves instead of random ones, one after another with a number "
                    "for each band: [1, 0, 0, 1] tries each of two bands alone."),
      encore::integer("patience", "0", 0, 100000,
                      "A target's search stops after so many draws in a row that gained less than "
                      "min_gain; 0 tries all. 10 to 20 saves time."),
      encore::real("min_gain", "1e-4", 0, 1, "Gain in cross-validated R² that patience counts."),
      encore::boolean("intercept", "true",
                      "Centre features and targets by the training rows of each fold."),
      encore::choice("solver", "auto", kSolvers,
                     "primal decomposes columns x columns, dual rows x rows; auto takes the one "
                     "with less work for the shape."),
      encore::choice("precision", "auto", kPrecisions,
                     "Type of the large products; auto takes float64 where that costs little."),
  };

  explicit BandedRidge(const encore::Params& p) : settings_(settings_of(p)) {}

  void prepare(const encore::Call& call, const encore::Design& design) {
    model_.reset();
    loaded_.reset();
    notices_ = {};
    bands_.clear();
    for (std::uint32_t b = 0; b <= design.bands(); ++b) bands_.push_back(design.band_start(b));
    model_ = make_model(call, design, settings_);
  }

  std::int64_t memory(const encore::FitShape& shape) const {
    return model_memory(shape, settings_);
  }
  std::int64_t preferred_targets() const { return model_ ? model_->preferred_targets() : 0; }

  void fit(const encore::Call& call, encore::View y) {
    if (!model_) throw encore::Error::state("fit", "prepare was not called since load");
    model_->fit(call, y);
    notices_.count(call, model_->chosen(), settings_.ridge);
  }

  void predict(const encore::Call& call, encore::View x, encore::MutableView y) const {
    if (!loaded_) return model_->predict(x, call.max_threads(), y);
    require_columns(x);
    MatrixD out = linear::product<double>(call.max_threads(), encore::copy<double>(x),
                                          loaded_->model.weights);
    out.rowwise() += loaded_->model.intercept.transpose();
    encore::assign(y, out);
  }

  void predict_band(const encore::Call& call, encore::View x, std::uint32_t band,
                    encore::MutableView y) const {
    if (band + 1 >= bands_.size()) throw encore::Error::shape("band", "the model has no such band");
    if (!loaded_) return model_->predict_band(x, band, call.max_threads(), y);
    require_columns(x);
    const Index start = bands_[band], size = bands_[band + 1] - bands_[band];
    encore::assign(y, MatrixD(encore::copy<double>(x).middleCols(start, size) *
                              loaded_->model.weights.middleRows(start, size)));
  }

  bool inspect(const encore::Call& call, std::string_view name) const {
    const auto give = [&](const MatrixD& values) {
      encore::assign(
          call.new_matrix(std::string(name).c_str(), values.rows(), values.cols(), ENCORE_F64),
          values);
      return true;
    };
    const unsigned threads = call.max_threads();
    if (name == "alpha") return give(band_penalties());
    if (name == "gamma") return give(gammas());
    if (name == "cv_score") return give(as_row(chosen().cv_score));
    if (name == "edge") return give(as_row(chosen().edge));
    if (name == "weights") return give(loaded_ ? loaded_->model.weights : model_->weights(threads));
    if (name == "intercept")
      return give((loaded_ ? loaded_->model.intercept : model_->intercept(threads)).transpose());
    return false;
  }

  void save(const encore::Writer& out) const {
    const auto model = loaded_ ? loaded_->model
                               : linear::StoredModel{bands_, model_->weights(1),
                                                     model_->intercept(1), model_->chosen()};
    linear::write_model(out, model);
    const MatrixD& g = gammas();
    out.list(std::vector<double>(g.data(), g.data() + g.size()));
  }

  void load(const encore::Reader& in) {
    Loaded read{linear::read_model(in), {}};
    const auto list = in.list<double>();
    const auto bands = static_cast<Index>(read.model.band_start.size()) - 1;
    if (static_cast<Index>(list.size()) != bands * read.model.intercept.size())
      throw encore::Error::io("state", "has tables of different length");
    read.gammas = Eigen::Map<const MatrixD>(list.data(), bands, read.model.intercept.size());
    loaded_ = std::move(read);
    model_.reset();
    bands_ = loaded_->model.band_start;
  }

 private:
  struct Loaded {
    linear::StoredModel model;
    MatrixD gammas;
  };

  void require_columns(encore::View x) const {
    if (x.cols() != bands_.back()) throw encore::Error::shape("x", "does not fit the saved model");
  }
  const linear::Chosen& chosen() const {
    return loaded_ ? loaded_->model.chosen : model_->chosen();
  }
  const MatrixD& gammas() const { return loaded_ ? loaded_->gammas : model_->gammas(); }

  // α over γ: the penalty on the weights of the band as given; infinite for a band left out.
  MatrixD band_penalties() const {
    MatrixD out = gammas();
    for (Index t = 0; t < out.cols(); ++t)
      out.col(t) = chosen().alpha[static_cast<std::size_t>(t)] / out.col(t).array();
    return out;
  }

  Settings settings_;
  std::vector<std::int32_t> bands_;
  std::unique_ptr<Model> model_;
  std::optional<Loaded> loaded_;
  linear::Notices notices_;
};

}  // namespace banded

ENCORE_PLUGINS(encore::regression<banded::BandedRidge>)
