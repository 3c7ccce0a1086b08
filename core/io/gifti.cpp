#include "core/io/gifti.hpp"

#include <fmt/format.h>

extern "C" {
#include <gifti/gifti_io.h>
}

#include <cmath>
#include <cstring>
#include <memory>
#include <mutex>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/io/gifti_walk.hpp"

namespace encore::io {
namespace {

namespace fs = std::filesystem;
using Image = std::unique_ptr<gifti_image, int (*)(gifti_image*)>;
using Meta = std::map<std::string, std::string>;

// Deflate packs no tighter than 1032 to 1, so a file bounds what it can hold.
constexpr double kDeflateLimit = 1032;
constexpr const char* kStructure = "AnatomicalStructurePrimary";

[[noreturn]] void bad(const fs::path& file, const std::string& why, const std::string& hint = "") {
  throw base::Error(fmt::format("{}: {}", file.string(), why), hint);
}

std::string value_of(const Meta& meta, const char* name) {
  const auto found = meta.find(name);
  return found != meta.end() ? found->second : "";
}

// "CORTEX_LEFT" or "CORTEX_RIGHT".
std::string structure_of(const std::string& stated, const fs::path& file) {
  if (stated == "CortexLeft") return "CORTEX_LEFT";
  if (stated == "CortexRight") return "CORTEX_RIGHT";
  if (auto named = structure_in_name(file); !named.empty()) return named;
  bad(file, "says nowhere which hemisphere it is of",
      "name it hemi-L or hemi-R, or set its metadata AnatomicalStructurePrimary");
}

// Vertices of an array of values.
Index vertices_of(const GiftiArray& array, Index index, const fs::path& file) {
  if (array.intent == "NIFTI_INTENT_POINTSET" || array.intent == "NIFTI_INTENT_TRIANGLE")
    bad(file, "holds the shape of a surface, not values on it");
  for (std::size_t d = 1; d < array.dims.size(); ++d)
    if (array.dims[d] > 1)
      bad(file, fmt::format("array {} is {} x {}", index + 1, array.dims[0], array.dims[d]),
          "one array for each volume is expected, as fMRIPrep and Workbench write them");
  return array.dims[0];
}

// In s. FreeSurfer writes milliseconds; no repetition time is over 100 s.
double time_step(const std::string& text) {
  const double step = number_in<double>(text).value_or(0);
  if (!(step > 0) || !std::isfinite(step)) return 0;
  return step > 100 ? step / 1000 : step;
}

// Arrays are alike, and not more than the file can hold.
void check_size(const GiftiHeader& h, const fs::path& file) {
  if (h.volumes == 0) bad(file, "holds no data array");
  const double bytes = static_cast<double>(h.part.vertices) * static_cast<double>(h.volumes);
  if (bytes > kDeflateLimit * static_cast<double>(fs::file_size(file)))
    bad(file, fmt::format("promises {} x {} values, more than the file can hold", h.volumes,
                          h.part.vertices));
}

}  // namespace

std::string structure_in_name(const fs::path& file) {
  const std::string name = file.filename().string();
  const bool left = name.starts_with("lh.") || name.find("hemi-L") != std::string::npos;
  const bool right = name.starts_with("rh.") || name.find("hemi-R") != std::string::npos;
  if (left == right) return "";
  return left ? "CORTEX_LEFT" : "CORTEX_RIGHT";
}

GiftiHeader read_gifti_header(const fs::path& file) {
  GiftiHeader h;
  std::string structure;
  const auto visit = [&](Index index, const GiftiArray& array) {
    const Index n = vertices_of(array, index, file);
    if (index > 0 && n != h.part.vertices)
      bad(file, fmt::format("arrays of {} and {} vertices", h.part.vertices, n));
    h.part.vertices = n;
    if (index == 0) {
      h.tr_s = time_step(value_of(array.meta, "TimeStep"));
      structure = value_of(array.meta, kStructure);
    }
    ++h.volumes;
    return true;
  };
  auto read = walk_gifti(file, {[](Index) { return false; }, visit});
  check_size(h, file);
  if (const auto stated = value_of(read.meta, kStructure); !stated.empty()) structure = stated;
  h.part.structure = structure_of(structure, file);
  h.part.at.resize(static_cast<std::size_t>(h.part.vertices));
  std::iota(h.part.at.begin(), h.part.at.end(), Index{0});
  h.labels = std::move(read.labels);
  return h;
}

void read_gifti(const fs::path& file, Index first, Index count,
                const std::function<void(Index, const base::VectorF&)>& take) {
  Index taken = 0;
  const auto wants = [&](Index index) { return index >= first && index < first + count; };
  const auto visit = [&](Index index, const GiftiArray& array) {
    if (!wants(index)) return true;
    take(index, decode_gifti(array, fmt::format("{}: volume {}", file.string(), index + 1)));
    return ++taken < count;
  };
  walk_gifti(file, {wants, visit});
  if (taken < count)
    bad(file, fmt::format("ends after {} of {} volumes", first + taken, first + count),
        "the file is truncated; copy it again");
}

void write_gifti(const fs::path& file, const Part& part, const base::VectorF& values,
                 const std::string& name) {
  static std::mutex one;  // the library's state is the process's
  const std::lock_guard<std::mutex> lock(one);
  gifti_set_verb(0);
  const int dims[6] = {static_cast<int>(part.vertices), 0, 0, 0, 0, 0};
  const Image image(gifti_create_image(1, NIFTI_INTENT_SHAPE, NIFTI_TYPE_FLOAT32, 1, dims, 1),
                    gifti_free_image);
  if (!image) throw base::Error("libgiftiio cannot make an image of that size");
  image->darray[0]->encoding = GIFTI_ENCODING_B64GZ;
  std::memcpy(image->darray[0]->data, values.data(), static_cast<std::size_t>(part.vertices) * 4);
  const char* structure = part.structure == "CORTEX_LEFT" ? "CortexLeft" : "CortexRight";
  gifti_add_to_meta(&image->meta, "AnatomicalStructurePrimary", structure, 1);
  gifti_add_to_meta(&image->darray[0]->meta, "Name", name.c_str(), 1);
  const fs::path beside = base::temporary_beside(file);
  if (gifti_write_image(image.get(), beside.c_str(), 1) != 0) {
    std::error_code ec;
    fs::remove(beside, ec);
    throw base::Error(fmt::format("cannot write {}", file.string()));
  }
  base::sync_path(beside);
  fs::rename(beside, file);
}

}  // namespace encore::io
