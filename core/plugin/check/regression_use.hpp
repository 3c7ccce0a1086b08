// core/plugin/check/regression_use.hpp: a regression under test and the data it is tried on.
#pragma once

#include <string>
#include <vector>

#include "core/plugin/check/sheet.hpp"
#include "core/plugin/check/subject.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {

// Forty rows in four runs, six columns in two bands, five targets that follow the columns.
struct RegressionData {
  base::MatrixF x = noise(40, 6, 1);
  base::MatrixF y = x * noise(6, 5, 2) + 0.3f * noise(40, 5, 3);
  base::MatrixF x_new = noise(9, 6, 4);
  std::vector<std::int32_t> group;
  std::vector<std::int32_t> band_start{0, 4, 6};
  RegressionData() {
    for (int r = 0; r < 40; ++r) group.push_back(r / 10);
  }
};

class RegressionUnderTest {
 public:
  explicit RegressionUnderTest(const Subject& s)
      : self_(s), table_(copy_struct<encore_regression_vt>(self_.vtable())) {}

  const Self& self() const { return self_; }
  const encore_regression_vt& table() const { return table_; }

  Outcome prepare(const RegressionData& d, const encore_cmatrix& x) {
    static constexpr const char* names[] = {"a", "b"};
    const encore_design design{sizeof(encore_design), 2,    x, d.group.data(),
                               d.band_start.data(),   names};
    return self_.call("prepare",
                      [&](void* s, const encore_call* c) { return table_.prepare(s, c, &design); });
  }
  Outcome fit(const encore_cmatrix& y) {
    return self_.call("fit", [&](void* s, const encore_call* c) { return table_.fit(s, c, &y); });
  }
  Outcome predict(const encore_cmatrix& x, encore_matrix y_hat) {
    return self_.call(
        "predict", [&](void* s, const encore_call* c) { return table_.predict(s, c, &x, &y_hat); });
  }
  Outcome inspect(const char* name) {
    return self_.call("inspect",
                      [&](void* s, const encore_call* c) { return table_.inspect(s, c, name); });
  }

  // The dense ways, all of which have to succeed. The arguments of train stay in use.
  void train(const RegressionData& d, const Sheet<float>& x, const base::MatrixF& y) {
    prepare(d, x.view()).wanted();
    const Sheet<float> sheet(y, Layout::dense);
    fit(sheet.view()).wanted();
  }
  base::MatrixF predict(const base::MatrixF& x, base::Index targets) {
    const Sheet<float> in(x, Layout::dense);
    Sheet<float> out(x.rows(), targets, Layout::dense);
    predict(in.view(), out.writable()).wanted();
    require(out.stray() == 0, "predict wrote outside of y_hat");
    require(out.unwritten() == 0, "predict left {} of {} elements of y_hat unwritten",
            out.unwritten(), x.rows() * targets);
    return out.values();
  }

 private:
  Self self_;
  encore_regression_vt table_;
};

// How near numbers must be, relative to the greatest: float32 in another order.
inline constexpr double close = 1e-3;

// Trains on all of the data and keeps the design alive.
struct Trained {
  RegressionData data;
  Sheet<float> x{data.x, Layout::dense};
  RegressionUnderTest model;
  explicit Trained(const Subject& s) : model(s) { model.train(data, x, data.y); }
  base::MatrixF predict() { return model.predict(data.x_new, data.y.cols()); }
};

inline Numbers numbers(const base::MatrixF& m) {
  Numbers out;
  append(out, m);
  return out;
}

}  // namespace encore::plugin::checks
