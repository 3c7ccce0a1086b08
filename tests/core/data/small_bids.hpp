// tests/core/data/small_bids.hpp: a BIDS data set of a few voxels, right until a test breaks it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/io/nifti.hpp"
#include "core/recipe/recipe.hpp"
#include "tests/core/io/folder.hpp"

namespace encore::test {

inline io::Grid small_grid() {
  io::Grid grid;
  grid.dims = {6, 5, 4};
  grid.affine = Eigen::Vector4d(2, 2, 3, 1).asDiagonal();
  grid.affine(0, 3) = -5;
  grid.code = 1;
  return grid;
}

// A run of noise about 1000.
inline void write_scan(const std::filesystem::path& path, const io::Grid& grid, base::Index volumes,
                       double tr_s, std::uint64_t seed = 1) {
  std::filesystem::create_directories(path.parent_path());
  base::Random random(seed);
  io::NiftiWriter writer(path, grid, volumes, tr_s, io::NiftiWriter::Type::float32);
  base::VectorF volume(grid.voxels());
  for (base::Index v = 0; v < volumes; ++v) {
    for (auto& x : volume) x = static_cast<float>(1000 + 10 * random.normal());
    writer.add(volume);
  }
  writer.finish();
}

// Two training runs and one test run of sub-01 with TR 2 s and 20 volumes; clips of 4 s back to
// back. Training run k plays rock.<10k> .. rock.<10k + 9>, the test run pop.0 .. pop.4 twice.
struct SmallBids {
  Folder folder;
  recipe::Data data;

  SmallBids() {
    folder.write("dataset_description.json", R"({"Name": "small", "BIDSVersion": "1.8.0"})");
    folder.write("task-train_bold.json", R"({"RepetitionTime": 2.0, "TaskName": "train"})");
    folder.write("task-test_bold.json", R"({"RepetitionTime": 2.0})");
    for (int run = 1; run <= 2; ++run) add_run("train", run, 10);
    add_run("test", 1, 5);
    data.source.path = {folder.path().string(), {"recipe.yaml", 5, 1, 4}};
    data.split.train.entities = {{"task", {"train"}}};
    data.split.test.entities = {{"task", {"test"}}};
  }

  std::string stem(const std::string& task, int run) const {
    return fmt::format("sub-01/func/sub-01_task-{}_run-{:02d}", task, run);
  }
  std::vector<std::string> stems() const {
    return {stem("train", 1), stem("train", 2), stem("test", 1)};
  }
  void add_run(const std::string& task, int run, int clips) const {
    write_scan(folder / (stem(task, run) + "_bold.nii.gz"), small_grid(), 20, 2,
               static_cast<std::uint64_t>(run));
    std::string events = "onset\tduration\tgenre\ttrack\tstart\tend";
    for (int i = 0; i < 10; ++i)
      events += fmt::format("\n{}\t4\t'{}'\t{}\t1.5\t5.5", 4 * i, task == "test" ? "pop" : "rock",
                            i % clips + (task == "test" ? 0 : 10 * run));
    folder.write(stem(task, run) + "_events.tsv", events);
  }
  void set_events(const std::string& task, int run, const std::string& text) const {
    folder.write(stem(task, run) + "_events.tsv", text);
  }
};

}  // namespace encore::test
