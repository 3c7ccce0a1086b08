#include "core/data/bids_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/text.hpp"
#include "core/data/bids_events.hpp"
#include "core/data/confounds.hpp"
#include "core/data/prepare.hpp"
#include "core/data/scrub.hpp"
#include "core/data/trend.hpp"
#include "core/io/image.hpp"

namespace encore::data {
namespace {

namespace fs = std::filesystem;

// The value that counts is in the last of the sidecars that has one.
double stated_in(const fs::path& root, const BidsName& name) {
  auto files = inherited(root, name, "bold", ".json");
  std::reverse(files.begin(), files.end());
  for (const auto& file : files) {
    const auto json = read_json(file);
    const auto value = json.find("RepetitionTime");
    if (value == json.end()) continue;
    if (value->is_number() && value->get<double>() > 0) return value->get<double>();
    throw base::Error(fmt::format("{}: RepetitionTime is {}", file.string(), value->dump()),
                      "it is the time from volume to volume in seconds, a number above 0");
  }
  return 0;
}

// In s; 0 where no sidecar says it.
double repetition_time(const Reading& r, const BidsName& name) {
  for (const auto& root : {r.images(), r.raw()}) {
    const bool raw = root == r.raw();
    const double stated = stated_in(root, raw ? without_processing(name) : name);
    if (stated > 0) return stated;
  }
  return 0;
}

constexpr double kLongestTr = 100;  // s; what is longer is in another unit

// The sidecar counts; the image's header must not say otherwise. One that is off by a factor of a
// thousand has its unit wrong, which is common and harmless: the sidecar, unless what it says is no
// repetition time in seconds.
void settle_tr(const Reading& r, const std::string& file, double header, double stated, Run& run) {
  run.tr_s = stated > 0 ? stated : header;
  for (const double factor : {1e-6, 1e-3, 1e3, 1e6}) {
    if (!(header > 0) || std::abs(header * factor - stated) > 0.01 * stated) continue;
    const bool sidecar = stated > kLongestTr && header <= kLongestTr;
    if (sidecar) run.tr_s = header;
    r.warnings.push_back(
        fmt::format("{}: the {}'s repetition time {} s is in the wrong unit; the {}'s {} s is used",
                    file, sidecar ? "sidecar" : "header", sidecar ? stated : header,
                    sidecar ? "header" : "sidecar", run.tr_s));
    return;
  }
  if (!(run.tr_s > 0))
    throw base::Error(fmt::format("the repetition time of {} is not known", file),
                      "put RepetitionTime (in seconds) into its JSON sidecar");
  if (run.tr_s > kLongestTr)
    throw base::Error(fmt::format("the {} of {} says a repetition time of {} s",
                                  stated > 0 ? "sidecar" : "header", file, run.tr_s),
                      "put RepetitionTime into its JSON sidecar in seconds, not milliseconds");
  if (header > 0 && stated > 0 && std::abs(header - stated) > 0.01 * stated)
    throw base::Error(fmt::format("{}: the header says a repetition time of {} s, the sidecar {} s",
                                  file, header, stated),
                      "correct the one that is wrong");
}

fs::path confounds_of(const Reading& r, const BidsName& name) {
  for (const char* suffix : {"timeseries", "regressors"}) {
    auto found = inherited(
        r.images(),
        [&] {
          BidsName n = without_processing(name);
          n.entities.emplace_back("desc", "confounds");
          return n;
        }(),
        suffix, ".tsv");
    if (!found.empty()) return found.back();
  }
  return {};
}

void check_length(const Reading& r, const Run& run) {
  const auto& p = r.data.prepare;
  const Index left = kept_volumes(run, p);
  if (left < 2)
    throw base::Error(fmt::format("{} {} has {} volumes, and {} of them are dropped", r.subject,
                                  run.label, run.volumes, p.drop_leading_tr + p.drop_trailing_tr),
                      "lower data.prepare.drop_leading_tr or drop_trailing_tr");
  if (p.detrend.kind != recipe::Detrend::Kind::running_median) return;
  if (const Index window = odd_window(p.detrend.window_s, run.tr_s); window > left)
    throw base::Error(
        p.detrend.at,
        fmt::format("the running median of {} s takes {} volumes, but {} {} keeps {}",
                    base::number(p.detrend.window_s), window, r.subject, run.label, left),
        "give a window_s that is shorter than every run, or another detrend");
}

// Which volumes are outliers, where the recipe asks for it.
void find_outliers(const Reading& r, Run& run) {
  const auto& scrub = r.data.prepare.scrub;
  if (!scrub.enabled()) return;
  if (run.confounds.empty()) throw_no_confounds(run, scrub.at);
  run.scrubbed = scrubbed_volumes(run.confounds, scrub, run.volumes);
  check_scrubbed(r.subject, run, r.data.prepare);
}

}  // namespace

Placed read_run(const Reading& r, const RunImage& image, bool test) {
  const BidsFile& f = image.file;
  Placed out;
  Run& run = out.run;
  run.label = run_label(f.name);
  run.test = test;
  double header_tr = 0;
  if (!r.options.design_only) {
    run.image = f.path;
    run.right = image.right;
    const auto header = io::read_image_header(run.images());
    if (header.volumes < 2)
      throw base::Error(fmt::format("{} has a single volume, so it is not a run", f.path.string()));
    run.volumes = header.volumes;
    run.confounds = confounds_of(r, f.name);
    out.grid = header.grid;
    out.variant = variant(f.name);
    header_tr = header.tr_s;
  }
  settle_tr(r, f.path.string(), header_tr, repetition_time(r, f.name), run);
  const auto events = read_run_events(r, f, run);
  check_length(r, run);
  check_plays(r, events, run);
  if (!r.options.design_only) find_outliers(r, run);
  return out;
}

}  // namespace encore::data
