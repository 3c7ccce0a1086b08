// The version of ONNX's operators that a network declares.
#include "plugins/onnx/opset.hpp"

#include <gtest/gtest.h>

#include "core/base/file.hpp"
#include "encore/error.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::onnx {
namespace {

const std::filesystem::path networks = ENCORE_SOURCE_DIR "/tests/plugins/onnx/networks";

TEST(Opset, IsReadFromTheFile) {
  EXPECT_EQ(opset_of(networks / "mono.onnx"), 17);
  EXPECT_EQ(opset_of(networks / "outside.onnx"), 17);
  EXPECT_EQ(opset_of(networks / "opset99.onnx"), 99);
  EXPECT_EQ(opset_of(ENCORE_SOURCE_DIR "/tests/data/models/tiny-clap/audio.onnx"), 17);
}

TEST(Opset, OtherDomainsAreNotIt) {
  const test::Folder folder;
  // opset_import {domain: "ai.x", version: 300}, then {domain: "ai.onnx", version: 18}
  const std::string other(
      "\x42\x09\x0a\x04"
      "ai.x\x10\xac\x02",
      11);
  const std::string own(
      "\x42\x0b\x0a\x07"
      "ai.onnx\x10\x12",
      13);
  base::write_text(folder / "a.onnx", other);
  EXPECT_EQ(opset_of(folder / "a.onnx"), std::nullopt);
  base::write_text(folder / "a.onnx", other + own);
  EXPECT_EQ(opset_of(folder / "a.onnx"), 18);
}

TEST(Opset, DamagedFilesDeclareNone) {
  const test::Folder folder;
  const std::string whole = base::read_text(networks / "mono.onnx");
  for (std::size_t n = 0; n + 1 < whole.size(); n += 7) {
    base::write_text(folder / "a.onnx", whole.substr(0, n));
    EXPECT_EQ(opset_of(folder / "a.onnx"), std::nullopt) << n;
  }
  base::write_text(folder / "a.onnx", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  EXPECT_EQ(opset_of(folder / "a.onnx"), std::nullopt);
  EXPECT_THROW(opset_of(folder / "none.onnx"), encore::Error);
}

}  // namespace
}  // namespace encore::onnx
