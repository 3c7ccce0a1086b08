#include <algorithm>
#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/error.hpp"
#include "core/plugin/check/fuzz.hpp"
#include "core/plugin/check/tests.hpp"

namespace encore::plugin::checks {
namespace {

bool semantic(const std::string& version) {
  int dots = 0;
  bool digit = false;
  for (const char c : version.substr(0, version.find_first_of("-+"))) {
    if (c == '.' && digit) {
      ++dots;
      digit = false;
    } else if (c >= '0' && c <= '9') {
      digit = true;
    } else {
      return false;
    }
  }
  return dots == 2 && digit;
}

void descriptor(Subject& s) {
  const PluginInfo& p = s.info();
  require(semantic(p.version), "the version '{}' is not like 1.2.3", p.version);
  require(!p.name.empty(), "it has no name");
  require(!p.summary.empty(), "it has no summary");
  require(!p.license.empty(), "it has no license: others must know whether they may use it");
  for (const auto& spec : p.params)
    require(!spec.doc.empty(), "the parameter '{}' has no sentence that explains it", spec.key);
}

void defaults(Subject& s) {
  base::Diagnostics found;
  PluginInfo optional = s.info();
  std::erase_if(optional.params, [](const ParamSpec& p) { return p.required(); });
  resolve(optional, nullptr, {}, {}, found);
  for (const auto& d : found.list()) throw Failed{d.message};
}

void wrong_count(Subject& s) {
  s.need_params();
  const auto values = s.params().raw();
  if (values.empty()) throw Skipped{"it has no parameters"};
  for (const std::size_t n : {std::size_t{0}, values.size() - 1}) {
    CallContext context(s.options);
    void* self = nullptr;
    const auto status = s.descriptor().create(context.raw(), n == 0 ? nullptr : values.data(),
                                              static_cast<std::uint32_t>(n), &self);
    if (status == ENCORE_OK) s.descriptor().destroy(self);
    require(status != ENCORE_OK, "create takes {} of {} parameters without a word", n,
            values.size());
  }
}

void fuzz(Subject& s) {
  s.need_params();
  constexpr std::uint64_t seed = 7;
  Fuzz draws(s.info(), s.params(), seed);
  for (int i = 0; i < 60; ++i) {
    const auto values = draws.next();
    CallContext context(s.options);
    void* self = nullptr;
    const auto status = s.descriptor().create(context.raw(), values.data(),
                                              static_cast<std::uint32_t>(values.size()), &self);
    if (status == ENCORE_OK) {
      s.descriptor().destroy(self);
      continue;
    }
    const std::string case_text = fmt::format("seed {}, draw {}: {}", seed, i, draws.text());
    const bool may = status == ENCORE_E_PARAM || status == ENCORE_E_IO ||
                     status == ENCORE_E_UNSUPPORTED || status == ENCORE_E_NOMEM;
    require(may, "create returns status {} ({}) for values in range ({})", status,
            context.message(), case_text);
    require(status != ENCORE_E_PARAM || s.info().find(context.where()) != nullptr,
            "create refuses a parameter but names '{}', which is none ({})", context.where(),
            case_text);
  }
}

void lifecycle(Subject& s) {
  for (int i = 0; i < 100; ++i) const Self self(s);
  s.descriptor().destroy(nullptr);
}

void cancel(Subject& s) {
  const Self probe(s);
  s.options.progress = [](double, std::string_view) { throw base::Interrupted{}; };
  const auto start = std::chrono::steady_clock::now();
  try {
    use(s);
  } catch (const Failed& f) {
    if (f.status != ENCORE_E_CANCELLED) throw;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  require(took.count() < 5, "returned only {:.1f} s after it was asked to stop", took.count());
}

void deterministic(Subject& s) {
  if ((s.info().flags & ENCORE_DF_DETERMINISTIC) == 0) throw Skipped{"does not claim to be"};
  const Numbers first = use(s);
  for (int i = 0; i < 2; ++i)
    require(same_bits(use(s), first), "the same input, seed and threads gave other numbers");
}

void threads(Subject& s) {
  const Numbers one = use(s);
  s.options.threads = 4;
  const double d = difference(one, use(s));
  require(d < 1e-4, "4 threads differ from one by {:.2g} of the greatest value", d);
}

void concurrent(Subject& s) {
  const Numbers alone = use(s);
  const bool exact = (s.info().flags & ENCORE_DF_DETERMINISTIC) != 0;
  std::atomic<int> bad{0};
  std::vector<std::string> reasons(2);
  std::vector<std::thread> pool;
  for (std::size_t t = 0; t < 2; ++t)
    pool.emplace_back([&, t] {
      try {
        for (int i = 0; i < 3; ++i)
          if (const Numbers n = use(s); exact && difference(n, alone) > 1e-5) ++bad;
      } catch (const Failed& f) {
        reasons[t] = f.reason;
      } catch (const Skipped& skipped) {
        reasons[t] = skipped.reason;
      } catch (const std::exception& e) {
        reasons[t] = e.what();
      }
    });
  for (auto& t : pool) t.join();
  for (const auto& reason : reasons) require(reason.empty(), "beside another instance: {}", reason);
  require(bad == 0, "two instances at once gave other numbers than one alone");
}

constexpr Test list[] = {
    {"descriptor", "version, name, summary, license and sentences are there", &descriptor},
    {"defaults", "every default can be read and lies in its range", &defaults},
    {"wrong-count", "create refuses the wrong number of parameters", &wrong_count},
    {"fuzz", "create takes or refuses any values in range, and says which", &fuzz},
    {"lifecycle", "create and destroy a hundred times; destroy takes NULL", &lifecycle},
    {"cancel", "a call that is asked to stop returns soon", &cancel},
    {"deterministic", "same input, seed and threads: same bits", &deterministic},
    {"threads", "one thread and four give the same numbers", &threads},
    {"concurrent", "two instances work at once", &concurrent}};

}  // namespace

std::span<const Test> common_tests() { return list; }

Numbers use(const Subject& s) {
  switch (s.info().kind) {
    case ENCORE_KIND_FEATURES: return use_features(s);
    case ENCORE_KIND_REGRESSION: return use_regression(s);
    case ENCORE_KIND_RETRIEVAL: return use_retrieval(s);
    default: return use_generator(s);
  }
}

}  // namespace encore::plugin::checks
