// core/recipe/recipe.hpp: a recipe after every check: typed, complete, defaults filled in.
//
// The vocabulary is in docs/recipe.md; each field's default there is its initialiser here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/location.hpp"
#include "core/plugin/params.hpp"

namespace encore::recipe {

using base::Located;
using base::Location;

// A plugin with its parameters.
struct Use {
  std::string plugin;
  plugin::Params params;
  Location at;
};

// Runs by their BIDS entities: {task: Training, run: [1, 2]}.
struct Select {
  std::map<std::string, std::vector<std::string>> entities;
  Location at;
};

struct Source {
  enum class Kind { bids, arrays };
  Kind kind = Kind::bids;
  Located<std::string> path;         // absolute
  Located<std::string> derivatives;  // bids: folder of fMRIPrep outputs, absolute; "" for raw
  std::string space;                 // bids derivatives: entity `space`; "" for any single one
  std::string desc = "preproc";      // bids derivatives: entity `desc`; surfaces may lack it
  bool desc_given = false;
  Select entities;  // bids: of the images: {space: fsLR, den: 91k}; `extension` counts as one
};

struct Stimuli {
  Located<std::string> folder;    // absolute; "" when the recipe gives none
  Located<std::string> captions;  // CSV or TSV with columns id and text; "" for none
  // Path of a recording below `folder`, from columns of the events file:
  // "{genre}/x.{track:05d}.wav".
  // "": the column stim_file where there is one, else "{genre}/{genre}.{track:05d}.wav".
  Located<std::string> file;
  double fade_s = 0;             // raised-cosine fade in and out
  std::optional<double> rms_db;  // level every clip to this many dB re full scale
};

struct Mask {
  enum class Kind { automatic, image, roi, all };
  Kind kind = Kind::automatic;
  Located<std::string> image;             // absolute; {subject}, {hemi}, {fs_hemi} as in an atlas
  std::vector<Located<std::string>> roi;  // regions of the atlas and groups of them
};

// Regions taken together; groups may overlap.
struct RoiGroup {
  std::string name;
  std::vector<Located<std::string>> regions;  // names of the atlas, * and ? allowed
  Location at;
};

struct Atlas {
  // Absolute; may contain {subject}, and {hemi} (L, R) or {fs_hemi} (lh, rh) for surfaces; "" when
  // there is none.
  Located<std::string> image;
  Located<std::string> labels;   // TSV with columns index and name; "": the image's own names
  std::vector<RoiGroup> groups;  // in the order of the recipe
};

struct Detrend {
  enum class Kind { none, polynomial, cosine, running_median };
  Kind kind = Kind::polynomial;
  int order = 1;          // polynomial
  double cutoff_s = 128;  // cosine: slowest period that stays
  double window_s = 240;  // running_median
  Location at;
};

// Columns of the confounds table: a name, a pattern with * and ?, or a group (data/confounds.hpp).
struct Confound {
  std::string value;
  Location at;
  int count = 0;  // of numbered components, the first so many; 0: all
};

// Volumes that are outliers, and what becomes of them. Nothing is an outlier by default.
struct Scrub {
  std::optional<double> framewise_displacement_mm;  // above this
  std::optional<double> std_dvars;                  // above this
  std::vector<Located<std::string>> columns;        // where one of these is not 0; * and ? allowed
  int before_tr = 0, after_tr = 0;                  // so many volumes around each outlier as well
  enum class Method { drop, spikes };
  Method method = Method::drop;
  double largest_share = 0.5;  // a run that would lose more is an error
  Location at;
  bool enabled() const { return framewise_displacement_mm || std_dvars || !columns.empty(); }
};

struct Prepare {
  int drop_leading_tr = 0;
  int drop_trailing_tr = 0;
  Detrend detrend;
  std::vector<Confound> confounds;
  Scrub scrub;
  // train: by mean and variance over all training runs, test runs as well.
  enum class ZScore { none, run, train };
  ZScore zscore = ZScore::run;
  Location zscore_at;
};

// What is done about test clips that training clips give away.
enum class OnLeakage { ignore, warn, error };

struct LeakageRules {
  OnLeakage track = OnLeakage::warn;   // the same music in another recording
  OnLeakage artist = OnLeakage::warn;  // of the same artist
  OnLeakage faulty = OnLeakage::warn;  // recordings that the table of tracks calls faulty
  Location at;
};

struct Split {
  // bids: a side without entities takes the runs that the other does not select; without both,
  // tasks whose name begins with "test" are test.
  Select train, test;
  bool average_repeats = true;
  bool zscore_after_average = true;  // repeats averaged have less variance; z-score again, per run
  bool allow_shared_clips = false;   // a clip in train and in test is an error otherwise
  bool allow_missing_runs = false;   // bids: a run without its image is an error otherwise
  Located<std::string> tracks;       // table of tracks, absolute; "" for none
  LeakageRules leakage;
  bool must_train = true;  // false with encode.fitted: test rows are enough
  Location at;
};

struct Data {
  Source source;
  std::vector<Located<std::string>> subjects;  // empty: all
  Stimuli stimuli;
  Mask mask;
  Atlas atlas;
  Prepare prepare;
  Split split;
};

struct Feature {
  std::string name;
  Use use;
  Location at;
};

struct Align {
  enum class Mode { fir, window };
  Mode mode = Mode::fir;
  std::vector<int> delays_tr = {2, 3, 4, 5};  // fir; kind: arrays uses {0} unless given
  int delay_tr = 3;                           // window: responses are read this much later
  std::map<std::string, double> window_s;     // window: per feature; "" is the default for all
  std::map<std::string, int> window_tr;       // volumes averaged of it; without, all it reaches
  enum class Resample { mean, lanczos };
  Resample resample = Resample::mean;
  int lanczos_lobes = 3;
  // Columns of the design by the mean (and deviation) of the training rows. kind: arrays uses none
  // unless given.
  enum class Standardise { none, center, zscore };
  Standardise standardise = Standardise::zscore;
  bool standardise_given = false;
  Location at;
};

struct Cv {
  enum class Kind { leave_one_run_out, group_kfold };
  Kind kind = Kind::leave_one_run_out;
  int folds = 5;  // group_kfold
  enum class Group { run, clip };
  Group group = Group::run;  // group_kfold: what no fold divides
  Location at;
  // Folds may divide a run.
  bool by_clips() const { return kind == Kind::group_kfold && group == Group::clip; }
};

// A model's place in a profile: what varies from step to step, and where this one stands.
struct Step {
  enum class Along { none, layers, delays };
  Along along = Along::none;
  std::string of;  // the profile: a model's name in the recipe as written
  std::string at;  // the layer, or the delay in TR
};

struct Model {
  std::string name;
  std::vector<Located<std::string>> features;  // several: bands
  Location at;
  bool nested = false;       // fitted for the sake of another model (nested.hpp): never compared
  bool if_possible = false;  // a control that nobody asked for: left out where the data lack it
  Step step = {};
  std::optional<int> delay_tr = {};  // the only delay, whatever `align` says
};

// Which part of a joint model's R2 only one band brings, and which part several can bring.
struct Partition {
  std::vector<Located<std::string>> models;  // empty: none
  enum class Method { unique, commonality };
  Method method = Method::unique;
};

// Models are also fitted at single delays, each alone: accuracy by delay.
struct Profile {
  std::vector<int> delays_tr;                // empty: none
  std::vector<Located<std::string>> models;  // empty: all
  Location at;
};

// Models that an earlier run fitted and kept, to be applied instead of being fitted here.
struct Fitted {
  Located<std::string> run;                  // its folder, absolute; "" when there is none
  std::vector<Located<std::string>> models;  // empty: all
};

// Models that the others must be better than to mean anything (controls.hpp).
struct Controls {
  enum class Kind { automatic, named, none };
  Kind kind = Kind::automatic;
  std::vector<Located<std::string>> models;   // named
  std::vector<Located<std::string>> without;  // automatic: kinds that are not added
  std::vector<Located<std::string>> added;    // automatic: the only kinds that are added, if any
};

// Models are also fitted and tested on other parts of the data than data.split says.
struct Evaluate {
  enum class Kind { fixed, leave_clips_out };
  Kind kind = Kind::fixed;
  int folds = 5;  // 0: one for each value of the column
  enum class Group { clip, run, artist, column };
  Group group = Group::clip;     // what stays together
  std::string column = "genre";  // of the events files
  int gap_tr = -1;               // rows as near to a tested one do not train; -1: the longest delay
  int seed = 0;                  // another one deals groups to folds in another way
  Location at;
};

struct Encode {
  std::vector<Model> models;  // in the order of the recipe; nested ones last
  Use regression;
  Cv cv;
  Partition partition;
  Profile profile;
  std::vector<Located<std::string>> keep;  // models whose fit is kept in the run's folder
  Fitted fitted;
  Controls controls;
  Evaluate evaluate;
  double size_ratio = 8;  // spaces that differ more in columns are warned of without nested choice
  std::vector<std::string> scores = {"pearson_r", "r2"};
};

struct Ceiling {
  enum class Method { none, explainable_variance, split_half };
  Method method = Method::none;  // explainable_variance by default when the test split has repeats
  int splits = 100;              // split_half: all ways to halve the repeats, or so many
  double floor = 0.05;           // explainable variance below which no score is normalised
  bool given = false;
  Location at;
};

struct Significance {
  bool enabled = false;
  enum class Test { block_permutation, clip_permutation, circular_shift, gaussian };
  Test test = Test::block_permutation;
  int draws = 1000;  // none in gaussian, which is a formula
  // Where 0 stands for auto, core/plan/test_orders.hpp says what it comes to.
  int block_tr = 0;      // block_permutation; compare draws such blocks where there are no clips
  int block_clips = 0;   // clip_permutation
  int min_shift_tr = 0;  // circular_shift: here 0 leaves no shift out
  int step_tr = 0;       // circular_shift
  enum class Correct { none, bh, by, max_statistic };
  Correct correct = Correct::bh;
  double q = 0.05;
  Location at;
};

struct Compare {
  bool enabled = true;
  std::vector<std::pair<std::string, std::string>> pairs;  // empty: all
  bool by_voxel = false;                                   // beside regions
  enum class Test { bootstrap, permutation };
  Test test = Test::bootstrap;  // where p comes from; intervals are the bootstrap's
  int draws = 1000;
  int block_clips = 0;     // clips that are drawn together; 0: auto
  double interval = 0.95;  // width of the interval
  Significance::Correct correct = Significance::Correct::bh;
  double q = 0.05;
  Location at;
};

// Whether the significant voxels of two models are the same ones.
struct Overlap {
  bool enabled = false;
  std::vector<std::pair<std::string, std::string>> pairs;  // empty: all
  int draws = 1000;                                        // shifts of one map
  Significance::Correct correct = Significance::Correct::bh;
  double q = 0.05;  // level of an overlap beyond chance
  Location at;
};

// Subjects as replications of one another, where there are two or more.
struct Group {
  bool enabled = true;
  int draws = 10000;       // of signs, where there are more choices than that
  double interval = 0.95;  // width of the interval of the pooled mean
  Significance::Correct correct = Significance::Correct::bh;
  double q = 0.05;
  Location at;
};

struct Stats {
  Significance significance;
  Compare compare;
  Overlap overlap;
  Group group;
};

struct Recipe {
  std::filesystem::path file;
  std::string text;  // as written, with what --set changed
  std::string name, title, license;
  std::vector<std::string> authors;
  std::uint64_t seed = 0;
  Data data;
  std::vector<Feature> features;
  Align align;
  Encode encode;
  Ceiling ceiling;
  Stats stats;
};

}  // namespace encore::recipe
