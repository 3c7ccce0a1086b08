// A run folder holds one run: what an earlier one left in it goes.
#include "core/base/file.hpp"
#include "core/encode/kept.hpp"
#include "core/results/write.hpp"

namespace encore::results {
namespace {

namespace fs = std::filesystem;

// sub-001_desc-mel_stat-r2_statmap.nii.gz, of surfaces sub-001_hemi-L_..._statmap.shape.gii and
// .dscalar.nii, and their sidecars.
bool is_map(const fs::path& file, const std::string& subject) {
  const auto name = file.filename().string();
  if (!name.starts_with(subject + "_") || name.find("_desc-") == std::string::npos) return false;
  for (const char* end : {".nii.gz", ".shape.gii", ".dscalar.nii", ".json"})
    if (name.ends_with(std::string("_statmap") + end)) return true;
  return false;
}

// By name, since the model may be damaged (core/encode/kept.hpp).
bool is_of_model(const fs::path& file) {
  const auto name = file.filename().string();
  return name == encode::kModelFile || name == encode::kColumnsFile ||
         name == encode::kVoxelsFile || name == encode::kWeightsFile ||
         (name.starts_with("model-") && name.ends_with(".bin"));
}

class Sweep {
 public:
  std::vector<fs::path> take() { return std::move(gone_); }

  void file(const fs::path& path) {
    std::error_code ec;
    if (fs::remove(path, ec)) gone_.push_back(path);
  }
  // Nobody else writes here: the folder is locked.
  void half_written(const fs::path& folder) {
    std::error_code ec;
    for (const auto& path : base::entries(folder))
      if (base::is_temporary(path)) fs::remove(path, ec);
  }
  void maps(const fs::path& folder) {
    for (const auto& subject : base::entries(folder)) {
      half_written(subject);
      for (const auto& path : base::entries(subject))
        if (is_map(path, subject.filename().string())) file(path);
      if_empty(subject);
    }
    if_empty(folder);
  }
  void models(const fs::path& folder) {
    for (const auto& subject : base::entries(folder)) {
      for (const auto& model : base::entries(subject)) {
        for (const auto& path : base::entries(model))
          if (is_of_model(path)) file(path);
        if_empty(model);
      }
      if_empty(subject);
    }
    if_empty(folder);
  }

 private:
  static void if_empty(const fs::path& folder) {
    std::error_code ec;
    if (fs::is_directory(folder, ec) && fs::is_empty(folder, ec)) fs::remove(folder, ec);
  }

  std::vector<fs::path> gone_;
};

}  // namespace

const std::vector<std::string>& files_of_a_run() {
  static const std::vector<std::string> names = {
      "recipe.yaml", "recipe.lock.yaml", "scores.tsv",  "ranking.tsv", "group.tsv",
      "profile.tsv", "resampled.tsv",    "leakage.tsv", "tasks.tsv",   "results.h5"};
  return names;
}

std::vector<fs::path> clear(const fs::path& out) {
  Sweep sweep;
  for (const auto& name : files_of_a_run()) sweep.file(out / name);
  sweep.half_written(out);
  sweep.half_written(out / ".encore");
  sweep.maps(out / "maps");
  sweep.models(out / "models");
  return sweep.take();
}

}  // namespace encore::results
