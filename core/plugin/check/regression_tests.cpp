#include <cmath>
#include <limits>

#include "core/plugin/check/regression_use.hpp"
#include "core/plugin/check/tests.hpp"

namespace encore::plugin::checks {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

void order(Subject& s) {
  const RegressionData d;
  const Sheet<float> x(d.x, Layout::dense), y(d.y, Layout::dense);
  Sheet<float> out(40, 5, Layout::dense);
  RegressionUnderTest fresh(s);
  fresh.predict(x.view(), out.writable()).refused();
  fresh.fit(y.view()).refused();
  fresh.prepare(d, x.view()).wanted();
  fresh.predict(x.view(), out.writable()).refused();
  fresh.fit(y.view()).wanted();
  fresh.predict(x.view(), out.writable()).wanted();
}

void shapes(Subject& s) {
  Trained t(s);
  const Sheet<float> narrow(noise(9, 5, 5), Layout::dense), fine(t.data.x_new, Layout::dense),
      few(noise(39, 5, 6), Layout::dense);
  Sheet<float> out(9, 5, Layout::dense);
  t.model.predict(narrow.view(), out.writable()).refused();
  require(out.stray() == 0, "predict wrote outside of y_hat");
  t.model.fit(few.view()).refused();
}

void few_rows(Subject& s) {
  Trained t(s);
  require(t.model.predict(noise(0, 6, 7), 5).rows() == 0, "zero rows");
  const Numbers all = numbers(t.predict().row(3));
  const double d = difference(all, numbers(t.model.predict(t.data.x_new.row(3), 5)));
  require(d < close, "one row alone is predicted otherwise than among others");
  const Sheet<float> nothing(noise(40, 0, 8), Layout::dense);
  t.model.fit(nothing.view()).known();
}

// One and two training rows may be refused, but nothing worse.
void tiny_training(Subject& s) {
  for (const base::Index rows : {0, 1, 2}) {
    const RegressionData d;
    RegressionUnderTest model(s);
    const Sheet<float> x(d.x.topRows(rows), Layout::dense), y(d.y.topRows(rows), Layout::dense);
    const Outcome prepared = model.prepare(d, x.view());
    prepared.known();
    if (!prepared.ok()) continue;
    const Outcome fitted = model.fit(y.view());
    fitted.known();
    if (fitted.ok()) model.predict(d.x_new, 5);
  }
}

void unusable_targets(Subject& s) {
  Trained t(s);
  const base::MatrixF clean = t.predict();
  base::MatrixF y = t.data.y;
  y.col(1).setConstant(3);
  y(7, 3) = nan;
  y(8, 4) = std::numeric_limits<float>::infinity();
  const Sheet<float> sheet(y, Layout::dense);
  t.model.fit(sheet.view()).wanted();
  const base::MatrixF hat = t.predict();
  for (const int bad : {1, 3, 4})
    require(hat.col(bad).array().isNaN().all(),
            "a target that is constant or holds NaN or infinity "
            "must be predicted as NaN");
  if ((s.info().flags & ENCORE_DF_JOINT_TARGETS) != 0) return;
  for (const int good : {0, 2})
    require(difference(numbers(clean.col(good)), numbers(hat.col(good))) < close,
            "an unusable target changes the others of its block");
}

void blocks(Subject& s) {
  if ((s.info().flags & ENCORE_DF_JOINT_TARGETS) != 0)
    throw Skipped{"it takes all targets at once"};
  Trained t(s);
  const base::MatrixF whole = t.predict();
  for (const base::Index first : {0, 3}) {
    const Sheet<float> y(t.data.y.middleCols(first, 2), Layout::dense);
    t.model.fit(y.view()).wanted();
    const double d =
        difference(numbers(whole.middleCols(first, 2)), numbers(t.model.predict(t.data.x_new, 2)));
    require(d < close, "the result of a target depends on its block (by {:.2g})", d);
  }
}

void refit(Subject& s) {
  Trained t(s);
  const Numbers first = numbers(t.predict());
  const Sheet<float> other(noise(40, 2, 9), Layout::dense), y(t.data.y, Layout::dense);
  t.model.fit(other.view()).wanted();
  t.model.predict(t.data.x_new, 2);
  t.model.fit(y.view()).wanted();
  require(difference(first, numbers(t.predict())) < close, "a second fit remembers the first");
  t.model.train(t.data, t.x, t.data.y);
  require(difference(first, numbers(t.predict())) < close, "a second prepare remembers the first");
}

void memory_layouts(Subject& s) {
  const RegressionData d;
  Numbers dense;
  for (const Layout layout : layouts) {
    RegressionUnderTest model(s);
    const Sheet<float> x(d.x, layout), y(d.y, layout), x_new(d.x_new, layout);
    Sheet<float> out(9, 5, layout);
    model.prepare(d, x.view()).wanted();
    model.fit(y.view()).wanted();
    model.predict(x_new.view(), out.writable()).wanted();
    const char* name = layout_name(layout);
    require(out.stray() == 0, "predict wrote between the elements of a {} y_hat", name);
    require(out.unwritten() == 0, "predict left elements of a {} y_hat unwritten", name);
    require(x.unchanged() && y.unchanged() && x_new.unchanged(), "an input was changed ({})", name);
    if (layout == Layout::dense) dense = numbers(out.values());
    const double off = difference(dense, numbers(out.values()));
    require(off < close, "{} views give other numbers than dense ones (by {:.2g})", name, off);
  }
}

void input_kept(Subject& s) {
  const RegressionData d;
  RegressionUnderTest model(s);
  const Sheet<float> x(d.x, Layout::dense), y(d.y, Layout::dense);
  model.prepare(d, x.view()).wanted();
  model.fit(y.view()).wanted();
  model.predict(d.x_new, 5);
  require(x.unchanged(), "the features were changed");
  require(y.unchanged(), "the responses were changed");
}

constexpr Test list[] = {
    {"order", "predict before fit and fit before prepare are refused", &order},
    {"shapes", "matrices that do not fit are refused", &shapes},
    {"few-rows", "no row, one row, and no target can be asked for", &few_rows},
    {"tiny-training", "none, one or two training rows work or are refused", &tiny_training},
    {"unusable-targets", "constant, NaN and infinite targets give NaN and harm no other",
     &unusable_targets},
    {"blocks", "the result of a target does not depend on its block", &blocks},
    {"refit", "fit and prepare replace what was before", &refit},
    {"memory-layouts", "strided, reversed and unaligned views are read and filled",
     &memory_layouts},
    {"input-kept", "features and responses stay as they were", &input_kept}};

}  // namespace

std::span<const Test> regression_tests() { return list; }

}  // namespace encore::plugin::checks
