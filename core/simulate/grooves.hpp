// core/simulate/grooves.hpp: drum patterns of the genres.
#pragma once

#include "core/simulate/style.hpp"

namespace encore::simulate::grooves {

std::vector<Groove> shuffle();
std::vector<Groove> orchestral();
Groove orchestral_waltz();
std::vector<Groove> train();
Groove waltz();
std::vector<Groove> four_on_the_floor();
std::vector<Groove> boom_bap();
std::vector<Groove> swing_ride();
Groove jazz_waltz();
std::vector<Groove> double_kick();
std::vector<Groove> backbeat_pop();
std::vector<Groove> one_drop();
std::vector<Groove> rock();

}  // namespace encore::simulate::grooves
