#include "core/results/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "core/results/chance.hpp"
#include "core/results/places.hpp"

namespace encore::results {
namespace {

struct Cell {
  double sum = 0;
  int subjects = 0;
  std::vector<double> p, at_the_end;  // of its evidence in each subject
  bool in_reach = false;              // of some subject's test
  const Reach* reach = nullptr;       // of the subject whose test can go farthest
  double mean() const { return subjects > 0 ? sum / subjects : std::nan(""); }
};

// "=" when some subject's paired difference may be chance, "?" when none was compared.
const char* mark_beside(const Results& results, const std::string& place, const std::string& best,
                        const std::string& other) {
  const char* mark = "?";
  for (const auto& s : results.subjects)
    for (const auto& c : s.comparisons) {
      const bool same = (c.a == best && c.b == other) || (c.a == other && c.b == best);
      if (!same || c.region != place) continue;
      if (!(c.q <= results.compare_level)) return "=";
      mark = " ";
    }
  return mark;
}

// What the marks of a table stand for, as far as they were used.
struct Marks {
  bool best = false, tied = false, unknown = false;
  std::vector<std::string> parts;  // "IFG (15 of 26 voxels)": places where r is over fewer voxels
  const Reach *out_of_reach = nullptr, *undecided = nullptr;
};

std::string orders_text(double orders) {
  return orders < 1e6 ? base::counted(static_cast<std::size_t>(orders + 0.5), "order")
                      : fmt::format("{:.1g} orders", orders);
}

bool few_orders(const Results& results, const Reach& reach) {
  return reach.orders < static_cast<double>(results.significance_draws);
}

// What there is too little of: "120 orders" or "1000 draws".
std::string limit(const Results& results, const Reach& reach) {
  return few_orders(results, reach) ? orders_text(reach.orders)
                                    : base::counted(results.significance_draws, "draw");
}

std::string remedy(const Results& results, const Reach& reach) {
  return few_orders(results, reach) ? reach.remedy : "take more stats.significance.draws";
}

class Row {
 public:
  Row(const Results& results, const std::string& region) : results_(results), region_(region) {
    cells_.resize(results.models.size());
    for (const auto& s : results.subjects) add(s);
    for (std::size_t m = 0; m < cells_.size(); ++m)
      if (!std::isnan(cells_[m].mean()) &&
          (best_ == results.models.size() || cells_[m].mean() > cells_[best_].mean()))
        best_ = m;
  }

  std::string text(const std::vector<std::size_t>& widths, std::size_t region_width,
                   Marks& marks) const {
    if (shared_ < voxels_)
      marks.parts.push_back(fmt::format("{} ({} of {})", region_, shared_, voxels_));
    std::string out = fmt::format("{:<{}} {:>6}", region_, region_width, voxels_);
    for (std::size_t m = 0; m < cells_.size(); ++m)
      out += fmt::format("  {:>{}}", cell(m, marks), widths[m]);
    return out + "  " + verdict(marks) + "\n";
  }

 private:
  void add(const SubjectResult& s) {
    const auto voxels = voxels_of(s, region_);
    const auto shared = compared_voxels(results_, s, region_);
    voxels_ += voxels.size();
    shared_ += shared.size();
    double best = -2;
    std::size_t winner = results_.models.size();
    for (std::size_t m = 0; m < results_.models.size(); ++m) {
      const auto* model = find_model(s, results_.models[m]);
      if (model == nullptr || voxels.empty()) continue;
      const double r = mean_over(model->r, shared);
      if (std::isnan(r)) continue;
      cells_[m].sum += r;
      ++cells_[m].subjects;
      const auto found = evidence(*model, voxels, results_.correct, results_.q_level);
      tested_ = tested_ || !std::isnan(found.p);
      cells_[m].p.push_back(found.p);
      cells_[m].at_the_end.push_back(found.at_the_end);
      cells_[m].in_reach = cells_[m].in_reach || found.in_reach;
      const auto& reach = model->reach;
      if (reach && (cells_[m].reach == nullptr || reach->smallest_q < cells_[m].reach->smallest_q))
        cells_[m].reach = &*reach;
      if (r > best) {
        best = r;
        winner = m;
      }
    }
    winners_.push_back(winner);
  }

  // No order of the blocks could have made any voxel significant.
  bool out_of_reach() const {
    const auto* reach = cells_[best_].reach;
    return reach != nullptr && reach->smallest_q > results_.q_level;
  }

  // The highest is not above chance (chance.hpp).
  bool silent() const {
    if (!tested_ || best_ == cells_.size() || out_of_reach()) return false;
    return !(over_subjects(cells_[best_].p) <= results_.q_level);
  }

  // The place has fewer voxels than must have the smallest p before one passes, or more of them
  // than chance gives have it and none passes.
  bool undecided() const {
    if (!silent() || cells_[best_].reach == nullptr) return false;
    return !cells_[best_].in_reach || over_subjects(cells_[best_].at_the_end) <= results_.q_level;
  }

  std::string cell(std::size_t m, Marks& marks) const {
    const double mean = cells_[m].mean();
    if (std::isnan(mean)) return "n/a ";
    const char* mark = " ";
    if (best_ < cells_.size() && !silent()) {
      if (m == best_) mark = "*";
      else mark = mark_beside(results_, region_, results_.models[best_], results_.models[m]);
    }
    marks.best = marks.best || *mark == '*';
    marks.tied = marks.tied || *mark == '=';
    marks.unknown = marks.unknown || *mark == '?';
    return fmt::format("{:.3f}{}", mean, mark);
  }

  // Others may be above chance where the highest is not: a wider space has a wider null.
  std::string none() const {
    std::vector<std::string> above;
    for (std::size_t m = 0; m < cells_.size(); ++m)
      if (!cells_[m].p.empty() && over_subjects(cells_[m].p) <= results_.q_level)
        above.push_back(results_.models[m]);
    if (above.empty()) return "none (not above chance)";
    return fmt::format("none ({} is not above chance; {} {})", results_.models[best_],
                       base::join(above, "and"), above.size() == 1 ? "is" : "are");
  }

  std::string verdict(Marks& marks) const {
    if (best_ == cells_.size()) return "no result";
    if (undecided()) {
      marks.undecided = cells_[best_].reach;
      return "cannot be decided (" + limit(results_, *marks.undecided) + ")";
    }
    if (silent()) return none();
    const auto wins = std::count(winners_.begin(), winners_.end(), best_);
    std::string text =
        fmt::format("{} (best in {} of {})", results_.models[best_], wins, winners_.size());
    if (!out_of_reach()) return text;
    marks.out_of_reach = cells_[best_].reach;
    return text + ", significance out of reach";
  }

  const Results& results_;
  std::string region_;
  std::vector<Cell> cells_;
  std::vector<std::size_t> winners_;
  std::size_t voxels_ = 0, shared_ = 0;
  std::size_t best_ = results_.models.size();
  bool tested_ = false;
};

std::string legend(const Results& results, const Marks& marks) {
  std::string text;
  if (marks.best) text += "* best of its row";
  if (marks.tied)
    text += fmt::format("   = not separable from the best: q of the difference above {}",
                        base::number(results.compare_level));
  if (marks.unknown) text += "   ? not compared with the best";
  if (!text.empty()) text += "\n";
  if (results.has_added_controls)
    text +=
        "control-...: added to every comparison that lacks them; encode.controls: none declines\n";
  if (!marks.parts.empty())
    text += fmt::format("r is over the voxels in which all these models have one: {}\n",
                        base::join(marks.parts, "and"));
  if (const auto* reach = marks.out_of_reach)
    text += fmt::format(
        "significance out of reach: {} of the test rows and {} give no p below {:.2g} "
        "and no q below {:.2g}, but the level is {}; {}\n",
        orders_text(reach->orders), base::counted(results.significance_draws, "draw"),
        reach->smallest_p, reach->smallest_q, base::number(results.q_level),
        remedy(results, *reach));
  if (const auto* reach = marks.undecided)
    text += fmt::format(
        "cannot be decided: {} of the test rows and {} give no p below {:.2g}; {} of {} voxels "
        "must have it before q of one is at most {}; {}\n",
        orders_text(reach->orders), base::counted(results.significance_draws, "draw"),
        reach->smallest_p, reach->needed, reach->voxels, base::number(results.q_level),
        remedy(results, *reach));
  return text;
}

// Columns of each model before delays; "" where no model says so.
std::string dimensions(const Results& results, const std::vector<std::size_t>& widths,
                       std::size_t region_width) {
  std::string text = fmt::format("{:<{}}", "dimensions", region_width + 7);
  bool known = false;
  for (std::size_t m = 0; m < results.models.size(); ++m) {
    long columns = 0;
    for (const auto& s : results.subjects)
      if (const auto* model = find_model(s, results.models[m])) columns = model->dimensions;
    known = known || columns > 0;
    text +=
        fmt::format("  {:>{}}", columns > 0 ? std::to_string(columns) + " " : "n/a ", widths[m]);
  }
  return known ? text + "\n" : "";
}

}  // namespace

std::size_t region_width(const Results& results) {
  std::size_t width = std::string_view("region").size();
  for (const auto& r : places(results)) width = std::max(width, r.size());
  return width;
}

std::string table(const Results& results) {
  const std::size_t first = region_width(results);
  std::vector<std::size_t> widths;
  for (const auto& m : results.models) widths.push_back(std::max<std::size_t>(m.size(), 7));

  std::string text = fmt::format("Mean test correlation r by region, {}{}\n",
                                 base::counted(results.subjects.size(), "subject"),
                                 results.simulated ? " (SIMULATED data)" : "");
  text += fmt::format("{:<{}} {:>6}", "region", first, "voxels");
  for (std::size_t m = 0; m < results.models.size(); ++m)
    text += fmt::format("  {:>{}}", results.models[m], widths[m]);
  text += "  best model\n" + dimensions(results, widths, first);
  Marks marks;
  for (const auto& region : places(results))
    text += Row(results, region).text(widths, first, marks);
  return text + legend(results, marks);
}

}  // namespace encore::results
