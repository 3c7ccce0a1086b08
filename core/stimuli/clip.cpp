#include "core/stimuli/clip.hpp"

#include <fmt/format.h>

#include "core/base/hash.hpp"
#include "core/base/text.hpp"
#include "core/stimuli/recording.hpp"
#include "core/stimuli/shape.hpp"

namespace encore::stimuli {

Sound load_clip(const ClipRequest& request) {
  Sound sound = read_recording(request.file, request.start_s, request.duration_s, request.name);
  if (request.mono) mix_to_mono(sound);
  if (request.fade_s > 0) fade(sound, request.fade_s);
  if (request.rms_db) level(sound, *request.rms_db);
  return request.sample_rate > 0 ? resample(sound, request.sample_rate) : sound;
}

std::string clip_digest(const std::string& file_sha256, const ClipRequest& r) {
  using base::number;
  return base::sha256(fmt::format(
      "encore.clip/1\nfile {}\nstart_s {}\nduration_s {}\nfade_s {}\nrms_db {}\nrate {}\nmono {}\n",
      file_sha256, number(r.start_s), number(r.duration_s), number(r.fade_s),
      r.rms_db ? number(*r.rms_db) : "as recorded", number(r.sample_rate), r.mono));
}

}  // namespace encore::stimuli
