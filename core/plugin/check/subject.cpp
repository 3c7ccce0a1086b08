#include "core/plugin/check/subject.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/plugin/abi_read.hpp"
#include "core/plugin/flow.hpp"
#include "core/plugin/instance_impl.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {
namespace {

PluginInfo info_of(const std::filesystem::path& library, const std::string& id) {
  for (auto& plugin : read_entry(load_library(library))) {
    if (plugin.id != id) continue;
    plugin.library = library;
    return plugin;
  }
  throw base::Error(fmt::format("the library has no plugin '{}'", id));
}

std::int64_t append_bytes(void* ctx, const void* bytes, std::uint64_t n) noexcept {
  static_cast<std::string*>(ctx)->append(static_cast<const char*>(bytes), n);
  return static_cast<std::int64_t>(n);
}

// Hands out a few bytes at a time, as a stream may.
struct Source {
  const std::string& bytes;
  std::size_t at = 0;
};
std::int64_t take_bytes(void* ctx, void* bytes, std::uint64_t n) noexcept {
  auto& s = *static_cast<Source*>(ctx);
  const std::size_t given = std::min<std::size_t>({n, s.bytes.size() - s.at, 4096});
  std::memcpy(bytes, s.bytes.data() + s.at, given);
  s.at += given;
  return static_cast<std::int64_t>(given);
}

}  // namespace

std::string Outcome::text() const {
  const char* meaning = status_text(status);
  std::string out = meaning != nullptr
                        ? fmt::format("{} returned '{}'", what, meaning)
                        : fmt::format("{} returned the unknown status {}", what, status);
  if (!context->message().empty())
    out += fmt::format(" ({}: {})", context->where(), context->message());
  return out;
}
const Outcome& Outcome::wanted() const {
  if (ok()) return *this;
  if (status == ENCORE_E_PARAM && subject->left_at_default(context->where()))
    throw Skipped{fmt::format("{}; give --with '{{{}: ...}}'", text(), context->where())};
  throw Failed{text(), status};
}
void Outcome::known() const { require(status_text(status) != nullptr, "{}", text()); }
void Outcome::refused() const {
  known();
  require(!ok(), "{} succeeded, where it has to refuse", what);
}

Subject::Subject(const std::filesystem::path& library, const std::string& id,
                 const std::string& with)
    : info_(info_of(library, id)),
      descriptor_(copy_struct<encore_descriptor>(&find_descriptor(load_library(library), id))) {
  options.seed = 20240501;
  options.dataset = [](const std::string&) { return noise(24, 5, 99); };
  const base::Value given = with.empty() ? base::Value{} : parse_flow(with);
  base::Diagnostics found;
  params_ = resolve(info_, &given, {}, {}, found);
  for (const auto& spec : info_.params)
    if (spec.required() && given.find(spec.key) == nullptr) unmet_ = spec.key;
  for (const auto& member : given.members) given_.push_back(member.key);
  if (!with.empty()) found.throw_if_any();
}

bool Subject::left_at_default(const std::string& key) const {
  return info_.find(key) != nullptr && std::ranges::find(given_, key) == given_.end();
}

void Subject::need_params() const {
  if (!unmet_.empty())
    throw Skipped{fmt::format("needs '{}': give --with '{{{}: ...}}'", unmet_, unmet_)};
}

Self::Self(const Subject& subject) : subject_(subject) {
  subject.need_params();
  const auto& values = subject.params().raw();
  CallContext context(subject.options);
  const auto n = static_cast<std::uint32_t>(values.size());
  const auto status = subject.descriptor().create(context.raw(), values.data(), n, &self_);
  if (status == ENCORE_OK) return;
  const std::string said =
      fmt::format("create refuses: {}: {}", context.where(), context.message());
  if (status == ENCORE_E_PARAM && subject.left_at_default(context.where()))
    throw Skipped{fmt::format("{}; give --with '{{{}: ...}}'", said, context.where())};
  throw Failed{said, status};
}
Self::~Self() { subject_.descriptor().destroy(self_); }

void Self::check_guards(const Outcome& outcome) {
  for (const auto& [name, matrix] : outcome.context->matrices())
    require(matrix->guards_intact(), "{} wrote outside of the matrix '{}'", outcome.what, name);
}

void append(Numbers& numbers, const base::MatrixF& m) {
  for (base::Index c = 0; c < m.cols(); ++c)
    for (base::Index r = 0; r < m.rows(); ++r) numbers.push_back(m(r, c));
}
void append(Numbers& numbers, const GuardedMatrix& m) {
  const base::MatrixD d = to_double(m);
  numbers.insert(numbers.end(), d.data(), d.data() + d.size());
}

bool same_bits(const Numbers& a, const Numbers& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

double difference(const Numbers& a, const Numbers& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double most = 0, scale = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) != std::isnan(b[i])) return std::numeric_limits<double>::infinity();
    if (std::isnan(a[i])) continue;
    most = std::max(most, std::fabs(a[i] - b[i]));
    scale = std::max(scale, std::fabs(a[i]));
  }
  return most / std::max(scale, 1e-12);
}

base::MatrixF noise(base::Index rows, base::Index cols, std::uint64_t seed) {
  base::Random random(base::seed_for(seed, "plugins check"));
  base::MatrixF m(rows, cols);
  for (base::Index c = 0; c < cols; ++c)
    for (base::Index r = 0; r < rows; ++r) m(r, c) = static_cast<float>(random.normal());
  return m;
}

std::string save_state(const Self& self,
                       encore_status (*save)(void*, const encore_call*, const encore_writer*)) {
  std::string bytes;
  const encore_writer writer{&bytes, &append_bytes};
  self.call("save", [&](void* s, const encore_call* c) { return save(s, c, &writer); }).wanted();
  return bytes;
}

Outcome load_state(const Self& self,
                   encore_status (*load)(void*, const encore_call*, const encore_reader*),
                   const std::string& bytes) {
  Source source{bytes};
  const encore_reader reader{&source, &take_bytes};
  return self.call("load", [&](void* s, const encore_call* c) { return load(s, c, &reader); });
}

}  // namespace encore::plugin::checks
