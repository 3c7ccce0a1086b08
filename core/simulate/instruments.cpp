#include "core/simulate/instruments.hpp"

#include <algorithm>
#include <array>

#include "core/base/error.hpp"

namespace encore::simulate {
namespace {

struct Named {
  int program;
  std::string_view name;
};

constexpr std::array used = {
    Named{0, "grand piano"},
    Named{2, "electric grand piano"},
    Named{4, "electric piano"},
    Named{6, "harpsichord"},
    Named{11, "vibraphone"},
    Named{16, "drawbar organ"},
    Named{17, "percussive organ"},
    Named{18, "rock organ"},
    Named{21, "accordion"},
    Named{22, "harmonica"},
    Named{24, "nylon guitar"},
    Named{25, "steel guitar"},
    Named{26, "jazz guitar"},
    Named{27, "clean electric guitar"},
    Named{28, "muted guitar"},
    Named{29, "overdriven guitar"},
    Named{30, "distorted guitar"},
    Named{32, "upright bass"},
    Named{33, "fingered bass"},
    Named{34, "picked bass"},
    Named{36, "slap bass"},
    Named{38, "synth bass"},
    Named{40, "violin"},
    Named{42, "cello"},
    Named{45, "pizzicato strings"},
    Named{46, "harp"},
    Named{48, "string ensemble"},
    Named{50, "synth strings"},
    Named{52, "choir"},
    Named{53, "voice"},
    Named{56, "trumpet"},
    Named{57, "trombone"},
    Named{59, "muted trumpet"},
    Named{60, "French horn"},
    Named{61, "brass section"},
    Named{65, "alto saxophone"},
    Named{66, "tenor saxophone"},
    Named{68, "oboe"},
    Named{71, "clarinet"},
    Named{73, "flute"},
    Named{80, "square lead"},
    Named{81, "saw lead"},
    Named{88, "new-age pad"},
    Named{89, "warm pad"},
    Named{105, "banjo"},
    Named{110, "fiddle"},
};

}  // namespace

std::string_view instrument_name(int program) {
  const auto it =
      std::find_if(used.begin(), used.end(), [&](const Named& n) { return n.program == program; });
  if (it == used.end()) throw base::Error("program " + std::to_string(program) + " has no name");
  return it->name;
}

std::string_view instrument_family(int program) {
  if (program == 22) return "winds";
  if (program == 52 || program == 53) return "voices";
  if (program == 50) return "synthesizer";
  if (program == 105) return "guitar";
  if (program == 110) return "strings";
  if (program < 24) return "keyboard";
  if (program < 32) return "guitar";
  if (program < 40) return "bass";
  if (program < 56) return "strings";
  if (program < 64) return "brass";
  if (program < 80) return "winds";
  return "synthesizer";
}

}  // namespace encore::simulate
