#include "core/stimuli/recording.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <cmath>
#include <memory>
#include <vector>

#include "core/base/error.hpp"

namespace encore::stimuli {
namespace {

using base::Error;
using base::Index;

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, Close>;

File open(const std::filesystem::path& path, SF_INFO& info) {
  std::error_code ec;
  if (path.empty()) throw Error("a clip has no recording", "give data.stimuli.folder");
  if (!std::filesystem::exists(path, ec))
    throw Error(fmt::format("no recording {}", path.string()),
                "check data.stimuli: folder, and the pattern in file");
  if (!std::filesystem::is_regular_file(path, ec))
    throw Error(fmt::format("{} is not a file", path.string()));
  info = {};
  File file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file)
    throw Error(fmt::format("cannot read {} as audio: {}", path.string(), sf_strerror(nullptr)),
                "WAV, FLAC, OGG and MP3 can be read");
  if (info.channels < 1 || info.samplerate < 1 || info.frames < 1)
    throw Error(fmt::format("{} holds no samples", path.string()));
  return file;
}

struct Stretch {
  sf_count_t first = 0, count = 0, padding = 0;
};

// Which frames a clip covers, and how many zeros follow.
Stretch locate(const SF_INFO& info, double start_s, double duration_s,
               const std::filesystem::path& path, const std::string& name) {
  const double rate = info.samplerate;
  if (!(start_s >= 0) || !(duration_s >= 0) || !std::isfinite(start_s + duration_s))
    throw Error(
        fmt::format("clip '{}' has no valid place in its recording (start {} s, duration "
                    "{} s)",
                    name, start_s, duration_s));
  const double total_s = static_cast<double>(info.frames) / rate;
  const double end_s = duration_s > 0 ? start_s + duration_s : total_s;
  if (start_s >= total_s || end_s > total_s + padding_s + 1e-9)
    throw Error(fmt::format("clip '{}' ends at {:.3f} s, but {} has only {:.3f} s", name,
                            std::max(end_s, start_s), path.string(), total_s),
                "is this the recording that was played?");
  Stretch s;
  s.first = std::min<sf_count_t>(std::llround(start_s * rate), info.frames - 1);
  const sf_count_t wanted = duration_s > 0
                                ? std::max<sf_count_t>(1, std::llround(duration_s * rate))
                                : info.frames - s.first;
  s.count = std::min(wanted, info.frames - s.first);
  s.padding = wanted - s.count;
  return s;
}

// Formats that cannot seek are read up to the place.
void go_to(SNDFILE* file, const SF_INFO& info, sf_count_t first) {
  if (first == 0) return;
  if (info.seekable && sf_seek(file, first, SEEK_SET) == first) return;
  if (info.seekable) sf_seek(file, 0, SEEK_SET);
  std::vector<float> block(static_cast<std::size_t>(info.channels) * 4096);
  while (first > 0) {
    const sf_count_t n = sf_readf_float(file, block.data(), std::min<sf_count_t>(first, 4096));
    if (n <= 0) return;
    first -= n;
  }
}

}  // namespace

RecordingInfo describe_recording(const std::filesystem::path& path) {
  SF_INFO info;
  const File file = open(path, info);
  RecordingInfo out;
  out.sample_rate = info.samplerate;
  out.frames = info.frames;
  out.channels = info.channels;
  SF_FORMAT_INFO major{}, minor{};
  major.format = info.format & SF_FORMAT_TYPEMASK;
  minor.format = info.format & SF_FORMAT_SUBMASK;
  sf_command(nullptr, SFC_GET_FORMAT_INFO, &major, sizeof major);
  sf_command(nullptr, SFC_GET_FORMAT_INFO, &minor, sizeof minor);
  out.format = fmt::format("{}, {}", major.name ? major.name : "unknown",
                           minor.name ? minor.name : "unknown");
  return out;
}

Sound read_recording(const std::filesystem::path& path, double start_s, double duration_s,
                     const std::string& name) {
  SF_INFO info;
  const File file = open(path, info);
  const Stretch s = locate(info, start_s, duration_s, path, name);
  go_to(file.get(), info, s.first);

  Sound sound;
  sound.sample_rate = info.samplerate;
  sound.samples = base::MatrixF::Zero(s.count + s.padding, info.channels);
  // By blocks that stay in the cache: the file has channels side by side, a Sound apart.
  constexpr sf_count_t block = 8192;
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> part(block, info.channels);
  for (sf_count_t done = 0; done < s.count; done += block) {
    const sf_count_t wanted = std::min(block, s.count - done);
    const sf_count_t got = std::max<sf_count_t>(0, sf_readf_float(file.get(), part.data(), wanted));
    if (got < wanted)
      throw Error(fmt::format("{} ends early: {} of {} frames of clip '{}' could be read",
                              path.string(), done + got, s.count, name),
                  "the file is damaged or was not copied completely");
    if (!part.topRows(got).allFinite())
      throw Error(
          fmt::format("{} holds samples that are not numbers (NaN or infinity) in clip '{}'",
                      path.string(), name));
    sound.samples.middleRows(done, got) = part.topRows(got);
  }
  return sound;
}

}  // namespace encore::stimuli
