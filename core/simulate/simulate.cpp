#include "core/simulate/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/base/stop.hpp"
#include "core/simulate/captions.hpp"
#include "core/simulate/compose.hpp"
#include "core/simulate/folder.hpp"
#include "core/simulate/metadata.hpp"
#include "core/simulate/preset.hpp"
#include "core/simulate/scan.hpp"
#include "core/simulate/timeline.hpp"
#include "core/simulate/truth.hpp"

namespace encore::simulate {
namespace {

namespace fs = std::filesystem;

// What was composed, by id of the recording.
struct Music {
  std::map<std::string, Facts> facts;
  std::map<std::string, std::string> captions;
  Recordings drivers;
};

std::string identity(const Preset& preset, const Design& design, std::uint64_t seed) {
  base::Sha256 schedule;
  for (const auto& run : design.runs) {
    const auto text =
        fmt::format("{} {} {}\n{}", run.stem, run.tr_s, run.volumes, events_text(run));
    schedule.add(text.data(), text.size());
  }
  const nlohmann::ordered_json json = {
      {"simulation", "encore simulate"}, {"version", 1},
      {"preset", preset.name},           {"seed", seed},
      {"design", design.source},         {"schedule", schedule.hex()}};
  return json.dump(2) + "\n";
}

// Compressed images: noise of the brain takes about 2 bytes a voxel, dark air next to nothing.
double estimated_bytes(const Preset& preset, const Design& design) {
  double volumes = 0;
  for (const auto& run : design.runs) volumes += static_cast<double>(run.volumes);
  const auto grid = static_cast<double>(preset.dims[0] * preset.dims[1] * preset.dims[2]);
  return volumes * (2 * static_cast<double>(preset.brain_voxels) + 0.01 * grid) +
         2.0 * kSampleRate * design.track_s * static_cast<double>(design.tracks.size());
}

base::MatrixD side_by_side(const Drivers& drivers) {
  base::MatrixD out(drivers[0].rows(), kind_start.back());
  for (std::size_t k = 0; k < kind_count; ++k)
    out.middleCols(kind_start[k], kind_start[k + 1] - kind_start[k]) = drivers[k];
  return out;
}

Music make_music(const Options& options, const Design& design, const base::Progress& progress) {
  const fs::path soundfont = find_soundfont();
  const fs::path stimuli = options.dir / "stimuli";
  Music music;
  std::mutex mutex;
  std::atomic<std::size_t> done{0};
  for (const auto& track : design.tracks) base::make_folder(stimuli / track.genre);
  base::parallel_for(design.tracks.size(), [&](std::size_t i) {
    base::check_stop();
    const Track& track = design.tracks[i];
    const Score score = compose(options.seed, track.genre, track.number, design.track_s);
    const fs::path path = stimuli / track.genre / (track.id() + ".wav");
    if (!fs::exists(path)) write_recording(path, render(score, soundfont));
    auto drivers = side_by_side(drivers_of(score, read_recording(path), options.seed));
    const std::scoped_lock lock(mutex);
    music.facts[track.id()] = score.facts;
    music.captions[track.id()] = caption(score, options.seed);
    music.drivers[track.id()] = std::move(drivers);
    base::report(progress, static_cast<double>(++done) / static_cast<double>(design.tracks.size()),
                 "music");
  });
  standardise(music.drivers, design);
  return music;
}

void write_texts(const Options& options, const Preset& preset, const Design& design,
                 const Music& music) {
  const fs::path& dir = options.dir;
  const double clip_s = design.runs.front().events.front().duration_s;
  base::write_text(dir / "stimuli" / "facts.tsv", facts_text(music.facts));
  base::write_text(dir / "captions.csv", captions_text(music.captions, clip_s));
  base::write_text(dir / "README", readme_text(preset, design, options.seed));
  base::write_text(dir / "participants.tsv", participants_text(design));
  for (const auto& run : design.runs) {
    base::make_folder(dir / run.folder);
    base::write_text(dir / run.file("_bold.json"), sidecar_text(run));
    base::write_text(dir / run.file("_events.tsv"),
                     run.copy_of.empty()
                         ? events_text(run, design.extra_columns ? &music.facts : nullptr)
                         : base::read_text(run.copy_of));
  }
}

void scan_all(const Options& options, const Design& design, const Brain& brain,
              const std::vector<Subject>& subjects, const std::vector<Bold>& bolds,
              const base::Progress& progress) {
  const fs::path truth = options.dir / "derivatives" / "truth";
  for (const auto& run : design.runs) base::make_folder(truth / run.folder);
  std::atomic<std::size_t> done{0};
  std::mutex mutex;
  base::parallel_for(design.runs.size(), [&](std::size_t r) {
    const Run& run = design.runs[r];
    const auto subject = std::find_if(subjects.begin(), subjects.end(),
                                      [&](const Subject& s) { return s.id == run.subject; });
    const fs::path image = options.dir / run.file("_bold.nii.gz");
    if (!fs::exists(image))
      scan(image, truth / run.file("_motion.tsv"), run, brain, *subject, bolds[r], options.seed);
    const std::scoped_lock lock(mutex);
    base::report(progress, static_cast<double>(++done) / static_cast<double>(design.runs.size()),
                 "scans");
  });
}

void make_brains(const Options& options, const Preset& preset, const Design& design,
                 const Music& music, const base::Progress& progress) {
  const Brain brain = make_brain(preset);
  std::vector<Bold> bolds(design.runs.size());
  base::parallel_for(design.runs.size(),
                     [&](std::size_t r) { bolds[r] = bold(design.runs[r], music.drivers); });
  const Covariances covariance = covariances(design, bolds);
  std::vector<Subject> subjects(design.subjects.size());
  base::parallel_for(subjects.size(), [&](std::size_t s) {
    subjects[s] = make_subject(design.subjects[s], brain, covariance, options.seed);
  });
  const fs::path truth = options.dir / "derivatives" / "truth";
  base::make_folder(truth);
  write_atlas(options.dir, brain);
  write_subject_atlases(options.dir / "atlas", brain, design.subjects);
  write_atlas(truth, brain);
  for (const auto& subject : subjects) write_maps(truth, brain, subject);
  base::write_text(truth / "truth.json", truth_text(brain, subjects, design, preset, options.seed));
  base::write_text(description_of(truth), derivative_description_text());
  scan_all(options, design, brain, subjects, bolds, progress);
}

double bytes_in(const fs::path& dir) {
  double bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(dir))
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  return bytes;
}

}  // namespace

Report simulate(const Options& options, const Preset& preset, const base::Progress& progress) {
  const Design design = !options.design.empty() ? read_design(options.design)
                        : preset.real_design    ? ds003720_design()
                                                : own_design(preset, options.seed);
  find_soundfont();
  Report report{.dir = options.dir, .preset = preset.name, .design = design.source};
  report.subjects = design.subjects.size();
  report.runs = design.runs.size();
  report.recordings = design.tracks.size();
  report.brain_voxels = preset.brain_voxels;
  report.cortex_voxels = preset.cortex_voxels;
  for (const auto& run : design.runs) report.volumes += run.volumes;
  const Claim state = claim(options.dir, identity(preset, design, options.seed), options.force);
  report.was_complete = state == Claim::complete;
  if (!report.was_complete) {
    if (state == Claim::fresh) check_room(options.dir, estimated_bytes(preset, design));
    const Music music = make_music(options, design, base::slice(progress, 0, 0.6));
    write_texts(options, preset, design, music);
    make_brains(options, preset, design, music, base::slice(progress, 0.6, 1));
    base::write_text(description_of(options.dir), description_text(preset, design, options.seed));
  }
  report.bytes = bytes_in(options.dir);
  return report;
}

Report simulate(const Options& options, const base::Progress& progress) {
  return simulate(options, preset_named(options.preset), progress);
}

}  // namespace encore::simulate
