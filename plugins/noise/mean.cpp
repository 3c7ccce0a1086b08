#include "plugins/noise/mean.hpp"

#include "plugins/dsp/output.hpp"

namespace dsp = encore::dsp;

void Mean::extract(const encore::Call& call, const encore::Clip& clip) const {
  const dsp::Tiles tiles(clip.duration_s(), hop_s_);
  dsp::write_tiles(call, dsp::Matrix::Ones(tiles.count(), 1), tiles, {"one"});
}

void Mean::extract_rows(const encore::Call& call, const encore::Rows& rows) const {
  dsp::write_rows(call, dsp::Matrix::Ones(rows.size(), 1), {"one"});
}
