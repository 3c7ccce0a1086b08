#include <locale>
#include <sstream>

#include "plugins/dsp/modulation.hpp"

namespace encore::dsp {

std::vector<std::string> modulation_names(const ModulationConfig& c) {
  std::vector<std::string> names;
  for (Index d = 0; d < (c.split_directions ? 2 : 1); ++d)
    for (const double rate : c.rates_hz)
      for (const double scale : c.scales_cyc_oct)
        for (Index b = 0; b < c.bands; ++b) {
          std::ostringstream name;
          name.imbue(std::locale::classic());
          if (c.split_directions) name << (d == 0 ? "down_" : "up_");
          name << rate << "hz_" << scale << "cpo_b" << b + 1;
          names.push_back(name.str());
        }
  return names;
}

}  // namespace encore::dsp
