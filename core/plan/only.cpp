// --only: a part of the subjects and models.
#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/plan/study.hpp"

namespace encore::plan {

Only parse_only(const std::vector<std::string>& texts) {
  Only only;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const std::string key = text.substr(0, equals);
    if (equals == std::string::npos || (key != "subject" && key != "model"))
      throw base::Error(fmt::format("--only {}: expected subject=NAME or model=NAME", text),
                        "for example --only subject=sub-001,sub-002");
    if (text.find_first_not_of(',', equals + 1) == std::string::npos)
      throw base::Error(fmt::format("--only {}: no {} is named", text, key),
                        "leave --only out to run all");
    std::string rest = text.substr(equals + 1) + ",";
    for (auto comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
      if (comma > 0) only[key].push_back(rest.substr(0, comma));
      rest.erase(0, comma + 1);
    }
  }
  return only;
}

}  // namespace encore::plan
