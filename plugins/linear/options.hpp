// plugins/linear/options.hpp: the parameters as typed values, and the choices made from shapes.
#pragma once

#include <string>
#include <vector>

#include "choice.hpp"
#include "encore/params.hpp"
#include "rows.hpp"

namespace linear {

enum class Solver { automatic, primal, dual };
enum class Precision { automatic, float32, float64 };

struct Options {
  std::vector<double> alphas;  // ascending, without repeats
  bool intercept = true;
  Solver solver = Solver::automatic;
  Precision precision = Precision::automatic;
  Choice choice = Choice::best;  // the plugin sets it, see choice_of

  explicit Options(const encore::Params& params);
  // Of a plugin without a parameter `solver`.
  Options(const encore::Params& params, Solver fixed);
};

// Float32 operations: for one target, and once for all targets.
struct Work {
  double per_target = 0;
  double once = 0;
};
Work primal_work(const SortedRows& rows, Index cols, std::size_t penalties);
Work dual_work(const SortedRows& rows, Index cols, std::size_t penalties);

// Never automatic. They depend on shapes only, so that every block of targets gets the same.
Solver choose_solver(const Options& options, const SortedRows& rows, Index cols);
Precision choose_precision(const Options& options, Solver solver, const SortedRows& rows,
                           Index cols);

const char* name_of(Solver solver);
const char* name_of(Precision precision);

}  // namespace linear
