// tests/core/align/fixture.hpp: small designs that can be followed by hand.
#pragma once

#include <string>
#include <vector>

#include "core/align/design.hpp"
#include "core/data/dataset.hpp"
#include "core/recipe/recipe.hpp"

namespace encore::align::test {

// Clips of 15 s, ten volumes of 1.5 s, played without gaps.
class Lab {
 public:
  static constexpr double tr = 1.5;
  static constexpr int clip_volumes = 10;

  Lab() {
    subject.id = "sub-001";
    recipe.data.source.kind = recipe::Source::Kind::bids;
  }

  void add_clips(int n) {
    for (int c = 0; c < n; ++c) {
      data::Clip clip;
      clip.id = "clip." + std::to_string(set.clips.size());
      clip.duration_s = clip_volumes * tr;
      set.clips.push_back(clip);
    }
  }

  // A run that plays these clips one after another.
  void add_run(int number, bool test, const std::vector<std::size_t>& clips) {
    data::Run run;
    run.number = number;
    run.label = "run-" + std::to_string(number);
    run.test = test;
    run.tr_s = tr;
    run.volumes = static_cast<base::Index>(clips.size()) * clip_volumes;
    for (std::size_t i = 0; i < clips.size(); ++i)
      run.events.push_back(
          {static_cast<double>(i) * clip_volumes * tr, clip_volumes * tr, clips[i], 0});
    subject.runs.push_back(run);
  }

  // Rows after dropping, as data/ makes them; a clip's n-th showing in a split is repeat n.
  std::vector<data::Row> rows() const {
    std::vector<data::Row> out;
    std::vector<int> seen(set.clips.size(), 0);
    const int drop = recipe.data.prepare.drop_leading_tr;
    for (const auto& run : subject.runs)
      for (std::size_t e = 0; e < run.events.size(); ++e) {
        const int first = static_cast<int>(e) * clip_volumes;
        if (first + clip_volumes <= drop) continue;
        const int repeat = seen[run.events[e].clip]++;
        for (int o = 0; o < clip_volumes; ++o)
          if (first + o >= drop)
            out.push_back(
                {run.number, run.test, static_cast<std::int32_t>(run.events[e].clip), o, repeat});
      }
    return out;
  }

  data::DataSet set;
  data::Subject subject;
  recipe::Recipe recipe;
};

// A feature with one dimension and a frame a volume: 100 * (clip + 1) + offset.
inline ClipFeatures counting(std::size_t clip) {
  ClipFeatures f{base::MatrixF(Lab::clip_volumes, 1), base::MatrixD(Lab::clip_volumes, 2)};
  for (int o = 0; o < Lab::clip_volumes; ++o) {
    f.values(o, 0) = static_cast<float>(100 * (clip + 1)) + static_cast<float>(o);
    f.spans.row(o) << o * Lab::tr, (o + 1) * Lab::tr;
  }
  return f;
}

}  // namespace encore::align::test
