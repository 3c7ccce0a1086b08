#include "core/store/said.hpp"

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/file.hpp"

namespace encore::store {
namespace {

std::filesystem::path file_in(const std::filesystem::path& folder) { return folder / "said.json"; }

}  // namespace

void write_said(const std::filesystem::path& folder, const Said& said) {
  const nlohmann::json out = {{"facts", said.facts}, {"warnings", said.warnings}};
  base::write_text(file_in(folder),
                   out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

Said read_said(const std::filesystem::path& folder) {
  std::error_code ec;
  if (!std::filesystem::exists(file_in(folder), ec)) return {};
  const auto in = nlohmann::json::parse(base::read_text(file_in(folder)), nullptr, false);
  if (in.is_discarded())
    throw base::Error(file_in(folder).string() + " is damaged",
                      "remove the folder that it lies in: it is computed anew");
  return {in.value("facts", std::map<std::string, std::string>()),
          in.value("warnings", std::vector<std::string>())};
}

}  // namespace encore::store
