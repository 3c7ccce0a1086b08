#include "core/encode/kept.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/hash.hpp"
#include "core/io/hdf5.hpp"

namespace encore::encode {
using nlohmann::json;
namespace {

constexpr const char* kSchema = "encore.model/2";
constexpr const char* kFirstSchema = "encore.model/1";

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& why) {
  throw base::Error(fmt::format("{} {}", file.string(), why),
                    "run the recipe that keeps the model again");
}

void write_columns(const std::filesystem::path& path, const Columns& columns) {
  io::H5File file(path, io::H5File::Mode::create);
  file.write_texts("/name", columns.names);
  file.write_vector("/centre", columns.centre.cast<double>());
  if (columns.scaling.mean.size() > 0) {
    file.write_vector("/mean", columns.scaling.mean);
    file.write_vector("/scale", columns.scaling.scale);
  }
  file.close();
}

void write_voxels(const std::filesystem::path& path, const std::vector<double>& mean) {
  io::H5File file(path, io::H5File::Mode::create);
  file.write_vector("/mean", base::VectorD::Map(mean.data(), static_cast<Index>(mean.size())));
  file.close();
}

}  // namespace

Columns columns_of(const Problem& p) { return {p.column_names, p.scaling, p.x_mean}; }

void KeptWriter::add(Index first, Index count, const BlockResult& block) {
  const auto& state = block.state;
  if (state.empty()) throw base::Error("the regression plugin cannot save a fitted model");
  const auto name = fmt::format("model-{:07}.bin", first);
  base::write_text(folder_ / name, state);
  blocks_.push_back({{"file", name},
                     {"first", first},
                     {"count", count},
                     {"bytes", state.size()},
                     {"sha256", base::sha256(state)}});
  mean_.insert(mean_.end(), block.mean.data(), block.mean.data() + block.mean.size());
  weights_.add(first, block);
}

void KeptWriter::finish(const json& about, const Columns& columns) {
  write_columns(folder_ / kColumnsFile, columns);
  write_voxels(folder_ / kVoxelsFile, mean_);
  std::vector<const char*> files = {kColumnsFile, kVoxelsFile};
  if (weights_.finish(columns.names, columns.scaling)) files.push_back(kWeightsFile);
  json sums;
  for (const char* name : files) sums[name] = base::sha256_file(folder_ / name);
  const json all = {
      {"schema", kSchema}, {"about", about}, {"blocks", blocks_}, {"sha256", std::move(sums)}};
  base::write_text(folder_ / kModelFile, all.dump(2) + "\n");
}

KeptModel::KeptModel(std::filesystem::path folder) : folder_(std::move(folder)) {
  const auto file = folder_ / kModelFile;
  const json all = json::parse(base::read_text(file), nullptr, false);
  const json schema = all.is_object() ? all.value("schema", json()) : json();
  if (schema != kSchema && schema != kFirstSchema)
    damaged(file, "is not a model that this version reads");
  try {
    about_ = all.at("about");
    if (schema == kSchema) sums_ = all.at("sha256");
    for (const auto& b : all.at("blocks"))
      blocks_.push_back({b.at("first").get<Index>(), b.at("count").get<Index>(),
                         folder_ / b.at("file").get<std::string>(),
                         b.at("bytes").get<std::uint64_t>(),
                         schema == kSchema ? b.at("sha256").get<std::string>() : ""});
  } catch (const json::exception& e) {
    damaged(file, std::string("is damaged: ") + e.what());
  }
  if (!about_.is_object()) damaged(file, "is damaged: it does not say what it is");
  Index next = 0;
  for (const auto& b : blocks_) {
    std::error_code ec;
    if (b.first != next || b.count <= 0) damaged(file, "is damaged: its blocks leave gaps");
    if (std::filesystem::file_size(b.file, ec) != b.bytes || ec)
      damaged(b.file, "is missing or not whole");
    next += b.count;
  }
}

Index KeptModel::voxels() const {
  return blocks_.empty() ? 0 : blocks_.back().first + blocks_.back().count;
}

std::string KeptModel::state(const Block& block) const {
  std::string state = base::read_text(block.file);
  if (!block.sha256.empty() && base::sha256(state) != block.sha256)
    damaged(block.file, "is damaged: its SHA-256 is not the one of model.json");
  return state;
}

std::filesystem::path KeptModel::checked(const char* name) const {
  const auto file = folder_ / name;
  if (sums_.is_null()) return file;
  if (!std::filesystem::exists(file)) damaged(file, "is missing");
  if (sums_.value(name, "") != base::sha256_file(file))
    damaged(file, "is damaged: its SHA-256 is not the one of model.json");
  return file;
}

base::VectorD KeptModel::response_mean() const {
  if (sums_.is_null()) return base::VectorD::Zero(voxels());
  const io::H5File file(checked(kVoxelsFile), io::H5File::Mode::read);
  const base::VectorD mean = file.read_d("/mean").col(0);
  if (mean.size() != voxels()) damaged(folder_ / kVoxelsFile, "has another number of voxels");
  return mean;
}

Columns KeptModel::columns() const {
  const io::H5File file(checked(kColumnsFile), io::H5File::Mode::read);
  Columns out;
  out.names = file.read_texts("/name");
  out.centre = file.read_f("/centre").col(0);
  if (file.has("/mean")) {
    out.scaling.mean = file.read_d("/mean").col(0);
    out.scaling.scale = file.read_d("/scale").col(0);
  }
  return out;
}

std::vector<std::filesystem::path> kept_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  if (!std::filesystem::exists(folder / kModelFile)) return out;
  const KeptModel model(folder);
  for (const auto& b : model.blocks()) out.push_back(b.file);
  for (const char* name : {kColumnsFile, kVoxelsFile, kWeightsFile})
    if (std::filesystem::exists(folder / name)) out.push_back(folder / name);
  out.push_back(folder / kModelFile);
  return out;
}

}  // namespace encore::encode
