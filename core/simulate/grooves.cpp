#include "core/simulate/grooves.hpp"

#include "core/simulate/instruments.hpp"

namespace encore::simulate::grooves {

using namespace drum;

std::vector<Groove> shuffle() {
  return {
      {{kick, "X.......x......."}, {snare, "....X.......X..."}, {ride, "x.o.x.o.x.o.x.o."}},
      {{kick, "X.....x.x......."}, {snare, "....X.......X..."}, {closed_hat, "x.o.x.o.x.o.x.o."}}};
}

std::vector<Groove> orchestral() {
  return {{{timpani_like, "x...........o..."}},
          {{timpani_like, "x.......x......."}, {crash, "o..............."}}};
}

Groove orchestral_waltz() { return {{timpani_like, "x..........."}}; }

std::vector<Groove> train() {
  return {
      {{kick, "X.......X......."}, {snare, "o.oox.ooo.oox.oo"}},
      {{kick, "X.......x......."}, {snare, "....X.......X..."}, {closed_hat, "x.x.x.x.x.x.x.x."}}};
}

Groove waltz() {
  return {{kick, "X..........."}, {snare, "....x...x..."}, {closed_hat, "x...x...x..."}};
}

std::vector<Groove> four_on_the_floor() {
  return {{{kick, "X...X...X...X..."}, {snare, "....x.......x..."}, {open_hat, "..X...X...X...X."}},
          {{kick, "X...X...X...X..."},
           {clap, "....X.......X..."},
           {closed_hat, "x.x.x.x.x.x.x.x."},
           {tambourine, "..x...x...x...x."}}};
}

std::vector<Groove> boom_bap() {
  return {
      {{kick, "X......x..X....."}, {snare, "....X.......X..."}, {closed_hat, "x.x.x.x.x.x.x.x."}},
      {{kick, "X..x......X..x.."}, {clap, "....X.......X..."}, {closed_hat, "xoxoxoxoxoxoxoxo"}}};
}

std::vector<Groove> swing_ride() {
  return {
      {{ride, "x...x.x.x...x.x."}, {closed_hat, "....x.......x..."}, {snare, "......o.......o."}},
      {{ride, "x...x.x.x...x.x."}, {closed_hat, "....x.......x..."}, {kick, "o.......o......."}}};
}

Groove jazz_waltz() {
  return {{ride, "x...x.x.x..."}, {closed_hat, "....x...x..."}, {kick, "o..........."}};
}

std::vector<Groove> double_kick() {
  return {{{kick, "XxxxXxxxXxxxXxxx"},
           {snare, "....X.......X..."},
           {crash, "x..............."},
           {closed_hat, "x...x...x...x..."}},
          {{kick, "X.xxX.xxX.xxX.xx"}, {snare, "....X.......X..."}, {ride, "x.x.x.x.x.x.x.x."}}};
}

std::vector<Groove> backbeat_pop() {
  return {
      {{kick, "X.......X.x....."}, {snare, "....X.......X..."}, {closed_hat, "x.x.x.x.x.x.x.x."}},
      {{kick, "X...x...X...x..."}, {clap, "....X.......X..."}, {shaker, "xxxxxxxxxxxxxxxx"}}};
}

std::vector<Groove> one_drop() {
  return {
      {{kick, "........X......."}, {stick, "........X......."}, {closed_hat, "x.x.x.x.x.x.x.x."}},
      {{kick, "x...x...X...x..."}, {stick, "....x..x....x..."}, {closed_hat, "x.x.x.x.x.x.x.xo"}}};
}

std::vector<Groove> rock() {
  return {
      {{kick, "X.......X.X....."}, {snare, "....X.......X..."}, {closed_hat, "X.x.X.x.X.x.X.x."}},
      {{kick, "X..x....X.x....."},
       {snare, "....X.......X..."},
       {crash, "x..............."},
       {ride, "..x.x.x.x.x.x.x."}}};
}

}  // namespace encore::simulate::grooves
