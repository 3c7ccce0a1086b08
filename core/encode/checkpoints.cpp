#include "core/encode/checkpoints.hpp"

#include <fstream>
#include <iterator>
#include <type_traits>
#include <utility>

#include "core/base/file.hpp"
#include "core/io/hdf5.hpp"

namespace encore::encode {
namespace {

constexpr const char* kMatrices = "block.h5";
constexpr const char* kState = "state.bin";

template <class Block, class F>
void for_parts(Block& block, F&& body) {
  body("/mean", block.mean);
  body("/predicted", block.predicted);
  body("/r", block.r);
  body("/r2", block.r2);
  body("/alpha", block.alpha);
  body("/cv_score", block.cv_score);
  body("/edge", block.edge);
  body("/split", block.split);
  body("/weights", block.weights);
  body("/intercept", block.intercept);
}

}  // namespace

void write_block(const std::filesystem::path& folder, const BlockResult& block) {
  io::H5File file(folder / kMatrices, io::H5File::Mode::create);
  for_parts(block, [&](const char* name, const auto& part) {
    if (part.size() > 0) file.write(name, part);
  });
  file.close();
  if (!block.state.empty()) base::write_text(folder / kState, block.state);
}

BlockResult read_block(const std::filesystem::path& folder) {
  BlockResult block;
  const io::H5File file(folder / kMatrices, io::H5File::Mode::read);
  for_parts(block, [&]<class Matrix>(const char* name, Matrix& part) {
    if (!file.has(name)) return;
    if constexpr (std::is_same_v<Matrix, base::MatrixD>) part = file.read_d(name);
    else part = file.read_f(name);
  });
  std::ifstream state(folder / kState, std::ios::binary);
  block.state.assign(std::istreambuf_iterator<char>(state), {});
  return block;
}

}  // namespace encore::encode
