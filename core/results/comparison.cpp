#include "core/results/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.hpp"
#include "core/io/hdf5.hpp"
#include "core/results/places.hpp"
#include "core/results/significance.hpp"

namespace encore::results {
namespace {

using nlohmann::json;

void correct_places(const recipe::Compare& compare, Place place, SubjectResult& out) {
  std::vector<Tested> family;
  for (auto& c : out.comparisons)
    if (kind_of(c.region, out.sets) == place) family.push_back({c.p, &c.q});
  correct_family(family, compare.correct);
}

void add_voxels(const recipe::Compare& compare, const json& pairs,
                const std::filesystem::path& path, SubjectResult& out) {
  const io::H5File file(path, io::H5File::Mode::read);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto read = [&](const char* what) -> base::VectorD {
      return file.read_d(fmt::format("/{}/{}", i, what)).col(0);
    };
    const auto p = read("p");
    out.voxel_comparisons.push_back({pairs[i][0], pairs[i][1], read("difference"), read("low"),
                                     read("high"), p, corrected(p, compare.correct)});
  }
}

// Not of a constant (encore.mean), which is compared with none.
bool has_r(const ModelResult& model) { return model.r.array().isFinite().any(); }

// Whether a voxel's best model is better than another, beyond doubt.
bool separable(const SubjectResult& subject, const std::string& best, const std::string& other,
               base::Index voxel, double level) {
  for (const auto& c : subject.voxel_comparisons)
    if ((c.a == best && c.b == other) || (c.a == other && c.b == best)) return c.q(voxel) <= level;
  return false;
}

}  // namespace

void add_comparisons(const recipe::Compare& compare, const std::filesystem::path& folder,
                     SubjectResult& out) {
  const auto file = json::parse(base::read_text(folder / "compare.json"));
  for (const auto& c : file.at("pairs"))
    out.comparisons.push_back({c.at("a"), c.at("b"), c.at("region"), c.at("voxels"),
                               c.at("difference"), c.at("low"), c.at("high"),
                               c.at("p").is_null() ? std::nan("") : c.at("p").get<double>(), 1,
                               c.at("se")});
  const auto scores = [](const json& rows) {
    std::vector<RegionScore> list;
    for (const auto& m : rows)
      list.push_back({m.at("model"), m.at("region"), m.at("voxels"), m.at("mean"), m.at("se"),
                      m.at("low"), m.at("high")});
    return list;
  };
  out.region_scores = scores(file.at("models"));
  out.delay_scores = scores(file.at("delays"));
  for (const auto place : kPlaces) correct_places(compare, place, out);
  if (file.contains("voxels")) add_voxels(compare, file["voxels"], folder / "compare.h5", out);
}

namespace {

// What compare wrote clip after clip; none where the table's clips are others, joined since they
// were very many.
std::vector<std::vector<std::int32_t>> read_stretches(const io::H5File& file, std::size_t model,
                                                      const std::vector<std::int64_t>& clips) {
  const auto all = file.read_ints(fmt::format("/{}/stretch_clips", model));
  const std::set<std::int64_t> known(clips.begin(), clips.end());
  for (const auto c : all)
    if (!known.contains(c)) return {};
  std::vector<std::vector<std::int32_t>> out;
  auto next = all.begin();
  for (const auto length : file.read_ints(fmt::format("/{}/stretch_lengths", model))) {
    out.emplace_back(next, next + length);
    next += length;
  }
  return out;
}

}  // namespace

void add_clip_tables(const std::filesystem::path& folder, SubjectResult& out) {
  const auto names = json::parse(base::read_text(folder / "compare.json"));
  const io::H5File file(folder / "clips.h5", io::H5File::Mode::read);
  for (std::size_t m = 0; m < names.at("tables").size(); ++m) {
    const auto clips = file.read_ints(fmt::format("/{}/clips", m));
    const auto rows = file.read_ints(fmt::format("/{}/rows", m));
    const base::MatrixF r = file.read_f(fmt::format("/{}/r", m));
    const auto n = static_cast<base::Index>(clips.size());
    const auto stretches = read_stretches(file, m, clips);
    for (base::Index region = 0; region < r.cols(); ++region) {
      if (std::isnan(r(0, region))) continue;
      out.clip_tables.push_back({names["tables"][m],
                                 names["regions"][static_cast<std::size_t>(region)],
                                 {{clips.begin(), clips.end()},
                                  {rows.begin(), rows.end()},
                                  r.col(region).reshaped(n, n),
                                  stretches}});
    }
  }
}

base::VectorD best_model(const SubjectResult& subject, double q_level) {
  const auto voxels = subject.models.front().r.size();
  base::VectorD best = base::VectorD::Constant(voxels, std::nan(""));
  for (base::Index v = 0; v < voxels; ++v) {
    double highest = 0;
    for (std::size_t m = 0; m < subject.models.size(); ++m) {
      const auto& model = subject.models[m];
      if (!(model.r(v) > highest)) continue;
      highest = model.r(v);
      const bool passes = model.q.size() == 0 || model.q(v) <= q_level;
      best(v) = passes ? static_cast<double>(m + 1) : std::nan("");
    }
  }
  return best;
}

base::VectorD clear_best_model(const SubjectResult& subject, double q_level, double compare_level) {
  const auto models =
      static_cast<std::size_t>(std::count_if(subject.models.begin(), subject.models.end(), has_r));
  if (models < 2 || subject.voxel_comparisons.size() != models * (models - 1) / 2) return {};
  base::VectorD best = best_model(subject, q_level);
  for (base::Index v = 0; v < best.size(); ++v) {
    if (std::isnan(best(v))) continue;
    const auto& name = subject.models[static_cast<std::size_t>(best(v)) - 1].name;
    for (const auto& other : subject.models)
      if (other.name != name && has_r(other) &&
          !separable(subject, name, other.name, v, compare_level))
        best(v) = std::nan("");
  }
  return best;
}

base::VectorD preference(const VoxelComparison& comparison, double level) {
  return (comparison.q.array() <= level).select(comparison.difference.array(), std::nan(""));
}

}  // namespace encore::results
