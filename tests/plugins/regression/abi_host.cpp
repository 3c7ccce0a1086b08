#include "abi_host.hpp"

#include <cblas.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <deque>

namespace encore::testing {
namespace {

const encore_descriptor* find(const std::string& library, const std::string& id) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);  // never unloaded
  if (handle == nullptr) throw std::runtime_error(dlerror());
  const auto* entry = static_cast<const encore_entry*>(dlsym(handle, ENCORE_ENTRY_SYMBOL));
  if (entry == nullptr) throw std::runtime_error(library + " is no plugin");
  for (std::uint32_t i = 0; i < entry->n_plugins; ++i)
    if (id == entry->plugins[i]->id) return entry->plugins[i];
  throw std::runtime_error(library + " has no " + id);
}

encore_param_value default_value(const encore_param_spec& spec) {
  encore_param_value v{};
  v.type = spec.type;
  v.s = spec.default_text;
  v.i = std::strcmp(spec.default_text, "true") == 0 ? 1 : std::atoll(spec.default_text);
  v.r = std::atof(spec.default_text);
  for (std::uint32_t c = 0; c < spec.n_choices; ++c)
    if (std::strcmp(spec.choices[c], spec.default_text) == 0) v.i = c;
  return v;
}

void apply(const encore_param_spec& spec, const Setting& setting, encore_param_value& v) {
  if (const auto* b = std::get_if<bool>(&setting)) v.i = *b ? 1 : 0;
  if (const auto* i = std::get_if<std::int64_t>(&setting)) v.i = *i;
  if (const auto* r = std::get_if<double>(&setting)) v.r = *r;
  if (const auto* l = std::get_if<std::vector<double>>(&setting)) {
    v.rs = l->data();
    v.n = static_cast<std::uint32_t>(l->size());
  }
  if (const auto* s = std::get_if<std::string>(&setting)) {
    v.s = s->c_str();
    for (std::uint32_t c = 0; c < spec.n_choices; ++c)
      if (*s == spec.choices[c]) v.i = c;
  }
}

std::int64_t write_bytes(void* ctx, const void* bytes, std::uint64_t n) {
  static_cast<std::string*>(ctx)->append(static_cast<const char*>(bytes), n);
  return static_cast<std::int64_t>(n);
}

struct Source {
  const std::string* text;
  std::size_t at = 0;
};
std::int64_t read_bytes(void* ctx, void* bytes, std::uint64_t n) {
  auto& source = *static_cast<Source*>(ctx);
  n = std::min<std::uint64_t>(n, source.text->size() - source.at);
  std::memcpy(bytes, source.text->data() + source.at, n);
  source.at += n;
  return static_cast<std::int64_t>(n);
}

template <class M>
encore_matrix writable(M& m, std::int32_t dtype) {
  return {m.data(), m.rows(), m.cols(), 1, m.rows(), dtype, 0};
}

}  // namespace

encore_cmatrix view(const MatrixF& m) {
  return {m.data(), m.rows(), m.cols(), 1, m.rows(), ENCORE_F32, 0};
}
encore_cmatrix view(const MatrixD& m) {
  return {m.data(), m.rows(), m.cols(), 1, m.rows(), ENCORE_F64, 0};
}

encore_call AbiRegression::make_call(Lent& lent, unsigned threads) {
  encore_call call{};
  call.struct_size = sizeof call;
  call.max_threads = threads;
  call.seed = 1;
  call.ctx = &lent;
  call.log = [](void* ctx, std::int32_t level, const char* message) {
    if (level >= ENCORE_LOG_INFO) static_cast<Lent*>(ctx)->notices.emplace_back(message);
  };
  call.progress = [](void*, double fraction, const char*) -> std::int32_t {
    if (!(fraction >= 0 && fraction <= 1)) std::abort();
    return 0;
  };
  call.fail = [](void* ctx, encore_status code, const char* where, const char* message) {
    static_cast<Lent*>(ctx)->where = where;
    static_cast<Lent*>(ctx)->message = message;
    return code;
  };
  call.new_matrix = [](void* ctx, const char* name, std::int64_t rows, std::int64_t cols,
                       std::int32_t dtype, encore_matrix* out) -> encore_status {
    auto& l = *static_cast<Lent*>(ctx);
    const auto n = static_cast<std::size_t>(rows * cols);
    *out = {nullptr, rows, cols, 1, rows, dtype, 0};
    if (dtype == ENCORE_F64) out->data = (l.f64[name] = std::vector<double>(n)).data();
    else out->data = (l.f32[name] = std::vector<float>(n)).data();
    l.matrices[name] = *out;
    return ENCORE_OK;
  };
  call.set_names = [](void*, const char*, const char* const*, std::int64_t) -> encore_status {
    return ENCORE_OK;
  };
  call.set_meta = [](void* ctx, const char* key, const char* value) -> encore_status {
    static_cast<Lent*>(ctx)->meta[key] = value;
    return ENCORE_OK;
  };
  call.get_extension = [](void*, const char*) -> const void* { return nullptr; };
  return call;
}

AbiRegression::AbiRegression(const std::string& library, const std::string& id,
                             const Settings& settings, unsigned threads)
    : call_(make_call(lent_, threads)), descriptor_(find(library, id)) {
  const bool by_blas = (descriptor_->flags & ENCORE_DF_USES_BLAS) != 0;
  openblas_set_num_threads(by_blas ? static_cast<int>(threads) : 1);
  std::vector<encore_param_value> values;
  for (std::uint32_t i = 0; i < descriptor_->n_params; ++i) {
    const auto& spec = descriptor_->params[i];
    values.push_back(default_value(spec));
    if (const auto given = settings.find(spec.key); given != settings.end())
      apply(spec, given->second, values.back());
  }
  check(descriptor_->create(&call_, values.data(), descriptor_->n_params, &self_));
}

AbiRegression::~AbiRegression() { descriptor_->destroy(self_); }

void AbiRegression::check(encore_status status) {
  if (status != ENCORE_OK) throw AbiError(status, lent_.where, lent_.message);
}

void AbiRegression::prepare(const encore_cmatrix& x, const std::vector<std::int32_t>& groups,
                            const std::vector<std::int32_t>& band_start) {
  band_names_.clear();
  band_name_texts_.clear();
  for (std::size_t b = 0; b + 1 < band_start.size(); ++b)
    band_names_.push_back("band " + std::to_string(b));
  for (const auto& name : band_names_) band_name_texts_.push_back(name.c_str());
  const encore_design design{sizeof(encore_design),
                             static_cast<std::uint32_t>(band_names_.size()),
                             x,
                             groups.data(),
                             band_start.data(),
                             band_name_texts_.data()};
  check(table().prepare(self_, &call_, &design));
}

std::int64_t AbiRegression::preferred_targets() const {
  const auto& t = table();
  const bool there = t.struct_size >= offsetof(encore_regression_vt, preferred_targets) +
                                          sizeof(t.preferred_targets);
  return there && t.preferred_targets != nullptr ? t.preferred_targets(self_) : 0;
}

std::int64_t AbiRegression::memory(const encore_fit_shape& shape) const {
  const auto& t = table();
  const bool there = t.struct_size >= offsetof(encore_regression_vt, memory) + sizeof(t.memory);
  return there && t.memory != nullptr ? t.memory(self_, &shape) : 0;
}

void AbiRegression::fit(const encore_cmatrix& y) {
  check(table().fit(self_, &call_, &y));
  targets_ = y.cols;
}

MatrixD AbiRegression::predict(const encore_cmatrix& x) {
  MatrixD out(x.rows, targets_);
  auto raw = writable(out, ENCORE_F64);
  check(table().predict(self_, &call_, &x, &raw));
  return out;
}

MatrixF AbiRegression::predict_f(const encore_cmatrix& x) {
  MatrixF out(x.rows, targets_);
  auto raw = writable(out, ENCORE_F32);
  check(table().predict(self_, &call_, &x, &raw));
  return out;
}

MatrixD AbiRegression::predict_band(const encore_cmatrix& x, std::uint32_t band) {
  MatrixD out(x.rows, targets_);
  auto raw = writable(out, ENCORE_F64);
  check(table().predict_band(self_, &call_, &x, band, &raw));
  return out;
}

MatrixD AbiRegression::inspect(const std::string& name) {
  const encore_status status = table().inspect(self_, &call_, name.c_str());
  if (status == ENCORE_E_UNSUPPORTED) return {};
  check(status);
  const auto& m = lent_.matrices.at(name);
  if (m.dtype == ENCORE_F64)
    return Eigen::Map<const MatrixD>(static_cast<const double*>(m.data), m.rows, m.cols);
  return Eigen::Map<const MatrixF>(static_cast<const float*>(m.data), m.rows, m.cols)
      .cast<double>();
}

std::string AbiRegression::save() {
  std::string state;
  const encore_writer writer{&state, &write_bytes};
  check(table().save(self_, &call_, &writer));
  return state;
}

void AbiRegression::load(const std::string& state) {
  Source source{&state};
  const encore_reader reader{&source, &read_bytes};
  check(table().load(self_, &call_, &reader));
  targets_ = inspect("intercept").cols();
}

}  // namespace encore::testing
