#include "core/features/frames_file.hpp"

#include "core/io/hdf5.hpp"

namespace encore::features {

void write_frames(const std::filesystem::path& file, const plugin::FeatureFrames& frames) {
  io::H5File out(file, io::H5File::Mode::create);
  out.write("/values", frames.values);
  out.write("/spans", frames.spans);
  if (!frames.names.empty()) out.write_texts("/names", frames.names);
  out.close();
}

plugin::FeatureFrames read_frames(const std::filesystem::path& file) {
  const io::H5File in(file, io::H5File::Mode::read);
  plugin::FeatureFrames frames;
  frames.values = in.read_f("/values");
  frames.spans = in.read_d("/spans");
  if (in.has("/names")) frames.names = in.read_texts("/names");
  return frames;
}

}  // namespace encore::features
