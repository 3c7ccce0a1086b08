#include "core/base/blas_kernels.hpp"

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace encore::base {
namespace {

constexpr const char* kVariable = "OPENBLAS_CORETYPE";

// Those without AVX, by the names that openblas_get_corename gives.
constexpr std::array kOld = {"Katmai", "Coppermine", "Northwood",    "Prescott",  "Banias",
                             "Core2",  "Penryn",     "Dunnington",   "Nehalem",   "Atom",
                             "Athlon", "Opteron",    "Opteron_SSE3", "Barcelona", "Nano",
                             "Bobcat", "Generic",    "Unknown"};

// In the child: the name goes to `out`.
[[noreturn]] void tell(int out) {
  using Name = const char* (*)();
  void* library = ::dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
  void* name = library != nullptr ? ::dlsym(library, "openblas_get_corename") : nullptr;
  if (name != nullptr) {
    const char* text = reinterpret_cast<Name>(name)();
    if (::write(out, text, std::strlen(text)) < 0) ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace

Instructions instructions() {
  Instructions has;
#if defined(__x86_64__)
  has.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  has.avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
#endif
  return has;
}

std::string better_kernels(const std::string& chosen, const Instructions& has) {
  if (std::find(kOld.begin(), kOld.end(), chosen) == kOld.end()) return "";
  if (has.avx512) return "SkylakeX";
  return has.avx2 ? "Haswell" : "";
}

std::string chosen_kernels() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "";
  const pid_t child = ::fork();
  if (child == 0) tell(ends[1]);
  ::close(ends[1]);
  std::array<char, 64> text{};
  ssize_t length = child > 0 ? ::read(ends[0], text.data(), text.size()) : 0;
  while (length < 0 && errno == EINTR) length = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "";
}

void choose_blas_kernels() {
  if (std::getenv(kVariable) != nullptr || !instructions().avx2) return;
  const auto better = better_kernels(chosen_kernels(), instructions());
  if (!better.empty()) ::setenv(kVariable, better.c_str(), 0);
}

}  // namespace encore::base
