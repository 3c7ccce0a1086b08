#include "core/store/meta.hpp"

#include "core/base/file.hpp"
#include "core/store/checksum.hpp"

namespace encore::store {
namespace fs = std::filesystem;
using nlohmann::json;

json sizes_of(const fs::path& folder) {
  json sizes = json::object();
  for (const auto& f : fs::directory_iterator(folder))
    if (f.path().filename() != "meta.json") sizes[f.path().filename().string()] = f.file_size();
  return sizes;
}

json checksums_of(const fs::path& folder, const json& files) {
  json sums = json::object();
  for (const auto& [name, bytes] : files.items()) sums[name] = checksum_of(folder / name);
  return sums;
}

std::optional<json> meta_of(const fs::path& folder) {
  std::error_code ec;
  if (!fs::exists(folder / "meta.json", ec)) return std::nullopt;
  json meta = json::parse(base::read_text(folder / "meta.json"), nullptr, false);
  if (!meta.is_object() || !meta.value("files", json()).is_object()) return std::nullopt;
  for (const auto& [name, bytes] : meta["files"].items())
    if (!bytes.is_number_unsigned()) return std::nullopt;
  return meta;
}

std::string text_in(const json& meta, const char* name) {
  const auto found = meta.find(name);
  return found != meta.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace encore::store
