// plugins/linear/notices.hpp: what a user should hear about the targets of a fit. The host counts
// the same over all blocks and warns once a run, so this goes to the log of a host that keeps one.
//
// Counts add up over the blocks since prepare; each warning comes once.
#pragma once

#include <cmath>
#include <cstdio>
#include <string>

#include "encore/call.hpp"
#include "options.hpp"
#include "stored.hpp"

namespace linear {

class Notices {
 public:
  void count(const encore::Call& call, const Chosen& chosen, const Options& options) {
    for (std::size_t t = 0; t < chosen.alpha.size(); ++t) {
      ++targets_;
      if (std::isnan(chosen.alpha[t])) ++constant_;
      else if (chosen.edge[t] > 0) ++(chosen.alpha[t] < options.alphas.back() ? lowest_ : largest_);
    }
    call.set_meta("targets", std::to_string(targets_));
    call.set_meta("constant_targets", std::to_string(constant_));
    call.set_meta("edge_targets", std::to_string(lowest_ + largest_));
    warn_constant(call);
    warn_edge(call, options);
  }

 private:
  void warn_constant(const encore::Call& call) {
    if (constant_ == 0 || warned_constant_) return;
    warned_constant_ = true;
    call.info(std::to_string(constant_) + " of " + std::to_string(targets_) +
              " targets are constant or hold NaN or infinity: their results are NaN");
  }

  void warn_edge(const encore::Call& call, const Options& options) {
    const std::size_t fitted = targets_ - constant_, edge = lowest_ + largest_;
    if (warned_edge_ || static_cast<double>(edge) <= 0.05 * static_cast<double>(fitted)) return;
    warned_edge_ = true;
    char text[320];
    std::snprintf(text, sizeof text,
                  "%.1f %% of %zu targets chose an end of the penalty grid (%zu the smallest, %g; "
                  "%zu the largest, %g): widen alphas. Targets that the features cannot predict "
                  "choose the largest on any grid",
                  100 * static_cast<double>(edge) / static_cast<double>(fitted), fitted, lowest_,
                  options.alphas.front(), largest_, options.alphas.back());
    call.info(text);
  }

  std::size_t targets_ = 0, constant_ = 0, lowest_ = 0, largest_ = 0;
  bool warned_constant_ = false, warned_edge_ = false;
};

}  // namespace linear
