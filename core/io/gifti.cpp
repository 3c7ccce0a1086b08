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

namespace encore::io {
namespace {

namespace fs = std::filesystem;
using Image = std::unique_ptr<gifti_image, int (*)(gifti_image*)>;

// Deflate packs no tighter than 1032 to 1, so a file bounds what it can hold.
constexpr double kDeflateLimit = 1032;

class Locked {
 public:
  Locked() : lock_(mutex()) { gifti_set_verb(0); }

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  std::lock_guard<std::mutex> lock_;
};

[[noreturn]] void bad(const fs::path& file, const std::string& why, const std::string& hint = "") {
  throw base::Error(fmt::format("{}: {}", file.string(), why), hint);
}

void check_there(const fs::path& file) {
  if (!fs::is_regular_file(file))
    throw base::Error(fmt::format("there is no surface file {}", file.string()));
}

Image opened(gifti_image* image, const fs::path& file) {
  if (image == nullptr)
    bad(file, "is not a GIFTI file, or is damaged or truncated", "copy it again");
  return {image, gifti_free_image};
}

std::string meta(const giiMetaData& data, const char* name) {
  const char* value = gifti_get_meta_value(&data, name);
  return value != nullptr ? value : "";
}

// "CORTEX_LEFT" or "CORTEX_RIGHT".
std::string structure_of(const gifti_image& image, const fs::path& file) {
  std::string stated = meta(image.meta, "AnatomicalStructurePrimary");
  if (stated.empty()) stated = meta(image.darray[0]->meta, "AnatomicalStructurePrimary");
  if (stated == "CortexLeft") return "CORTEX_LEFT";
  if (stated == "CortexRight") return "CORTEX_RIGHT";
  const std::string name = file.filename().string();
  const auto says = [&](const char* hemi, const char* prefix) {
    return name.starts_with(prefix) || name.find(hemi) != std::string::npos;
  };
  if (says("hemi-L", "lh.")) return "CORTEX_LEFT";
  if (says("hemi-R", "rh.")) return "CORTEX_RIGHT";
  bad(file, "says nowhere which hemisphere it is of",
      "name it hemi-L or hemi-R, or set its metadata AnatomicalStructurePrimary");
}

// Vertices of the arrays, which must all be alike.
Index vertices_of(const gifti_image& image, const fs::path& file) {
  if (image.numDA < 1) bad(file, "holds no data array");
  for (int i = 0; i < image.numDA; ++i) {
    const giiDataArray& a = *image.darray[i];
    if (a.intent == NIFTI_INTENT_POINTSET || a.intent == NIFTI_INTENT_TRIANGLE)
      bad(file, "holds the shape of a surface, not values on it");
    if (a.num_dim > 1 && a.dims[1] > 1)
      bad(file, fmt::format("array {} is {} x {}", i + 1, a.dims[0], a.dims[1]),
          "one array for each volume is expected, as fMRIPrep and Workbench write them");
    if (a.num_dim < 1 || a.dims[0] < 1 || a.dims[0] != image.darray[0]->dims[0])
      bad(file, fmt::format("arrays of {} and {} vertices", image.darray[0]->dims[0],
                            a.num_dim < 1 ? 0 : a.dims[0]));
  }
  const Index n = image.darray[0]->dims[0];
  const double bytes = 4.0 * static_cast<double>(n) * image.numDA;
  if (bytes > kDeflateLimit * static_cast<double>(fs::file_size(file)))
    bad(file, fmt::format("promises {} x {} values, more than the file can hold", image.numDA, n));
  return n;
}

// In s. FreeSurfer writes milliseconds; no repetition time is over 100 s.
double time_step(const gifti_image& image) {
  const std::string text = meta(image.darray[0]->meta, "TimeStep");
  const double step = text.empty() ? 0 : std::strtod(text.c_str(), nullptr);
  if (!(step > 0) || !std::isfinite(step)) return 0;
  return step > 100 ? step / 1000 : step;
}

}  // namespace

GiftiHeader read_gifti_header(const fs::path& file) {
  const Locked locked;
  check_there(file);
  const Image image = opened(gifti_read_image(file.c_str(), 0), file);
  GiftiHeader h;
  h.part.vertices = vertices_of(*image, file);
  h.part.structure = structure_of(*image, file);
  h.part.at.resize(static_cast<std::size_t>(h.part.vertices));
  std::iota(h.part.at.begin(), h.part.at.end(), Index{0});
  h.volumes = image->numDA;
  h.tr_s = time_step(*image);
  const auto& table = image->labeltable;
  for (int i = 0; i < table.length; ++i) h.labels[table.key[i]] = table.label[i];
  return h;
}

base::MatrixF read_gifti(const fs::path& file, Index first, Index count) {
  const Locked locked;
  check_there(file);
  // The library crashes where the first array is left out, so it is read in any case.
  const Index before = first > 0 ? 1 : 0;
  std::vector<int> wanted(static_cast<std::size_t>(before + count), 0);
  std::iota(wanted.begin() + before, wanted.end(), static_cast<int>(first));
  const Image image = opened(
      gifti_read_da_list(file.c_str(), 1, wanted.data(), static_cast<int>(wanted.size())), file);
  const Index n = vertices_of(*image, file);
  if (image->numDA != before + count || gifti_image_has_data(image.get()) == 0)
    bad(file, fmt::format("holds {} of the {} volumes asked for", image->numDA - before, count),
        "the file is truncated; copy it again");
  if (gifti_convert_to_float(image.get()) != 0) bad(file, "holds values that are no numbers");
  base::MatrixF out(n, count);
  for (Index v = 0; v < count; ++v)
    std::memcpy(out.col(v).data(), image->darray[before + v]->data,
                static_cast<std::size_t>(n) * 4);
  return out;
}

void write_gifti(const fs::path& file, const Part& part, const base::VectorF& values,
                 const std::string& name) {
  const Locked locked;
  const int dims[6] = {static_cast<int>(part.vertices), 0, 0, 0, 0, 0};
  const Image image(gifti_create_image(1, NIFTI_INTENT_SHAPE, NIFTI_TYPE_FLOAT32, 1, dims, 1),
                    gifti_free_image);
  if (!image) throw base::Error("libgiftiio cannot make an image of that size");
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
