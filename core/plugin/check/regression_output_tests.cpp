#include "core/plugin/check/regression_use.hpp"
#include "core/plugin/check/tests.hpp"

namespace encore::plugin::checks {
namespace {

void inspection(Subject& s) {
  Trained t(s);
  if (t.model.table().inspect == nullptr) throw Skipped{"it has no inspect"};
  const Outcome nonsense = t.model.inspect("no such matrix");
  require(nonsense.status == ENCORE_E_UNSUPPORTED,
          "an unknown name must be refused as unsupported: {}", nonsense.text());
  const struct {
    const char* name;
    std::int64_t rows;
  } known[] = {{"alpha", 2}, {"cv_score", 1}, {"edge", 1}, {"weights", 6}, {"intercept", 1}};
  for (const auto& [name, rows] : known) {
    const Outcome out = t.model.inspect(name);
    if (out.status == ENCORE_E_UNSUPPORTED) continue;
    const GuardedMatrix* m = out.wanted().context->matrix(name);
    require(m != nullptr, "inspect made no matrix '{}'", name);
    require(m->rows() == rows && m->cols() == 5, "'{}' is {} x {} instead of {} x 5", name,
            m->rows(), m->cols(), rows);
  }
}

void bands(Subject& s) {
  Trained t(s);
  const auto& table = t.model.table();
  if (table.predict_band == nullptr) throw Skipped{"it knows no bands"};
  const Outcome made = t.model.inspect("intercept");
  base::MatrixF sum = base::MatrixF::Zero(9, 5);
  if (made.ok()) {
    Numbers intercept;
    append(intercept, *made.context->matrix("intercept"));
    for (int v = 0; v < 5; ++v)
      sum.col(v).array() += static_cast<float>(intercept.at(static_cast<std::size_t>(v)));
  }
  const Sheet<float> x(t.data.x_new, Layout::dense);
  for (const std::uint32_t band : {0u, 1u}) {
    Sheet<float> share(9, 5, Layout::dense);
    encore_matrix view = share.writable();
    const encore_cmatrix in = x.view();
    const Outcome given = t.model.self().call("predict_band", [&](void* p, const encore_call* c) {
      return table.predict_band(p, c, &in, band, &view);
    });
    if (given.status == ENCORE_E_UNSUPPORTED) throw Skipped{"with these parameters it has none"};
    given.wanted();
    require(share.stray() == 0 && share.unwritten() == 0, "predict_band did not fill y_hat");
    sum += share.values();
  }
  const double d = difference(numbers(t.predict()), numbers(sum));
  require(d < close, "bands and intercept do not add up to the prediction (off by {:.2g})", d);
}

void state(Subject& s) {
  Trained t(s);
  const auto& table = t.model.table();
  if (table.save == nullptr) throw Skipped{"it saves nothing"};
  const std::string bytes = save_state(t.model.self(), table.save);
  RegressionUnderTest other(s);
  load_state(other.self(), table.load, bytes).wanted();
  require(same_bits(numbers(t.predict()), numbers(other.predict(t.data.x_new, 5))),
          "a loaded model predicts otherwise than the saved one");
  for (const std::size_t n : {std::size_t{0}, bytes.size() / 2}) {
    RegressionUnderTest cut(s);
    load_state(cut.self(), table.load, bytes.substr(0, n)).refused();
  }
}

constexpr Test list[] = {
    {"inspect", "inspect makes what it knows and refuses what it does not", &inspection},
    {"bands", "the shares of bands add up to the prediction", &bands},
    {"state", "a saved model predicts the same; a damaged one is refused", &state}};

}  // namespace

std::span<const Test> regression_output_tests() { return list; }

Numbers use_regression(const Subject& s) {
  Trained t(s);
  Numbers out = numbers(t.predict());
  for (const char* name : {"alpha", "cv_score", "weights"}) {
    if (t.model.table().inspect == nullptr) break;
    const Outcome made = t.model.inspect(name);
    if (made.ok() && made.context->matrix(name) != nullptr)
      append(out, *made.context->matrix(name));
  }
  return out;
}

}  // namespace encore::plugin::checks
