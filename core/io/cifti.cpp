#include "core/io/cifti.hpp"

#include <CiftiFile.h>
#include <fmt/format.h>
#include <glibmm/exception.h>

#include <exception>
#include <memory>
#include <mutex>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/stop.hpp"

namespace encore::io {
namespace {

namespace fs = std::filesystem;
using cifti::CiftiBrainModelsMap;
using cifti::CiftiMappingType;
using cifti::CiftiXML;
using cifti::StructureEnum;

[[noreturn]] void bad(const fs::path& file, const std::string& why, const std::string& hint = "") {
  throw base::Error(fmt::format("{}: {}", file.string(), why), hint);
}

// Calls the library; what it throws becomes an error with the file's name.
template <class Call>
auto asked(const fs::path& file, const Call& call) {
  try {
    return call();
  } catch (const base::Error&) {
    throw;
  } catch (const cifti::CiftiException& e) {
    bad(file, std::string(e.whatString().raw()));
  } catch (const std::exception& e) {
    bad(file, fmt::format("is damaged or not CIFTI: {}", e.what()), "copy it again");
  } catch (const Glib::Exception& e) {
    bad(file, fmt::format("is damaged or not CIFTI: {}", e.what().raw()), "copy it again");
  }
}

// The XML library makes its tables when it first parses, so files are opened one after another.
std::unique_ptr<cifti::CiftiFile> open(const fs::path& file) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  if (!fs::is_regular_file(file))
    throw base::Error(fmt::format("there is no image {}", file.string()));
  auto out = std::make_unique<cifti::CiftiFile>(file.string());
  if (out->getDimensions().size() != 2)
    bad(file, fmt::format("has {} dimensions; 2 are expected", out->getDimensions().size()));
  if (out->getCiftiXML().getMappingType(CiftiXML::ALONG_COLUMN) != CiftiMappingType::BRAIN_MODELS)
    bad(file, "has no vertices and voxels along its columns",
        "dense files are expected: .dtseries.nii, .dscalar.nii, .dlabel.nii");
  return out;
}

void take_space(const CiftiBrainModelsMap& map, Grid& grid) {
  if (!map.hasVolumeData()) return;
  const auto& space = map.getVolumeSpace();
  for (std::size_t i = 0; i < 3; ++i) grid.dims[i] = space.getDims()[i];
  const auto& sform = space.getSform();
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 4; ++c)
      grid.affine(r, c) =
          static_cast<double>(sform[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]);
  grid.code = 4;
}

Part part_of(const CiftiBrainModelsMap& map, const CiftiBrainModelsMap::ModelInfo& model,
             const Grid& grid) {
  Part part;
  part.structure = StructureEnum::toName(model.m_structure).raw();
  if (model.m_type == CiftiBrainModelsMap::SURFACE) {
    part.vertices = map.getSurfaceNumberOfNodes(model.m_structure);
    const auto& nodes = map.getNodeList(model.m_structure);
    part.at.assign(nodes.begin(), nodes.end());
    return part;
  }
  const auto& ijk = map.getVoxelList(model.m_structure);
  for (std::size_t i = 0; i + 2 < ijk.size(); i += 3)
    part.at.push_back(ijk[i] + grid.dims[0] * (ijk[i + 1] + grid.dims[1] * ijk[i + 2]));
  return part;
}

Grid grid_of(const CiftiBrainModelsMap& map) {
  Grid grid;
  take_space(map, grid);
  for (const auto& model : map.getModelInfo()) grid.parts.push_back(part_of(map, model, grid));
  return grid;
}

CiftiBrainModelsMap models_of(const Grid& grid) {
  CiftiBrainModelsMap map;
  std::vector<std::vector<float>> sform(3, std::vector<float>(4));
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      sform[r][c] = static_cast<float>(grid.affine(static_cast<Index>(r), static_cast<Index>(c)));
  const std::int64_t dims[3] = {grid.dims[0], grid.dims[1], grid.dims[2]};
  if (dims[0] > 0) map.setVolumeSpace(cifti::VolumeSpace(dims, sform));
  for (const auto& part : grid.parts) {
    bool known = false;
    const auto structure = StructureEnum::fromName(part.structure, &known);
    if (!known) throw base::Error(fmt::format("CIFTI knows no structure {}", part.structure));
    std::vector<std::int64_t> list;
    for (const Index at : part.at) {
      if (part.vertices > 0) list.push_back(at);
      else
        list.insert(list.end(), {at % dims[0], at / dims[0] % dims[1], at / (dims[0] * dims[1])});
    }
    if (part.vertices > 0) map.addSurfaceModel(part.vertices, structure, list);
    else map.addVolumeModel(structure, list);
  }
  return map;
}

// A folder for as long as this lives.
struct Scratch {
  explicit Scratch(fs::path path) : folder(std::move(path)) { base::make_folder(folder); }
  ~Scratch() {
    std::error_code ec;
    fs::remove_all(folder, ec);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path folder;
};

}  // namespace

CiftiHeader read_cifti_header(const fs::path& path) {
  return asked(path, [&] {
    const auto file = open(path);
    const CiftiXML& xml = file->getCiftiXML();
    CiftiHeader h;
    h.grid = grid_of(xml.getBrainModelsMap(CiftiXML::ALONG_COLUMN));
    h.volumes = file->getDimensions()[0];
    if (xml.getMappingType(CiftiXML::ALONG_ROW) == CiftiMappingType::SERIES) {
      const auto& series = xml.getSeriesMap(CiftiXML::ALONG_ROW);
      if (series.getUnit() == cifti::CiftiSeriesMap::SECOND)
        h.tr_s = static_cast<double>(series.getStep());
    }
    if (xml.getMappingType(CiftiXML::ALONG_ROW) == CiftiMappingType::LABELS) {
      std::map<std::int32_t, cifti::AString> names;
      xml.getLabelsMap(CiftiXML::ALONG_ROW).getMapLabelTable(0).getKeysAndNames(names);
      for (const auto& [key, name] : names) h.labels[key] = name.raw();
    }
    return h;
  });
}

base::MatrixF read_cifti(const fs::path& path, Index first, Index count,
                         const std::vector<Index>& places, const base::Progress& progress) {
  return asked(path, [&] {
    const auto file = open(path);
    std::vector<float> series(static_cast<std::size_t>(file->getDimensions()[0]));
    if (const auto there = static_cast<Index>(series.size()); first + count > there)
      bad(path, fmt::format("ends after {} of {} volumes", there, first + count),
          "the file is truncated; copy it again");
    base::MatrixF out(count, static_cast<Index>(places.size()));
    for (std::size_t p = 0; p < places.size(); ++p) {
      if (p % 1024 == 0) {
        base::check_stop();
        base::report(progress, static_cast<double>(p) / static_cast<double>(places.size()));
      }
      file->getRow(series.data(), places[p]);
      out.col(static_cast<Index>(p)) =
          Eigen::Map<const base::VectorF>(series.data() + first, count);
    }
    return out;
  });
}

void write_cifti(const fs::path& path, const Grid& grid, const base::VectorF& values,
                 const std::string& name) {
  // CiftiLib warns of other endings, so the file lies in a folder of its own until it is whole.
  const Scratch scratch(base::temporary_beside(path));
  const fs::path beside = scratch.folder / "map.dscalar.nii";
  asked(path, [&] {
    cifti::CiftiScalarsMap scalars(1);
    scalars.setMapName(0, name);
    CiftiXML xml;
    xml.setNumberOfDimensions(2);
    xml.setMap(CiftiXML::ALONG_ROW, scalars);
    xml.setMap(CiftiXML::ALONG_COLUMN, models_of(grid));
    cifti::CiftiFile file;
    file.setWritingFile(beside.string());
    file.setCiftiXML(xml);
    for (Index v = 0; v < values.size(); ++v) file.setRow(&values[v], v);
    file.close();
    return 0;
  });
  base::sync_path(beside);
  fs::rename(beside, path);
}

}  // namespace encore::io
