// core/plugin/check/subject.hpp: a plugin under test, called through the bare ABI.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/plugin/call.hpp"
#include "core/plugin/catalog.hpp"
#include "core/plugin/instance.hpp"

namespace encore::plugin::checks {

// Ends a test. `status` is the plugin's, where that is the reason.
struct Failed {
  std::string reason;
  encore_status status = ENCORE_OK;
};
struct Skipped {
  std::string reason;
};

template <class... A>
void require(bool holds, fmt::format_string<A...> reason, A&&... values) {
  if (!holds) throw Failed{fmt::format(reason, std::forward<A>(values)...)};
}

// What a call returned and made.
struct Outcome {
  std::string what;
  encore_status status = ENCORE_OK;
  std::shared_ptr<CallContext> context;
  const class Subject* subject = nullptr;

  bool ok() const { return status == ENCORE_OK; }
  std::string text() const;  // "fit returned 'sizes do not fit': y: ..."
  // Throws unless ok: Skipped when the plugin asks by name for a parameter that was left at its
  // default, else Failed.
  const Outcome& wanted() const;
  // Throws Failed when the call succeeded or the status is none of the ABI's.
  void refused() const;
  void known() const;  // any status of the ABI
};

// The library, the descriptor and the parameters.
class Subject {
 public:
  Subject(const std::filesystem::path& library, const std::string& id, const std::string& with);

  const PluginInfo& info() const { return info_; }
  const encore_descriptor& descriptor() const { return descriptor_; }
  const Params& params() const { return params_; }
  // Throws Skipped when a required parameter was not given.
  void need_params() const;
  // A parameter that nobody gave a value: not in --with.
  bool left_at_default(const std::string& key) const;
  CallOptions options;  // lent to every call; tests change it

 private:
  PluginInfo info_;
  encore_descriptor descriptor_{};
  Params params_;
  std::vector<std::string> given_;
  std::string unmet_;  // a required parameter that was not given
};

// An instance. Throws Skipped when the plugin refuses its default parameters by name.
class Self {
 public:
  explicit Self(const Subject& subject);
  ~Self();
  Self(const Self&) = delete;
  Self& operator=(const Self&) = delete;

  // body(self, call) -> status. `watch` sees the context before the call.
  template <class Body>
  Outcome call(const char* what, Body&& body,
               const std::function<void(CallContext&)>& watch = {}) const {
    Outcome out{what, ENCORE_OK, std::make_shared<CallContext>(subject_.options), &subject_};
    if (watch) watch(*out.context);
    out.status = body(self_, out.context->raw());
    check_guards(out);
    return out;
  }
  const void* vtable() const { return subject_.descriptor().vtable; }

 private:
  static void check_guards(const Outcome& outcome);
  const Subject& subject_;
  void* self_ = nullptr;
};

// Results of whatever kind, to compare runs. Equal means the same bits.
using Numbers = std::vector<double>;
void append(Numbers& numbers, const base::MatrixF& m);
void append(Numbers& numbers, const GuardedMatrix& m);
bool same_bits(const Numbers& a, const Numbers& b);
// The greatest difference relative to the greatest value; NaN in one alone is infinite.
double difference(const Numbers& a, const Numbers& b);

// Normal draws from a fixed seed.
base::MatrixF noise(base::Index rows, base::Index cols, std::uint64_t seed);

// Saves from one instance, loads into another.
std::string save_state(const Self& self,
                       encore_status (*save)(void*, const encore_call*, const encore_writer*));
Outcome load_state(const Self& self,
                   encore_status (*load)(void*, const encore_call*, const encore_reader*),
                   const std::string& bytes);

}  // namespace encore::plugin::checks
