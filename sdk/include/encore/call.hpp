// encore/call.hpp: what the host lends a plugin for the time of one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "encore/abi.h"
#include "encore/error.hpp"
#include "encore/view.hpp"

namespace encore {
inline namespace abi1 {

// Thread-safe: info, warn, progress. The rest: one thread at a time.
class Call {
 public:
  explicit Call(const encore_call& raw) : raw_(raw) {}

  unsigned max_threads() const { return raw_.max_threads; }
  std::uint64_t seed() const { return raw_.seed; }

  void debug(const std::string& m) const { raw_.log(raw_.ctx, ENCORE_LOG_DEBUG, m.c_str()); }
  void info(const std::string& m) const { raw_.log(raw_.ctx, ENCORE_LOG_INFO, m.c_str()); }
  void warn(const std::string& m) const { raw_.log(raw_.ctx, ENCORE_LOG_WARN, m.c_str()); }

  // Of clip `clip` of extract_many: a warning, of which the user is told with its name; and that
  // its matrices are complete, so that the host keeps them even when the rest is never done.
  void warn(std::size_t clip, const std::string& m) const {
    const auto* ext = clips();
    if (ext == nullptr) return warn(m);
    ext->warn(raw_.ctx, static_cast<std::int64_t>(clip), m.c_str());
  }
  void done(std::size_t clip) const {
    const auto* ext = clips();
    if (ext != nullptr) check(ext->done(raw_.ctx, static_cast<std::int64_t>(clip)), "extract_many");
  }

  // Throws Cancelled when the user wants to stop.
  void progress(double fraction, const char* stage = "") const {
    if (raw_.progress(raw_.ctx, fraction, stage) != 0) throw Cancelled{};
  }

  MutableView new_matrix(const char* name, std::int64_t rows, std::int64_t cols,
                         std::int32_t dtype = ENCORE_F32) const {
    encore_matrix m{};
    check(raw_.new_matrix(raw_.ctx, name, rows, cols, dtype, &m), name);
    return MutableView(m);
  }
  void set_names(const char* matrix, const std::vector<std::string>& names) const {
    std::vector<const char*> texts;
    texts.reserve(names.size());
    for (const auto& n : names) texts.push_back(n.c_str());
    check(raw_.set_names(raw_.ctx, matrix, texts.data(), static_cast<std::int64_t>(texts.size())),
          matrix);
  }
  void set_meta(const std::string& key, const std::string& value) const {
    check(raw_.set_meta(raw_.ctx, key.c_str(), value.c_str()), key.c_str());
  }

  // A matrix that stands beside the responses of an arrays file (see ENCORE_EXT_DATASET).
  View dataset(const std::string& name) const {
    const auto* ext =
        static_cast<const encore_ext_dataset*>(raw_.get_extension(raw_.ctx, ENCORE_EXT_DATASET));
    if (ext == nullptr) throw Error::unsupported(name, "this data set holds no features");
    encore_cmatrix m{};
    check(ext->read(raw_.ctx, name.c_str(), &m), name.c_str());
    return View(m);
  }

 private:
  // The host has recorded its reason already; keep it by passing the code on.
  static void check(encore_status status, const char* where) {
    if (status != ENCORE_OK) throw Error(status, where, "");
  }
  const encore_ext_clips* clips() const {
    return static_cast<const encore_ext_clips*>(raw_.get_extension(raw_.ctx, ENCORE_EXT_CLIPS));
  }
  const encore_call& raw_;
};

namespace detail {
// The one place where C++ failures become status codes.
template <class F>
encore_status guard(const encore_call* c, const char* where, F&& body) noexcept {
  try {
    body();
    return ENCORE_OK;
  } catch (const Cancelled&) {
    return ENCORE_E_CANCELLED;
  } catch (const Error& e) {
    if (*e.what() == '\0') return e.code();
    return c->fail(c->ctx, e.code(), e.where().c_str(), e.what());
  } catch (const std::bad_alloc&) {
    return c->fail(c->ctx, ENCORE_E_NOMEM, where, "out of memory");
  } catch (const std::exception& e) {
    return c->fail(c->ctx, ENCORE_E_INTERNAL, where, e.what());
  } catch (...) {
    return c->fail(c->ctx, ENCORE_E_INTERNAL, where, "unknown exception");
  }
}

// An older host hands over smaller structs; name what is missing and touch nothing.
template <class Struct>
void require_size(const Struct* s, const char* where) {
  if (s->struct_size < sizeof(Struct))
    throw Error(ENCORE_E_UNSUPPORTED, where, "this host is older than the plugin's SDK");
}
}  // namespace detail

}  // namespace abi1
}  // namespace encore
