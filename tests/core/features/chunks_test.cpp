// How many clips one call into a plugin gets.
#include "core/features/chunks.hpp"

#include <gtest/gtest.h>

namespace encore::features {
namespace {

TEST(Chunks, GiveEachThreadAsMuch) {
  EXPECT_EQ(chunk_of(540, 512, 2), 270u);
  EXPECT_EQ(chunk_of(540, 64, 2), 54u);  // ten calls, not nine
  EXPECT_EQ(chunk_of(3, 512, 2), 2u);
  EXPECT_EQ(chunk_of(540, 1, 16), 1u);
  EXPECT_EQ(chunk_of(0, 64, 2), 1u);
}

TEST(Chunks, StartAProgramAsSeldomAsCanBe) {
  EXPECT_EQ(chunk_of(20, 32, 1), 20u);
  EXPECT_EQ(chunk_of(33, 32, 1), 17u);
}

}  // namespace
}  // namespace encore::features
