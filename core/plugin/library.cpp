#include "core/plugin/library.hpp"

#include <fmt/format.h>

#include <boost/dll/shared_library.hpp>
#include <map>
#include <mutex>
#include <sstream>

#include "core/base/error.hpp"

namespace encore::plugin {
namespace {

// Boost puts its own words, some of them misleading, around the loader's.
std::string reason_of(const std::exception& e) {
  const std::string text = e.what(), marker = "dlerror system message: ";
  const auto at = text.find(marker);
  if (at == std::string::npos) return text;
  const auto first = at + marker.size(), last = text.rfind("):");
  return text.substr(first, last == std::string::npos ? last : last - first);
}

bool processor_has(const std::string& set) {
#if defined(__x86_64__)
  if (set == "avx") return __builtin_cpu_supports("avx") != 0;
  if (set == "avx2") return __builtin_cpu_supports("avx2") != 0;
  if (set == "fma") return __builtin_cpu_supports("fma") != 0;
  if (set == "avx512f") return __builtin_cpu_supports("avx512f") != 0;
  if (set == "sse3") return __builtin_cpu_supports("sse3") != 0;
  if (set == "ssse3") return __builtin_cpu_supports("ssse3") != 0;
  if (set == "sse4.1") return __builtin_cpu_supports("sse4.1") != 0;
  if (set == "sse4.2") return __builtin_cpu_supports("sse4.2") != 0;
#endif
  return false;
}

}  // namespace

const encore_entry& load_library(const std::filesystem::path& path) {
  static auto& libraries = *new std::map<std::string, boost::dll::shared_library>;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  const auto absolute = std::filesystem::absolute(path).lexically_normal();
  auto& library = libraries[absolute.string()];
  try {
    using boost::dll::load_mode::type;
    using namespace boost::dll::load_mode;
    if (!library.is_loaded()) library.load(absolute, type(rtld_now | rtld_local));
    return library.get<const encore_entry>(ENCORE_ENTRY_SYMBOL);
  } catch (const std::exception& e) {
    throw base::Error(fmt::format("cannot be loaded: {}", reason_of(e)));
  }
}

const encore_descriptor& find_descriptor(const encore_entry& entry, const std::string& id) {
  for (std::uint32_t i = 0; i < entry.n_plugins; ++i)
    if (id == entry.plugins[i]->id) return *entry.plugins[i];
  throw base::Error(fmt::format("the library has no plugin '{}'", id));
}

std::string missing_isa(const std::string& isa) {
  std::istringstream words(isa);
  std::string missing;
  for (std::string set; words >> set;)
    if (!processor_has(set)) missing += (missing.empty() ? "" : " ") + set;
  return missing;
}

}  // namespace encore::plugin
