#include "core/base/blas_kernels.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace encore::base {
namespace {

constexpr const char* kVariable = "OPENBLAS_CORETYPE";

class BlasKernels : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* set = std::getenv(kVariable)) before_ = set;
    ::unsetenv(kVariable);
  }
  void TearDown() override {
    ::unsetenv(kVariable);
    if (!before_.empty()) ::setenv(kVariable, before_.c_str(), 1);
  }
  static std::string variable() {
    const char* set = std::getenv(kVariable);
    return set != nullptr ? set : "";
  }

 private:
  std::string before_;
};

TEST_F(BlasKernels, OldOnesGiveWayToWhatTheProcessorHas) {
  const Instructions none{}, avx2{true, false}, avx512{true, true};
  EXPECT_EQ(better_kernels("Prescott", avx512), "SkylakeX");
  EXPECT_EQ(better_kernels("Prescott", avx2), "Haswell");
  EXPECT_EQ(better_kernels("Nehalem", avx2), "Haswell");
  EXPECT_EQ(better_kernels("Prescott", none), "");
  for (const char* good :
       {"Haswell", "SkylakeX", "Cooperlake", "SapphireRapids", "Zen", "neoversen1"})
    EXPECT_EQ(better_kernels(good, avx512), "") << good;
  EXPECT_EQ(better_kernels("", avx512), "") << "no OpenBLAS";
}

// OpenBLAS may be told to take old kernels: as it chooses itself on a processor that it is older
// than.
TEST_F(BlasKernels, TheChoiceIsAskedForInAChild) {
  if (::dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD) != nullptr)
    GTEST_SKIP() << "skipped: this process has OpenBLAS loaded";
  const auto chosen = chosen_kernels();
  if (chosen.empty()) GTEST_SKIP() << "skipped: there is no libopenblas.so.0";
  EXPECT_EQ(::dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD), nullptr);
#if defined(__x86_64__)
  ::setenv(kVariable, "Prescott", 1);
  EXPECT_EQ(chosen_kernels(), "Prescott");
  const auto better = better_kernels("Prescott", instructions());
  if (better.empty()) GTEST_SKIP() << "skipped: a processor without AVX2";
  ::setenv(kVariable, better.c_str(), 1);
  EXPECT_EQ(chosen_kernels(), better) << "this OpenBLAS must have what it is told to take";
#endif
}

TEST_F(BlasKernels, WhatTheUserSetStays) {
  ::setenv(kVariable, "Haswell", 1);
  choose_blas_kernels();
  EXPECT_EQ(variable(), "Haswell");
}

TEST_F(BlasKernels, AGoodChoiceStays) {
  const auto better = better_kernels(chosen_kernels(), instructions());
  choose_blas_kernels();
  EXPECT_EQ(variable(), better);
}

}  // namespace
}  // namespace encore::base
