#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "core/plugin/abi_read.hpp"
#include "core/plugin/check/tests.hpp"
#include "core/plugin/elf.hpp"
#include "core/plugin/library.hpp"

namespace encore::plugin::checks {
namespace {

namespace fs = std::filesystem;

void name(const fs::path& library) {
  require(library.string().ends_with(".encoreplugin.so"),
          "Encore looks at files named *.encoreplugin.so only");
}

void exports(const fs::path& library) {
  const auto facts = read_elf(library);
  const std::string problem = entry_problem(facts.exports);
  require(problem.empty(), "{}", problem);
  for (const auto& symbol : facts.exports)
    require(symbol == ENCORE_ENTRY_SYMBOL,
            "exports {} symbols beside its entry, such as {}: link with the SDK's version script "
            "(encore_add_plugin does)",
            facts.exports.size() - 1, symbol);
}

void loads(const fs::path& library) {
#if defined(__x86_64__)
  const unsigned before = _mm_getcsr();
  load_library(library);
  const unsigned after = _mm_getcsr();
  // The lowest six bits are flags of exceptions that came to pass, not modes.
  require((before & ~0x3fu) == (after & ~0x3fu),
          "loading it changes how the processor rounds (-ffast-math at link time does)");
#else
  load_library(library);
#endif
}

void entry(const fs::path& library) { read_entry(load_library(library)); }

constexpr LibraryTest list[] = {
    {"library-name", "the file has the name of a plugin library", &name},
    {"exports", "only the entry is exported", &exports},
    {"loads", "loading it runs quietly and changes nothing of the process", &loads},
    {"entry", "the entry and its descriptors are as the ABI says", &entry}};

}  // namespace

std::span<const LibraryTest> library_tests() { return list; }

}  // namespace encore::plugin::checks
