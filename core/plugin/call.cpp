#include "core/plugin/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::plugin {
namespace {
std::string text(const char* s) { return s == nullptr ? "" : s; }
}  // namespace

CallContext::CallContext(const CallOptions& options) : options_(options) {
  raw_ = {sizeof(encore_call),
          std::max(1u, options.threads),
          options.seed,
          this,
          &log,
          &progress,
          &fail,
          &new_matrix,
          &set_names,
          &set_meta,
          &get_extension};
}

void CallContext::keep_failure() {
  const std::scoped_lock lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
}

void CallContext::rethrow_host_failure(encore_status status) const {
  if (failure_ && (status != ENCORE_OK || stop_asked_)) std::rethrow_exception(failure_);
}

void CallContext::log(void* ctx, std::int32_t level, const char* message) noexcept try {
  auto& me = self(ctx);
  const std::scoped_lock lock(me.mutex_);
  if (me.options_.log) me.options_.log(level, text(message));
} catch (...) {
  // A log line that cannot be written is not worth a failed call.
}

void CallContext::warn(void* ctx, std::int64_t clip, const char* message) noexcept try {
  auto& me = self(ctx);
  if (clip < 0 || !me.options_.warn_of_clip) return log(ctx, ENCORE_LOG_WARN, message);
  const std::scoped_lock lock(me.mutex_);
  me.options_.warn_of_clip(static_cast<std::size_t>(clip), text(message));
} catch (...) {
  // As in log.
}

std::int32_t CallContext::progress(void* ctx, double fraction, const char* stage) noexcept {
  auto& me = self(ctx);
  try {
    if (base::stop_requested()) throw base::Interrupted{};
    const double known = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0.0;
    base::report(me.options_.progress, known, stage == nullptr ? "" : stage);
    return 0;
  } catch (...) {
    me.keep_failure();
    me.stop_asked_ = true;
    return 1;
  }
}

encore_status CallContext::fail(void* ctx, encore_status code, const char* where,
                                const char* message) noexcept try {
  auto& me = self(ctx);
  const std::scoped_lock lock(me.mutex_);
  me.where_ = text(where);
  me.message_ = text(message);
  return code;
} catch (...) {
  return code;
}

encore_status CallContext::new_matrix(void* ctx, const char* name, std::int64_t rows,
                                      std::int64_t cols, std::int32_t dtype,
                                      encore_matrix* out) noexcept {
  try {
    if (name == nullptr || *name == '\0' || out == nullptr)
      return fail(ctx, ENCORE_E_INTERNAL, "new_matrix", "a matrix needs a name and a place");
    if (rows < 0 || cols < 0 || dtype_size(dtype) == 0)
      return fail(
          ctx, ENCORE_E_SHAPE, name,
          fmt::format("cannot be made: {} x {}, element type {}", rows, cols, dtype).c_str());
    auto made = std::make_unique<GuardedMatrix>(rows, cols, dtype, GuardedMatrix::Fill::zero);
    *out = made->view();
    self(ctx).matrices_[name] = std::move(made);
    return ENCORE_OK;
  } catch (...) {
    return fail(ctx, ENCORE_E_NOMEM, name, "the host has no memory for this matrix");
  }
}

encore_status CallContext::set_names(void* ctx, const char* matrix, const char* const* names,
                                     std::int64_t n) noexcept try {
  auto& me = self(ctx);
  const auto found = me.matrices_.find(text(matrix));
  if (found == me.matrices_.end())
    return fail(ctx, ENCORE_E_STATE, matrix, "named before it was made");
  if (n != found->second->cols() || (n > 0 && names == nullptr))
    return fail(ctx, ENCORE_E_SHAPE, matrix,
                fmt::format("has {} columns, but {} names", found->second->cols(), n).c_str());
  std::vector<std::string> list;
  for (std::int64_t i = 0; i < n; ++i) list.push_back(text(names[i]));
  me.names_[matrix] = std::move(list);
  return ENCORE_OK;
} catch (...) {
  return ENCORE_E_NOMEM;
}

encore_status CallContext::set_meta(void* ctx, const char* key, const char* value) noexcept try {
  self(ctx).meta_[text(key)] = text(value);
  return ENCORE_OK;
} catch (...) {
  return ENCORE_E_NOMEM;
}

const void* CallContext::get_extension(void* ctx, const char* id) noexcept {
  static constexpr encore_ext_dataset dataset{sizeof(encore_ext_dataset), 0, &read_dataset};
  static constexpr encore_ext_clips clips{sizeof(encore_ext_clips), 0, &warn, &done};
  if (id == nullptr) return nullptr;
  if (std::string_view(id) == ENCORE_EXT_CLIPS) return &clips;
  const bool known = std::string_view(id) == ENCORE_EXT_DATASET;
  return known && self(ctx).options_.dataset ? &dataset : nullptr;
}

encore_status CallContext::done(void* ctx, std::int64_t clip) noexcept {
  auto& me = self(ctx);
  try {
    if (base::stop_requested()) throw base::Interrupted{};
    const std::scoped_lock lock(me.mutex_);  // a warning of another thread waits
    if (me.done_) me.done_(clip);
    return ENCORE_OK;
  } catch (...) {
    me.keep_failure();
    me.stop_asked_ = true;
    return ENCORE_E_CANCELLED;
  }
}

encore_status CallContext::read_dataset(void* ctx, const char* name, encore_cmatrix* out) noexcept {
  auto& me = self(ctx);
  try {
    auto at = me.lent_.find(text(name));
    if (at == me.lent_.end())
      at = me.lent_.emplace(text(name), me.options_.dataset(text(name))).first;
    const auto& m = at->second;
    *out = {m.data(), m.rows(), m.cols(), 1, m.rows(), ENCORE_F32, 0};
    return ENCORE_OK;
  } catch (...) {
    me.keep_failure();
    return ENCORE_E_IO;
  }
}

const GuardedMatrix* CallContext::matrix(const std::string& name) const {
  const auto found = matrices_.find(name);
  return found == matrices_.end() ? nullptr : found->second.get();
}

const std::vector<std::string>& CallContext::names(const std::string& matrix) const {
  static const std::vector<std::string> none;
  const auto found = names_.find(matrix);
  return found == names_.end() ? none : found->second;
}

}  // namespace encore::plugin
