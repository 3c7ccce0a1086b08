// core/plugin/instance_impl.hpp: what the instances of all kinds share. For core/plugin only.
#pragma once

#include <map>
#include <string>

#include "core/plugin/call.hpp"
#include "core/plugin/instance.hpp"

namespace encore::plugin {

// A library, a descriptor of it and the `self` that create made.
class Instance {
 public:
  Instance(const PluginInfo& plugin, const Params& params, CallOptions options, int kind);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  void* self() const { return self_; }
  const void* vtable() const { return vtable_; }
  const PluginInfo& info() const { return info_; }
  const CallOptions& options() const { return options_; }
  const std::map<std::string, std::string>& meta() const { return meta_; }

  // After a call: turns a failure into an exception, looks at the guards of what was made, and
  // keeps the facts. `what` is the function, for messages.
  void finish(const char* what, encore_status status, const CallContext& call);
  // What finish does for some of the matrices, while the call goes on.
  void keep(const char* what, const CallContext& call, const std::vector<std::string>& matrices);
  // The same for a matrix that the host handed out to be filled.
  void check_written(const char* what, const char* name, const GuardedMatrix& matrix) const;

  // Before a call that may run a program: throws base::Error when nobody allowed it.
  void permit() const;

  [[noreturn]] void misbehaved(const char* what, const std::string& how) const;

  using Save = encore_status (*)(void*, const encore_call*, const encore_writer*);
  using Load = encore_status (*)(void*, const encore_call*, const encore_reader*);
  std::string save(Save function);
  void load(Load function, const std::string& state);

 private:
  [[noreturn]] void refuse(const char* what, encore_status status, const CallContext& call) const;

  PluginInfo info_;
  Params params_;
  CallOptions options_;
  const void* vtable_ = nullptr;
  void (*destroy_)(void*) = nullptr;
  void* self_ = nullptr;
  std::map<std::string, std::string> meta_;
};

// A view of host numbers.
encore_cmatrix view_of(const base::ConstRefF& m);

// A made matrix as float64 or float32, whatever its element type.
base::MatrixD to_double(const GuardedMatrix& m);
base::MatrixF to_float(const GuardedMatrix& m);

const char* status_text(encore_status status);  // "a parameter is wrong"; nullptr when unknown

}  // namespace encore::plugin
