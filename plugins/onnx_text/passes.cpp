#include "plugins/onnx_text/passes.hpp"

#include <algorithm>
#include <map>

namespace encore::onnx {
namespace {
constexpr std::int64_t step = 8, tokens_of_pass = 512;

std::size_t parts(std::size_t n, std::size_t most) { return (n + most - 1) / most; }

// Where part p of n things begins: parts are alike, since one of a single caption would be slow.
std::ptrdiff_t at(std::size_t n, std::size_t p, std::size_t of) {
  return static_cast<std::ptrdiff_t>(n * p / of);
}
}  // namespace

std::int64_t padded_length(std::int64_t tokens, std::int64_t most, bool may_fill) {
  if (!may_fill) return tokens;
  return std::max(tokens, std::min((tokens + step - 1) / step * step, most));
}

std::vector<std::vector<std::size_t>> passes_of(const std::vector<std::int64_t>& lengths,
                                                std::size_t most) {
  std::map<std::int64_t, std::vector<std::size_t>, std::greater<>> alike;
  for (std::size_t i = 0; i < lengths.size(); ++i) alike[lengths[i]].push_back(i);
  std::vector<std::vector<std::size_t>> out;
  for (const auto& [length, captions] : alike) {
    const auto fit = std::max<std::int64_t>(1, tokens_of_pass / length);
    const auto passes = parts(captions.size(), std::min(most, static_cast<std::size_t>(fit)));
    for (std::size_t p = 0; p < passes; ++p)
      out.emplace_back(captions.begin() + at(captions.size(), p, passes),
                       captions.begin() + at(captions.size(), p + 1, passes));
  }
  return out;
}

}  // namespace encore::onnx
