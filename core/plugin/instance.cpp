#include "core/plugin/instance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/base/error.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin {
namespace {

template <class To>
Eigen::Matrix<To, Eigen::Dynamic, Eigen::Dynamic> convert(const GuardedMatrix& m) {
  const auto map = [&]<class From>(From) {
    return Eigen::Map<const Eigen::Matrix<From, Eigen::Dynamic, Eigen::Dynamic>>(m.data<From>(),
                                                                                 m.rows(), m.cols())
        .template cast<To>()
        .eval();
  };
  switch (m.dtype()) {
    case ENCORE_F32: return map(float{});
    case ENCORE_F64: return map(double{});
    case ENCORE_I32: return map(std::int32_t{});
    default: return map(std::int64_t{});
  }
}

base::Exit exit_for(encore_status status) {
  const bool input = status == ENCORE_E_PARAM || status == ENCORE_E_IO;
  return input ? base::Exit::user : base::Exit::task_failed;
}

std::int64_t append(void* ctx, const void* bytes, std::uint64_t n) noexcept try {
  static_cast<std::string*>(ctx)->append(static_cast<const char*>(bytes), n);
  return static_cast<std::int64_t>(n);
} catch (...) {
  return -1;
}

struct Source {
  const std::string& bytes;
  std::size_t at = 0;
};
std::int64_t take(void* ctx, void* bytes, std::uint64_t n) noexcept {
  auto& source = *static_cast<Source*>(ctx);
  const std::size_t given = std::min<std::uint64_t>(n, source.bytes.size() - source.at);
  std::memcpy(bytes, source.bytes.data() + source.at, given);
  source.at += given;
  return static_cast<std::int64_t>(given);
}

}  // namespace

const char* status_text(encore_status status) {
  switch (status) {
    case ENCORE_OK: return "done";
    case ENCORE_E_PARAM: return "a parameter is wrong";
    case ENCORE_E_SHAPE: return "sizes or element types do not fit";
    case ENCORE_E_NUMERIC: return "no meaningful result exists";
    case ENCORE_E_IO: return "a file could not be read or written";
    case ENCORE_E_STATE: return "called out of order";
    case ENCORE_E_UNSUPPORTED: return "the plugin does not do this";
    case ENCORE_E_NOMEM: return "out of memory";
    case ENCORE_E_CANCELLED: return "stopped, though nobody asked for it";
    case ENCORE_E_INTERNAL: return "a defect of the plugin";
    default: return nullptr;
  }
}

Instance::Instance(const PluginInfo& plugin, const Params& params, CallOptions options, int kind)
    : info_(plugin), params_(params), options_(std::move(options)) {
  if (plugin.kind != kind)
    throw base::Error(fmt::format("{} is a plugin of the kind {}, not {}", plugin.id,
                                  kind_name(plugin.kind), kind_name(kind)));
  if (kind != ENCORE_KIND_FEATURES) permit();
  const auto& raw = find_descriptor(load_library(plugin.library), plugin.id);
  const auto descriptor = copy_struct<encore_descriptor>(&raw);
  vtable_ = descriptor.vtable;
  destroy_ = descriptor.destroy;
  const auto& values = params_.raw();
  CallContext call(options_);
  const auto status = descriptor.create(call.raw(), values.data(),
                                        static_cast<std::uint32_t>(values.size()), &self_);
  finish("create", status, call);
}

Instance::~Instance() { destroy_(self_); }

void Instance::permit() const {
  if ((info_.flags & ENCORE_DF_RUNS_PROGRAMS) == 0 || options_.programs) return;
  throw base::Error(fmt::format("{} runs programs, which nobody has allowed", info_.id),
                    "read the program, then run with --allow-exec");
}

void Instance::misbehaved(const char* what, const std::string& how) const {
  throw base::Error(fmt::format("{} {}: {} {}", info_.id, info_.version, what, how),
                    "a defect of the plugin: `encore plugins check` helps its authors",
                    base::Exit::task_failed);
}

void Instance::refuse(const char* what, encore_status status, const CallContext& call) const {
  const char* meaning = status_text(status);
  if (meaning == nullptr)
    misbehaved(what, fmt::format("returned the status {}, which the ABI does not know", status));
  std::string reason = call.message().empty() ? meaning : call.message();
  const std::string where = call.where();
  if (status == ENCORE_E_PARAM && info_.find(where) != nullptr)
    throw base::Error(params_.at(where), fmt::format("{}: '{}' {}", info_.id, where, reason),
                      info_.find(where)->summary());
  if (status == ENCORE_E_INTERNAL)
    reason = fmt::format("failed: {} (a defect of the plugin)", reason);
  const bool place = !where.empty() && where != what;
  throw base::Error(fmt::format("{}: {}: {}{}", info_.id, what, place ? where + ": " : "", reason),
                    "", exit_for(status));
}

void Instance::finish(const char* what, encore_status status, const CallContext& call) {
  call.rethrow_host_failure(status);
  for (const auto& [name, matrix] : call.matrices())
    if (!matrix->guards_intact())
      misbehaved(what, fmt::format("wrote outside of the matrix '{}'", name));
  if (status != ENCORE_OK) refuse(what, status, call);
  for (const auto& [key, value] : call.meta()) meta_[key] = value;
}

void Instance::keep(const char* what, const CallContext& call,
                    const std::vector<std::string>& matrices) {
  for (const auto& name : matrices)
    if (const auto* matrix = call.matrix(name); matrix != nullptr && !matrix->guards_intact())
      misbehaved(what, fmt::format("wrote outside of the matrix '{}'", name));
  for (const auto& [key, value] : call.meta()) meta_[key] = value;
}

void Instance::check_written(const char* what, const char* name, const GuardedMatrix& m) const {
  if (!m.guards_intact()) misbehaved(what, fmt::format("wrote outside of the matrix '{}'", name));
  if (const auto n = m.unwritten(); n > 0)
    misbehaved(what, fmt::format("left {} of {} elements of '{}' unwritten", n, m.rows() * m.cols(),
                                 name));
}

std::string Instance::save(Save function) {
  if (function == nullptr) return "";
  std::string bytes;
  const encore_writer writer{&bytes, &append};
  CallContext call(options_);
  finish("save", function(self_, call.raw(), &writer), call);
  return bytes;
}

void Instance::load(Load function, const std::string& state) {
  if (function == nullptr) {
    if (state.empty()) return;
    throw base::Error(fmt::format("{} cannot load a saved state", info_.id));
  }
  permit();
  Source source{state};
  const encore_reader reader{&source, &take};
  CallContext call(options_);
  finish("load", function(self_, call.raw(), &reader), call);
}

encore_cmatrix view_of(const base::ConstRefF& m) {
  return {m.data(), m.rows(), m.cols(), 1, m.outerStride(), ENCORE_F32, 0};
}

base::MatrixD to_double(const GuardedMatrix& m) { return convert<double>(m); }
base::MatrixF to_float(const GuardedMatrix& m) { return convert<float>(m); }

}  // namespace encore::plugin
