// Which captions go through a text network side by side.
#include "plugins/onnx_text/passes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace encore::onnx {
namespace {

TEST(Passes, LengthsAreThoseOfTheCaptionAlone) {
  EXPECT_EQ(padded_length(1, 48, true), 8);
  EXPECT_EQ(padded_length(8, 48, true), 8);
  EXPECT_EQ(padded_length(9, 48, true), 16);
  EXPECT_EQ(padded_length(45, 46, true), 46);  // no more than the network takes
  EXPECT_EQ(padded_length(77, 46, true), 77);  // longer already
  EXPECT_EQ(padded_length(9, 48, false), 9);
}

TEST(Passes, HoldEachCaptionOnceWithOthersOfItsLength) {
  std::vector<std::int64_t> lengths;
  for (int i = 0; i < 100; ++i) lengths.push_back(8 * (1 + i % 7));
  std::vector<std::size_t> all;
  for (const auto& pass : passes_of(lengths, 1000)) {
    std::int64_t tokens = 0;
    for (const auto caption : pass) {
      EXPECT_EQ(lengths[caption], lengths[pass[0]]);
      tokens += lengths[caption];
      all.push_back(caption);
    }
    EXPECT_LE(tokens, 512);
  }
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), lengths.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
}

TEST(Passes, AreAlikeInSize) {
  const auto sizes = [](std::size_t captions, std::int64_t length, std::size_t most) {
    std::vector<std::size_t> out;
    for (const auto& pass : passes_of(std::vector<std::int64_t>(captions, length), most))
      out.push_back(pass.size());
    return out;
  };
  EXPECT_EQ(sizes(9, 64, 100), (std::vector<std::size_t>{4, 5}));
  EXPECT_EQ(sizes(9, 64, 3), (std::vector<std::size_t>{3, 3, 3}));
  EXPECT_EQ(sizes(2, 4096, 100), (std::vector<std::size_t>{1, 1}));
  EXPECT_TRUE(passes_of({}, 8).empty());
}

}  // namespace
}  // namespace encore::onnx
