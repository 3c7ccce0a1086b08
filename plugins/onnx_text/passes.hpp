// plugins/onnx_text/passes.hpp: which captions go through the network side by side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace encore::onnx {

// Tokens that the network gets of a caption of `tokens`: up to the next multiple of 8 where what
// fills it up does no harm, but never more than it takes. A function of this caption alone, so that
// its numbers do not depend on those beside it.
std::int64_t padded_length(std::int64_t tokens, std::int64_t most, bool may_fill);

// Captions (indices) of one length, in groups of like size: at most `most` captions and 512
// tokens, or one caption. More would make matrices no faster, and take memory.
std::vector<std::vector<std::size_t>> passes_of(const std::vector<std::int64_t>& lengths,
                                                std::size_t most);

}  // namespace encore::onnx
