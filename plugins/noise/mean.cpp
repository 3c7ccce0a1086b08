#include "plugins/noise/mean.hpp"

#include "plugins/dsp/output.hpp"

namespace dsp = encore::dsp;

void Mean::extract(const encore::Call& call, const encore::Clip& clip) const {
  const dsp::Tiles tiles(clip.duration_s(), hop_s_);
  dsp::write_tiles(call, dsp::Matrix::Zero(tiles.count(), 1), tiles, {"zero"});
}

void Mean::extract_rows(const encore::Call& call, const encore::Rows& rows) const {
  dsp::write_rows(call, dsp::Matrix::Zero(rows.size(), 1), {"zero"});
}
