#include "core/run/said.hpp"

#include <nlohmann/json.hpp>

#include "core/base/file.hpp"

namespace encore::run {

void keep_warnings(const std::filesystem::path& folder, const std::vector<std::string>& texts) {
  if (!texts.empty()) base::write_text(folder / "warnings.json", nlohmann::json(texts).dump());
}

std::vector<std::string> kept_warnings(const std::filesystem::path& folder) {
  const auto file = folder / "warnings.json";
  if (!std::filesystem::exists(file)) return {};
  return nlohmann::json::parse(base::read_text(file)).get<std::vector<std::string>>();
}

}  // namespace encore::run
