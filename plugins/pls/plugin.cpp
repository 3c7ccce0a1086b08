// encore.pls: partial least squares regression of all targets at once. docs/regression.md.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "encore/arma.hpp"
#include "encore/sdk.hpp"
#include "kernel_pls.hpp"
#include "targets.hpp"

namespace pls {
namespace {

constexpr arma::uword kBlock = 1024;  // targets that are float64 at once

// Calls body(first, count) for blocks of targets.
template <class F>
void for_blocks(std::int64_t targets, F&& body) {
  const auto n = static_cast<arma::uword>(targets);
  for (arma::uword first = 0; first < n; first += kBlock) body(first, std::min(kBlock, n - first));
}

// each_row() needs a row and a column.
bool is_nothing(const encore::MutableView& y) { return y.rows() == 0 || y.cols() == 0; }

}  // namespace

class Pls {
 public:
  static constexpr encore::Info info{
      .id = "encore.pls",
      .version = "1.0.0",
      .name = "Partial least squares",
      .summary =
          "Regression on the few directions of the features that covary most with all "
          "targets together.",
      .authors = "Encore contributors",
      .license = "Apache-2.0",
      .citation = "10.1002/(SICI)1099-128X(199701)11:1<73::AID-CEM435>3.0.CO;2-#",
      .flags = ENCORE_DF_DETERMINISTIC | ENCORE_DF_USES_BLAS | ENCORE_DF_JOINT_TARGETS};
  static constexpr encore::Param params[] = {
      encore::integer("components", "25", 1, 10000,
                      "Number of components; fewer where the features have a smaller rank."),
  };

  explicit Pls(const encore::Params& p)
      : wanted_(static_cast<arma::uword>(p.integer("components"))) {}

  void prepare(const encore::Call&, const encore::Design& design) {
    x_ = encore::arma_copy<double>(design.x());
    if (!x_.is_finite()) throw encore::Error::numeric("x", "holds NaN or infinity");
    if (x_.n_rows < 2) throw encore::Error::numeric("x", "needs at least two rows");
    bands_.clear();
    for (std::uint32_t b = 0; b <= design.bands(); ++b) bands_.push_back(design.band_start(b));
    means_ = arma::mean(x_, 0);
    x_.each_row() -= means_;
    to_columns_.reset();
    if (x_.n_cols > x_.n_rows) reduce();
  }

  void fit(const encore::Call& call, encore::View y) {
    if (x_.n_rows == 0) throw encore::Error::state("fit", "prepare was not called since load");
    arma::mat m(x_.n_cols, x_.n_cols, arma::fill::zeros);
    target_means_.set_size(static_cast<arma::uword>(y.cols()));
    for_blocks(y.cols(), [&](arma::uword first, arma::uword count) {
      call.progress(0.4 * static_cast<double>(first) / static_cast<double>(y.cols()), "fit");
      const TargetBlock block = read_targets(y, first, count);
      const arma::mat c = x_.t() * block.y;
      m += c * c.t();
      target_means_.subvec(first, first + count - 1) = block.means;
    });
    const Components found = kernel_pls(x_, std::move(m), wanted_);
    loadings_.set_size(found.squares.n_elem, static_cast<arma::uword>(y.cols()));
    const std::int64_t targets = found.squares.is_empty() ? 0 : y.cols();  // no loadings to find
    for_blocks(targets, [&](arma::uword first, arma::uword count) {
      call.progress(0.6 + 0.4 * static_cast<double>(first) / static_cast<double>(y.cols()), "fit");
      const TargetBlock block = read_targets(y, first, count);
      loadings_.cols(first, first + count - 1) =
          arma::diagmat(1 / found.squares) * (found.scores.t() * block.y);
    });
    rotations_ = to_columns_.is_empty() ? found.rotations : to_columns_ * found.rotations;
    report(call);
  }

  void predict(const encore::Call&, encore::View x, encore::MutableView y) const {
    if (is_nothing(y)) return;
    arma::mat centred = encore::arma_copy<double>(x);
    centred.each_row() -= means_;
    arma::mat out = (centred * rotations_) * loadings_;
    out.each_row() += target_means_;
    encore::arma_assign(y, out);
  }

  void predict_band(const encore::Call&, encore::View x, std::uint32_t band,
                    encore::MutableView y) const {
    if (band + 1 >= bands_.size()) throw encore::Error::shape("band", "the model has no such band");
    if (is_nothing(y)) return;
    arma::mat out(static_cast<arma::uword>(x.rows()), loadings_.n_cols, arma::fill::zeros);
    if (bands_[band] < bands_[band + 1]) {
      const auto first = static_cast<arma::uword>(bands_[band]);
      const auto last = static_cast<arma::uword>(bands_[band + 1]) - 1;
      const arma::mat own = encore::arma_copy<double>(x).cols(first, last);
      out = (own * rotations_.rows(first, last)) * loadings_;
    }
    out.each_row() += 0 * target_means_;  // NaN where there is no fit
    encore::arma_assign(y, out);
  }

  bool inspect(const encore::Call& call, std::string_view name) const {
    if (name != "weights" && name != "intercept") return false;
    arma::mat result = rotations_ * loadings_;
    if (!result.is_empty()) result.each_row() += 0 * target_means_;
    if (name == "intercept") result = arma::mat(target_means_ - means_ * result);
    encore::arma_assign(
        call.new_matrix(std::string(name).c_str(), static_cast<std::int64_t>(result.n_rows),
                        static_cast<std::int64_t>(result.n_cols), ENCORE_F64),
        result);
    return true;
  }

  void save(const encore::Writer& out) const {
    out.text("pls");
    out.value(kFormat);
    out.list(bands_);
    for (const arma::mat& part :
         {arma::mat(means_), arma::mat(target_means_), rotations_, loadings_})
      out.list(std::vector<double>(part.begin(), part.end()));
  }

  void load(const encore::Reader& in) {
    if (in.text() != "pls") throw encore::Error::io("state", "is not a model of encore.pls");
    if (in.value<std::int32_t>() != kFormat)
      throw encore::Error::io("state", "was saved in another format of encore.pls");
    x_.reset();
    bands_ = in.list<std::int32_t>();
    means_ = arma::rowvec(in.list<double>());
    target_means_ = arma::rowvec(in.list<double>());
    rotations_ = table(in.list<double>(), means_.n_elem, true);
    loadings_ = table(in.list<double>(), target_means_.n_elem, false);
    if (bands_.size() < 2 || bands_.back() != static_cast<std::int64_t>(means_.n_elem) ||
        rotations_.n_cols != loadings_.n_rows)
      throw encore::Error::io("state", "has tables that do not fit each other");
  }

 private:
  static constexpr std::int32_t kFormat = 1;

  // Column-major values with one side known.
  static arma::mat table(const std::vector<double>& values, arma::uword side, bool side_is_rows) {
    const arma::uword other = side == 0 ? 0 : values.size() / side;
    if (side * other != values.size())
      throw encore::Error::io("state", "has tables that do not fit each other");
    return arma::mat(values.data(), side_is_rows ? side : other, side_is_rows ? other : side);
  }

  // More columns than rows: the components lie in the span of the rows, so an orthonormal basis of
  // that span takes the place of the columns.
  void reduce() {
    arma::vec values;
    arma::mat vectors;
    if (!arma::eig_sym(values, vectors, x_ * x_.t()))
      throw encore::Error::numeric("x", "an eigen-decomposition did not converge");
    const double floor = 1e-13 * static_cast<double>(x_.n_cols) * std::max(0.0, values.max());
    const arma::uvec kept = arma::find(values > floor);
    const arma::vec singular = arma::sqrt(values(kept));
    to_columns_ = x_.t() * vectors.cols(kept) * arma::diagmat(1 / singular);
    x_ = vectors.cols(kept) * arma::diagmat(singular);
  }

  void report(const encore::Call& call) const {
    const arma::uvec constant = arma::find_nonfinite(target_means_);
    call.set_meta("components", std::to_string(rotations_.n_cols));
    call.set_meta("constant_targets", std::to_string(constant.n_elem));
    if (!constant.is_empty())
      call.warn(std::to_string(constant.n_elem) + " of " + std::to_string(target_means_.n_elem) +
                " targets are constant or hold NaN or infinity: their results are NaN");
    if (rotations_.n_cols < wanted_)
      call.info("the features allow " + std::to_string(rotations_.n_cols) + " of " +
                std::to_string(wanted_) + " components");
  }

  arma::uword wanted_;
  std::vector<std::int32_t> bands_;
  arma::rowvec means_;
  arma::mat x_;           // centred; rows x columns, or rows x rank
  arma::mat to_columns_;  // columns x rank; empty without a reduction

  arma::rowvec target_means_;       // NaN marks targets without a fit
  arma::mat rotations_, loadings_;  // columns x k, k x targets
};

}  // namespace pls

ENCORE_PLUGINS(encore::regression<pls::Pls>)
