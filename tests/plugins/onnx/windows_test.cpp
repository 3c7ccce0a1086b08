// Windows and pooling by hand.
#include "plugins/onnx/windows.hpp"

#include <gtest/gtest.h>

#include "plugins/onnx/pooling.hpp"

namespace encore::onnx {
namespace {

using Pairs = std::vector<std::pair<dsp::Index, dsp::Index>>;

Pairs pairs(const std::vector<Window>& windows) {
  Pairs out;
  for (const auto& w : windows) out.emplace_back(w.begin, w.size);
  return out;
}

// Denk et al. 2023, Table 1: rows of a clip of 15 s at steps of 1.5 s.
TEST(Windows, AreAsManyAsInThePaper) {
  const auto rows = [](double window_s) {
    return cut(15000, static_cast<dsp::Index>(1000 * window_s), 1500, false).size();
  };
  EXPECT_EQ(rows(1.5), 10u);  // SoundStream
  EXPECT_EQ(rows(5), 7u);     // w2v-BERT
  EXPECT_EQ(rows(10), 4u);    // MuLan
  EXPECT_EQ(rows(15), 1u);    // text
}

TEST(Windows, LieWithinTheClip) {
  EXPECT_EQ(pairs(cut(10, 4, 3, false)), (Pairs{{0, 4}, {3, 4}, {6, 4}}));
  EXPECT_EQ(pairs(cut(9, 4, 3, false)), (Pairs{{0, 4}, {3, 4}}));
  EXPECT_EQ(pairs(cut(3, 4, 3, false)), (Pairs{{0, 3}}));
}

TEST(Windows, CoverTheRestWhereFramesAreKept) {
  EXPECT_EQ(pairs(cut(10, 4, 4, true)), (Pairs{{0, 4}, {4, 4}, {8, 2}}));
  EXPECT_EQ(pairs(cut(8, 4, 4, true)), (Pairs{{0, 4}, {4, 4}}));
  EXPECT_EQ(pairs(cut(3, 4, 4, true)), (Pairs{{0, 3}}));
}

// A hop of 1.5 s is 33,075 samples at 22,050 Hz, and 0.1 s is 2,205; a third of a second is not
// whole, and must not drift.
TEST(Windows, HopsThatAreNoWholeSamplesDoNotDrift) {
  const auto windows = cut(1000000, 100, 1000.0 / 3, false);
  EXPECT_EQ(windows[3].begin, 1000);
  EXPECT_EQ(windows[2999].begin, 999667);
}

TEST(Pooling, MeanMaxFirstLastOfTheRowsInUse) {
  RowMatrix x(3, 2);
  x << 1, -5, 3, -1, 100, 100;
  const std::vector<bool> use{true, true, false};
  EXPECT_EQ(pooled(x, use, Pooling::mean), (dsp::VectorF(2) << 2, -3).finished());
  EXPECT_EQ(pooled(x, use, Pooling::max), (dsp::VectorF(2) << 3, -1).finished());
  EXPECT_EQ(pooled(x, use, Pooling::first), (dsp::VectorF(2) << 1, -5).finished());
  EXPECT_EQ(pooled(x, use, Pooling::last), (dsp::VectorF(2) << 3, -1).finished());
  EXPECT_EQ(pooled(x, {}, Pooling::last), (dsp::VectorF(2) << 100, 100).finished());
}

TEST(Pooling, UnitLengthLeavesZerosAlone) {
  dsp::VectorF x(2), zero = dsp::VectorF::Zero(2);
  x << 3, 4;
  normalize_l2(x);
  EXPECT_FLOAT_EQ(x[0], 0.6F);
  EXPECT_FLOAT_EQ(x[1], 0.8F);
  normalize_l2(zero);
  EXPECT_TRUE(zero.isZero(0));
}

}  // namespace
}  // namespace encore::onnx
