// Lays the real scans and recordings of shared/data out as a small BIDS data set, so that a recipe
// can go from recording and NIfTI to table and maps. The scans have nothing to do with the
// recordings: the numbers that come out mean nothing, and the data set says so.
//
//   build/bin/encore_real_data ../shared/data /tmp/real
//   echo 'paths: {real: /tmp/real}' > /tmp/real.yaml
//   build/bin/encore run tests/real/recipe.yaml --machine /tmp/real.yaml --out /tmp/real-run
//
// One subject, three training runs and two test runs of 58 volumes, on the grid of
// nifti/functional.nii (17 x 21 x 3 voxels, TR 2 s). Each run plays the scan's 20 volumes forwards
// and backwards from another place. Clips are 4 s cut from the seven recordings. Each run opens
// with its last clip as a lead-in (2 volumes); test runs then play seven clips four times over.
#include <fmt/format.h>

#include <iostream>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/io/nifti.hpp"

namespace {

namespace fs = std::filesystem;
using namespace encore;

constexpr int kClips = 29;  // lead-in included
constexpr double kTr = 2, kClip = 4;
constexpr int kVolumes = static_cast<int>(kClips * kClip / kTr);
constexpr int kTrainRuns = 3, kTestRuns = 2, kTestClips = 7;

struct Part {
  std::string recording;
  double start_s;
};

using Recordings = std::vector<std::pair<std::string, double>>;  // and seconds to use of each

const Recordings kTrain = {
    {"sorohanro_-_solo-trumpet-06.ogg", 4},
    {"Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra).ogg", 44},
    {"Karissa_Hobbs_-_Lets_Go_Fishin.ogg", 132},
    {"Kevin_MacLeod_-_P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_Fairy.ogg", 116},
    {"glacier-bay-humpback.ogg", 64},
};
const Recordings kTest = {{"Kevin_MacLeod_-_Vibe_Ace.ogg", 60}, {"5703-47212-0000.ogg", 12}};

std::vector<Part> parts(const Recordings& recordings) {
  std::vector<Part> out;
  for (const auto& [name, length] : recordings)
    for (double start = 0; start + kClip <= length; start += kClip) out.push_back({name, start});
  return out;
}

// What a run plays after its lead-in. Training runs deal the parts out among them; test runs take
// the first and the last ones.
std::vector<Part> playlist(int run) {
  std::vector<Part> out;
  const auto train = parts(kTrain), test = parts(kTest);
  for (int i = 0; i < kClips - 1; ++i) {
    const auto n = static_cast<std::size_t>(i);
    if (run < kTrainRuns) out.push_back(train.at(n * kTrainRuns + static_cast<std::size_t>(run)));
    else
      out.push_back(test.at(n % kTestClips + (run == kTrainRuns ? 0 : test.size() - kTestClips)));
  }
  return out;
}

std::vector<base::VectorF> read_scan(const fs::path& path, io::NiftiHeader& header) {
  io::NiftiReader reader(path);
  header = reader.header();
  std::vector<base::VectorF> volumes;
  for (base::VectorF volume; reader.next(volume);) volumes.push_back(volume);
  return volumes;
}

// Volume t of a series that runs forwards and backwards through n volumes.
std::size_t there_and_back(int t, std::size_t n) {
  const auto i = static_cast<std::size_t>(t) % (2 * n - 2);
  return i < n ? i : 2 * n - 2 - i;
}

std::string events(const std::vector<Part>& clips) {
  std::string text = "onset\tduration\tstim_file\tstart\tend";
  for (int i = 0; i < kClips; ++i) {
    const auto& part = i == 0 ? clips.back() : clips[static_cast<std::size_t>(i - 1)];
    text += fmt::format("\n{}\t{}\t{}\t{}\t{}", i * kClip, kClip, part.recording, part.start_s,
                        part.start_s + kClip);
  }
  return text;
}

void lay_out(const fs::path& shared, const fs::path& out) {
  const fs::path func = out / "sub-01/func";
  base::make_folder(func);
  base::make_folder(out / "stimuli");
  for (const auto& list : {kTrain, kTest})
    for (const auto& [name, length] : list)
      fs::copy_file(shared / "audio" / name, out / "stimuli" / name,
                    fs::copy_options::overwrite_existing);
  base::write_text(out / "README",
                   "Real scans and real recordings that have nothing to do with each other: the\n"
                   "numbers that come out of this data set mean nothing.\n");
  io::NiftiHeader header;
  const auto scan = read_scan(shared / "nifti/functional.nii", header);
  for (int run = 0; run < kTrainRuns + kTestRuns; ++run) {
    const bool test = run >= kTrainRuns;
    const std::string stem = fmt::format("sub-01_task-{}_run-{}", test ? "test" : "train",
                                         test ? run - kTrainRuns + 1 : run + 1);
    io::NiftiWriter writer(func / (stem + "_bold.nii.gz"), header.grid, kVolumes, kTr,
                           io::NiftiWriter::Type::float32);
    for (int v = 0; v < kVolumes; ++v) writer.add(scan[there_and_back(v + 7 * run, scan.size())]);
    writer.finish();
    base::write_text(func / (stem + "_events.tsv"), events(playlist(run)));
  }
  base::write_text(out / "bold.json", R"({"RepetitionTime": 2.0})");
  base::write_text(
      out / "dataset_description.json",
      R"({"Name": "SIMULATED: real scans and recordings put together, numbers mean nothing",
"BIDSVersion": "1.8.0"})");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: encore_real_data SHARED_DATA FOLDER\n";
    return 2;
  }
  try {
    lay_out(argv[1], argv[2]);
    std::cout << "laid out in " << argv[2] << "; the numbers of this data set mean nothing\n";
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "encore_real_data: " << e.what() << "\n";
    return 2;
  }
}
