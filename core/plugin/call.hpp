// core/plugin/call.hpp: the host's side of one call into a plugin.
//
// Lends the functions of encore_call, none of which lets an exception through, and keeps what the
// plugin says and makes. Log, warn, progress and fail may be called from any thread.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/plugin/guarded.hpp"
#include "core/plugin/instance.hpp"
#include "encore/abi.h"

namespace encore::plugin {

class CallContext {
 public:
  explicit CallContext(const CallOptions& options);
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  const encore_call* raw() const { return &raw_; }

  // What the plugin said with fail(); "" when it said nothing.
  std::string where() const { return where_; }
  std::string message() const { return message_; }
  // Throws again what the host's own functions threw during the call (Interrupted among them),
  // when that is why the call failed or when a stop was asked for.
  void rethrow_host_failure(encore_status status) const;

  // What becomes of a clip of extract_many that the plugin says it is done with.
  void on_done(std::function<void(std::int64_t clip)> done) { done_ = std::move(done); }

  // A matrix that the call made, or nullptr.
  const GuardedMatrix* matrix(const std::string& name) const;
  void forget(const std::string& matrix) {
    matrices_.erase(matrix);
    names_.erase(matrix);
  }
  const std::map<std::string, std::unique_ptr<GuardedMatrix>>& matrices() const {
    return matrices_;
  }
  const std::vector<std::string>& names(const std::string& matrix) const;
  const std::map<std::string, std::string>& meta() const { return meta_; }

 private:
  static CallContext& self(void* ctx) { return *static_cast<CallContext*>(ctx); }
  static void log(void* ctx, std::int32_t level, const char* message) noexcept;
  static std::int32_t progress(void* ctx, double fraction, const char* stage) noexcept;
  static encore_status fail(void* ctx, encore_status code, const char* where,
                            const char* message) noexcept;
  static encore_status new_matrix(void* ctx, const char* name, std::int64_t rows, std::int64_t cols,
                                  std::int32_t dtype, encore_matrix* out) noexcept;
  static encore_status set_names(void* ctx, const char* matrix, const char* const* names,
                                 std::int64_t n) noexcept;
  static encore_status set_meta(void* ctx, const char* key, const char* value) noexcept;
  static void warn(void* ctx, std::int64_t clip, const char* message) noexcept;
  static encore_status done(void* ctx, std::int64_t clip) noexcept;
  static const void* get_extension(void* ctx, const char* id) noexcept;
  static encore_status read_dataset(void* ctx, const char* name, encore_cmatrix* out) noexcept;

  void keep_failure();  // the exception in flight

  const CallOptions& options_;
  encore_call raw_{};
  mutable std::mutex mutex_;
  std::string where_, message_;
  std::exception_ptr failure_;
  std::atomic<bool> stop_asked_ = false;
  std::map<std::string, std::unique_ptr<GuardedMatrix>> matrices_;
  std::map<std::string, std::vector<std::string>> names_;
  std::map<std::string, std::string> meta_;
  std::function<void(std::int64_t)> done_;
  std::map<std::string, base::MatrixF> lent_;  // matrices of the data set
};

}  // namespace encore::plugin
