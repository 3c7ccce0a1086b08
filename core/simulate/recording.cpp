#include <sndfile.h>

#include <memory>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/simulate/render.hpp"

namespace encore::simulate {
namespace {

struct Close {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, Close>;

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, SNDFILE* file) {
  throw base::Error(std::string("cannot ") + what + " " + path.string() + ": " + sf_strerror(file));
}

}  // namespace

void write_recording(const std::filesystem::path& path, const Samples& samples) {
  const auto temporary = base::temporary_beside(path);
  SF_INFO info = {};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  File file(sf_open(temporary.c_str(), SFM_WRITE, &info));
  if (!file) fail("write", path, nullptr);
  const auto n = static_cast<sf_count_t>(samples.size());
  try {
    if (sf_write_short(file.get(), samples.data(), n) != n) fail("write", path, file.get());
    if (sf_close(file.release()) != 0) fail("write", path, nullptr);
    std::filesystem::rename(temporary, path);
  } catch (...) {
    std::error_code ec;
    std::filesystem::remove(temporary, ec);
    throw;
  }
}

Samples read_recording(const std::filesystem::path& path) {
  SF_INFO info = {};
  const File file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) fail("read", path, nullptr);
  if (info.samplerate != kSampleRate || info.channels != 1)
    throw base::Error(path.string() + " was not made by this simulation",
                      "simulate again with --force");
  Samples out(static_cast<std::size_t>(info.frames));
  if (sf_read_short(file.get(), out.data(), info.frames) != info.frames)
    fail("read", path, file.get());
  return out;
}

}  // namespace encore::simulate
