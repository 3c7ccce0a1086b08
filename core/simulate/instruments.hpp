// core/simulate/instruments.hpp: the General MIDI instruments that the composer uses.
#pragma once

#include <string_view>

namespace encore::simulate {

// "grand piano" and "keyboard". Throws for a program that is not in use.
std::string_view instrument_name(int program);
std::string_view instrument_family(int program);

// Families in a fixed order: keyboard, guitar, bass, strings, voices, brass, winds, synthesizer.
inline constexpr std::string_view instrument_families[] = {
    "keyboard", "guitar", "bass", "strings", "voices", "brass", "winds", "synthesizer"};

// Keys of the percussion channel.
namespace drum {
inline constexpr int kick = 36, stick = 37, snare = 38, clap = 39, closed_hat = 42, open_hat = 46,
                     low_tom = 45, high_tom = 48, crash = 49, ride = 51, tambourine = 54,
                     timpani_like = 41, shaker = 70;
}  // namespace drum

}  // namespace encore::simulate
