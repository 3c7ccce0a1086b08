#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {

struct Regression::State {
  State(const PluginInfo& plugin, const Params& params, CallOptions options)
      : instance(plugin, params, std::move(options), ENCORE_KIND_REGRESSION),
        table(copy_struct<encore_regression_vt>(instance.vtable())) {}
  Instance instance;
  encore_regression_vt table;
  encore_design design{};
  std::vector<const char*> band_names;
  base::Index rows = 0, cols = 0, targets = 0;

  // Runs `body` on a fresh matrix of predictions; nullopt when the plugin does not do this.
  template <class Body>
  std::optional<base::MatrixF> fill(const char* what, base::Index n, Body&& body) {
    GuardedMatrix made(n, targets, ENCORE_F32, GuardedMatrix::Fill::poison);
    encore_matrix view = made.view();
    CallContext call(instance.options());
    const encore_status status = body(call.raw(), &view);
    if (status == ENCORE_E_UNSUPPORTED) return std::nullopt;
    instance.finish(what, status, call);
    instance.check_written(what, "y_hat", made);
    return to_float(made);
  }
  void check_columns(const base::ConstRefF& x) const {
    if (cols > 0 && x.cols() != cols)
      throw base::Error(
          fmt::format("the model was fitted on {} columns, but is asked to predict "
                      "from {}",
                      cols, x.cols()));
  }
};

Regression::Regression(const PluginInfo& plugin, const Params& params, CallOptions options)
    : state_(std::make_unique<State>(plugin, params, std::move(options))) {}
Regression::~Regression() = default;
Regression::Regression(Regression&&) noexcept = default;

bool Regression::joint_targets() const {
  return (state_->instance.info().flags & ENCORE_DF_JOINT_TARGETS) != 0;
}
bool Regression::prefers_targets() const { return state_->table.preferred_targets != nullptr; }
base::Index Regression::preferred_targets() const {
  const auto ask = state_->table.preferred_targets;
  return ask == nullptr ? 0 : std::max<base::Index>(0, ask(state_->instance.self()));
}
std::uint64_t Regression::memory(const FitShape& s) const {
  const auto ask = state_->table.memory;
  if (ask == nullptr) return 0;
  const encore_fit_shape shape{sizeof(encore_fit_shape),
                               s.threads,
                               s.rows,
                               s.cols,
                               s.targets,
                               s.new_rows,
                               static_cast<std::uint32_t>(s.groups),
                               static_cast<std::uint32_t>(s.bands)};
  return static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, ask(state_->instance.self(), &shape)));
}
bool Regression::saves() const {
  return state_->table.save != nullptr && state_->table.load != nullptr;
}

void Regression::prepare(const base::MatrixF& x, const std::vector<std::int32_t>& group,
                         const std::vector<std::int32_t>& band_start,
                         const std::vector<std::string>& band_names) {
  auto& s = *state_;
  if (static_cast<base::Index>(group.size()) != x.rows())
    throw base::Error(fmt::format("{} rows, but the runs of {}", x.rows(), group.size()));
  if (band_start.size() != band_names.size() + 1 || band_names.empty() || band_start.front() != 0 ||
      band_start.back() != x.cols())
    throw base::Error("the bands do not cover the columns");
  s.band_names.clear();
  for (const auto& name : band_names) s.band_names.push_back(name.c_str());
  s.design = {sizeof(encore_design),
              static_cast<std::uint32_t>(band_names.size()),
              view_of(x),
              group.data(),
              band_start.data(),
              s.band_names.data()};
  s.rows = x.rows();
  s.cols = x.cols();
  CallContext call(s.instance.options());
  s.instance.finish("prepare", s.table.prepare(s.instance.self(), call.raw(), &s.design), call);
}

void Regression::fit(base::ConstRefF y) {
  auto& s = *state_;
  if (y.rows() != s.rows)
    throw base::Error(fmt::format("{} rows of features, but {} of responses", s.rows, y.rows()));
  const encore_cmatrix view = view_of(y);
  CallContext call(s.instance.options());
  s.targets = y.cols();
  s.instance.finish("fit", s.table.fit(s.instance.self(), call.raw(), &view), call);
}

base::MatrixF Regression::predict(base::ConstRefF x) {
  auto& s = *state_;
  s.check_columns(x);
  const encore_cmatrix view = view_of(x);
  auto made = s.fill("predict", x.rows(), [&](const encore_call* call, encore_matrix* y) {
    return s.table.predict(s.instance.self(), call, &view, y);
  });
  if (!made) s.instance.misbehaved("predict", "says that it is not supported");
  return std::move(*made);
}

std::optional<base::MatrixF> Regression::predict_band(base::ConstRefF x, unsigned band) {
  auto& s = *state_;
  if (s.table.predict_band == nullptr) return std::nullopt;
  s.check_columns(x);
  const encore_cmatrix view = view_of(x);
  return s.fill("predict_band", x.rows(), [&](const encore_call* call, encore_matrix* y) {
    return s.table.predict_band(s.instance.self(), call, &view, band, y);
  });
}

std::optional<base::MatrixD> Regression::inspect(const std::string& name) {
  auto& s = *state_;
  if (s.table.inspect == nullptr) return std::nullopt;
  CallContext call(s.instance.options());
  const auto status = s.table.inspect(s.instance.self(), call.raw(), name.c_str());
  if (status == ENCORE_E_UNSUPPORTED) return std::nullopt;
  s.instance.finish("inspect", status, call);
  const GuardedMatrix* made = call.matrix(name);
  if (made == nullptr) s.instance.misbehaved("inspect", fmt::format("made no matrix '{}'", name));
  const bool by_column = name == "weights";
  const base::Index rows = by_column ? s.cols : name == "alpha" ? s.design.n_bands : 1;
  const bool known =
      by_column || name == "alpha" || name == "cv_score" || name == "edge" || name == "intercept";
  const bool fits = (rows == 0 || made->rows() == rows) && made->cols() == s.targets;
  if (known && !fits)
    s.instance.misbehaved("inspect", fmt::format("made '{}' of {} x {} instead of {} x {}", name,
                                                 made->rows(), made->cols(), rows, s.targets));
  return to_double(*made);
}

// The number of targets travels with the state, since the host allocates what predict fills.
std::string Regression::save() {
  const std::string bytes = state_->instance.save(state_->table.save);
  return bytes.empty() ? "" : fmt::format("{} {}\n", state_->targets, state_->cols) + bytes;
}

void Regression::load(const std::string& bytes) {
  auto& s = *state_;
  if (bytes.empty()) return s.instance.load(nullptr, bytes);
  const auto line = bytes.find('\n'), space = bytes.find(' ');
  if (line == std::string::npos || space > line) throw base::Error("the saved model is damaged");
  s.instance.load(s.table.load, bytes.substr(line + 1));
  s.targets = std::stoll(bytes.substr(0, space));
  s.cols = std::stoll(bytes.substr(space + 1, line - space - 1));
}

const std::map<std::string, std::string>& Regression::meta() const {
  return state_->instance.meta();
}

}  // namespace encore::plugin
