// A network that several instances share: compiled for all of them at once.
#include "plugins/onnx/network.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "plugins/onnx/opset.hpp"

namespace encore::onnx {
namespace {

std::shared_ptr<Network> open() {
  return Network::open(ENCORE_SOURCE_DIR "/tests/plugins/onnx/networks/mono.onnx", {"x"},
                       {"whole"});
}

// The mean of 400 samples of `value`.
float mean_of(Network& network, float value) {
  ov::Tensor x(ov::element::f32, ov::Shape{1, 400});
  std::fill_n(x.data<float>(), 400, value);
  return network.run({x}, 1)[0].data<float>()[0];
}

TEST(Network, IsCompiledForEveryInstanceThatHoldsIt) {
  const auto first = open(), second = open(), third = open();
  ASSERT_EQ(first, second);
  EXPECT_EQ(first->calls_at_once(), 0U) << "it is compiled when it first runs";
  EXPECT_FLOAT_EQ(mean_of(*first, 3), 3);
  EXPECT_EQ(first->calls_at_once(), 3U);
}

// latest_opset is a fact of one runtime, which does not tell it: ONNX_OPSET_VERSION of its sources
// (src/frontends/onnx/frontend/CMakeLists.txt), the upper end of the range of versions for which
// the library registers an operator. Raised with the pin of third_party/openvino.cmake.
TEST(Network, LatestOpsetIsThatOfThePinnedRuntime) {
  const std::string build = ov::get_openvino_version().buildNumber;
  EXPECT_TRUE(build.starts_with("2026.4.")) << build;
  EXPECT_EQ(latest_opset, 26);
}

TEST(Network, MakesRoomForInstancesThatComeLater) {
  const auto first = open();
  EXPECT_FLOAT_EQ(mean_of(*first, 1), 1);
  EXPECT_EQ(first->calls_at_once(), 1U);
  constexpr std::size_t n = 4;
  const std::vector<std::shared_ptr<Network>> later(n, open());
  std::vector<std::thread> threads;
  std::vector<float> sums(n);
  for (std::size_t t = 0; t < n; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) sums[t] += mean_of(*later[t], static_cast<float>(t));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(sums, (std::vector<float>{0, 200, 400, 600}));
  const auto calls = first->calls_at_once();  // 1 where no two calls met
  EXPECT_TRUE(calls == 1 || calls == n + 1) << calls;
}

}  // namespace
}  // namespace encore::onnx
