#include "tests/abi/layout.hpp"

#include <encore/abi.h>
#include <gtest/gtest.h>

TEST(Abi, StaysWhatPluginsWereBuiltWith) {
  const Layout now{
#include "tests/abi/layout.inc"
  };
  const Layout then = frozen_v1_0();
  ASSERT_EQ(now.size(), then.size());
  for (const auto& [name, value] : then) {
    if (name[0] == 'G') EXPECT_GE(now.at(name), value) << name;
    else EXPECT_EQ(now.at(name), value) << name;
  }
}

// Numbers that the frozen header must give on every 64-bit machine; its own edits would show here.
TEST(Abi, FrozenHeaderIsTheOneThatWasPublished) {
  const Layout then = frozen_v1_0();
  EXPECT_EQ(then.at("S encore_cmatrix"), 48u);
  EXPECT_EQ(then.at("S encore_param_spec"), 72u);
  EXPECT_EQ(then.at("S encore_param_value"), 56u);
  EXPECT_EQ(then.at("G encore_call"), 80u);
  EXPECT_EQ(then.at("G encore_needs"), 24u);
  EXPECT_EQ(then.at("G encore_audio"), 32u);
  EXPECT_EQ(then.at("G encore_clip"), 72u);
  EXPECT_EQ(then.at("G encore_rows"), 48u);
  EXPECT_EQ(then.at("G encore_design"), 80u);
  EXPECT_EQ(then.at("G encore_features_vt"), 56u);
  EXPECT_EQ(then.at("G encore_regression_vt"), 64u);
  EXPECT_EQ(then.at("G encore_retrieval_vt"), 40u);
  EXPECT_EQ(then.at("G encore_generator_vt"), 16u);
  EXPECT_EQ(then.at("G encore_descriptor"), 112u);
  EXPECT_EQ(then.at("G encore_entry"), 40u);
  EXPECT_STREQ(ENCORE_ENTRY_SYMBOL, "encore_plugin_entry_v1");
}
