#include "options.hpp"

#include <algorithm>
#include <cmath>

namespace linear {
namespace {

// An eigen-decomposition in float64, in products of float32 matrices of its size.
constexpr double kEigenWork = 18;
// Targets that share what is done once; a whole brain has more.
constexpr double kTypicalTargets = 20000;
// Below this the whole fit takes seconds even in float64.
constexpr double kCheapPerTarget = 4e6;

// Scoring one fold: the triangle times a short basis of the penalties.
double scoring_work(Index n_test, Index directions, std::size_t penalties) {
  const auto m = static_cast<double>(std::min(n_test, directions));
  const auto d = static_cast<double>(directions);
  return std::min(12.0, static_cast<double>(penalties)) * (2 * m * d - m * m);
}

double cube(Index n) { return std::pow(static_cast<double>(n), 3); }

Solver solver_of(const encore::Params& params) {
  const std::string s = params.choice("solver");
  if (s == "primal") return Solver::primal;
  return s == "dual" ? Solver::dual : Solver::automatic;
}

}  // namespace

Options::Options(const encore::Params& params) : Options(params, solver_of(params)) {}

Options::Options(const encore::Params& params, Solver fixed)
    : alphas(params.reals("alphas")), intercept(params.boolean("intercept")), solver(fixed) {
  if (alphas.empty()) throw encore::Error::param("alphas", "needs at least one penalty");
  for (const double a : alphas)
    if (!std::isfinite(a) || a <= 0)
      throw encore::Error::param("alphas", "penalties must be greater than 0");
  std::sort(alphas.begin(), alphas.end());
  alphas.erase(std::unique(alphas.begin(), alphas.end()), alphas.end());
  const std::string p = params.choice("precision");
  if (p == "float32") precision = Precision::float32;
  if (p == "float64") precision = Precision::float64;
}

Work primal_work(const SortedRows& rows, Index cols, std::size_t penalties) {
  const Index rank = std::min(rows.size(), cols);
  const auto n = static_cast<double>(rows.size()), r = static_cast<double>(rank);
  Work work{2 * n * r, kEigenWork * cube(cols)};
  for (const auto& fold : rows.folds()) {
    const Index directions = std::min(rank, rows.size() - fold.size);
    work.per_target +=
        4 * r * static_cast<double>(directions) + scoring_work(fold.size, directions, penalties);
    work.once += kEigenWork * cube(rank);
  }
  return work;
}

Work dual_work(const SortedRows& rows, Index cols, std::size_t penalties) {
  const Index rank = std::min(rows.size(), cols);
  const auto n = static_cast<double>(rows.size());
  Work work{2 * n * static_cast<double>(rank),
            kEigenWork * cube(rows.size()) + 2 * n * n * static_cast<double>(cols)};
  for (const auto& fold : rows.folds()) {
    const Index n_train = rows.size() - fold.size, directions = std::min(rank, n_train);
    work.per_target +=
        2 * n * static_cast<double>(directions) + scoring_work(fold.size, directions, penalties);
    work.once += kEigenWork * cube(n_train);
  }
  return work;
}

Solver choose_solver(const Options& options, const SortedRows& rows, Index cols) {
  if (options.solver != Solver::automatic) return options.solver;
  const auto total = [](const Work& w) { return w.once + kTypicalTargets * w.per_target; };
  const std::size_t penalties = options.alphas.size();
  return total(dual_work(rows, cols, penalties)) < total(primal_work(rows, cols, penalties))
             ? Solver::dual
             : Solver::primal;
}

Precision choose_precision(const Options& options, Solver solver, const SortedRows& rows,
                           Index cols) {
  if (options.precision != Precision::automatic) return options.precision;
  const std::size_t penalties = options.alphas.size();
  const Work work = solver == Solver::primal ? primal_work(rows, cols, penalties)
                                             : dual_work(rows, cols, penalties);
  return work.per_target <= kCheapPerTarget ? Precision::float64 : Precision::float32;
}

const char* name_of(Solver solver) { return solver == Solver::dual ? "dual" : "primal"; }
const char* name_of(Precision precision) {
  return precision == Precision::float64 ? "float64" : "float32";
}

}  // namespace linear
