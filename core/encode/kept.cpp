#include "core/encode/kept.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/io/hdf5.hpp"

namespace encore::encode {
using nlohmann::json;
namespace {

constexpr const char* kSchema = "encore.model/1";
constexpr const char* kColumnsFile = "model-columns.h5";

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& why) {
  throw base::Error(fmt::format("{} {}", file.string(), why),
                    "run the recipe that keeps the model again");
}

}  // namespace

Columns columns_of(const Problem& p) { return {p.column_names, p.scaling, p.x_mean}; }

void KeptWriter::add(Index first, Index count, const std::string& state) {
  if (state.empty()) throw base::Error("the regression plugin cannot save a fitted model");
  const auto name = fmt::format("model-{:07}.bin", first);
  base::write_text(folder_ / name, state);
  blocks_.push_back({{"file", name}, {"first", first}, {"count", count}, {"bytes", state.size()}});
}

void KeptWriter::finish(const json& about, const Columns& columns) {
  io::H5File file(folder_ / kColumnsFile, io::H5File::Mode::create);
  file.write_texts("/name", columns.names);
  file.write_vector("/centre", columns.centre.cast<double>());
  if (columns.scaling.mean.size() > 0) {
    file.write_vector("/mean", columns.scaling.mean);
    file.write_vector("/scale", columns.scaling.scale);
  }
  file.close();
  const json all = {{"schema", kSchema}, {"about", about}, {"blocks", blocks_}};
  base::write_text(folder_ / kModelFile, all.dump(2) + "\n");
}

KeptModel::KeptModel(std::filesystem::path folder) : folder_(std::move(folder)) {
  const auto file = folder_ / kModelFile;
  const json all = json::parse(base::read_text(file), nullptr, false);
  if (!all.is_object() || !all.contains("schema") || all["schema"] != kSchema)
    damaged(file, "is not a model that this version reads");
  try {
    about_ = all.at("about");
    for (const auto& b : all.at("blocks"))
      blocks_.push_back({b.at("first").get<Index>(), b.at("count").get<Index>(),
                         folder_ / b.at("file").get<std::string>(),
                         b.at("bytes").get<std::uint64_t>()});
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

std::string KeptModel::state(const Block& block) const { return base::read_text(block.file); }

Columns KeptModel::columns() const {
  const io::H5File file(folder_ / kColumnsFile, io::H5File::Mode::read);
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
  out.push_back(folder / kColumnsFile);
  out.push_back(folder / kModelFile);
  return out;
}

}  // namespace encore::encode
