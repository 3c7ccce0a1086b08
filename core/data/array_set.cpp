// The data set that an arrays file describes, checked.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/data/array_samples.hpp"
#include "core/data/arrays.hpp"

namespace encore::data {
namespace {

constexpr const char* kSchema = "encore.arrays/1";

void check_schema(const io::H5File& file) {
  const auto schema = file.text_attribute("/", "schema");
  if (schema == kSchema) return;
  throw base::Error(schema ? fmt::format("{} has the schema '{}'; this version reads '{}'",
                                         file.path().string(), *schema, kSchema)
                           : fmt::format("{} has no attribute 'schema'", file.path().string()),
                    fmt::format("in h5py: file.attrs['schema'] = '{}'", kSchema));
}

std::vector<std::string> chosen(const recipe::Data& data, const io::H5File& file,
                                base::Diagnostics& bad) {
  const auto there = file.list("/subjects");
  if (there.empty())
    bad.error(data.source.path.at,
              fmt::format("{} has no group /subjects/<id>", file.path().string()));
  if (data.subjects.empty()) return there;
  std::vector<std::string> out;
  for (const auto& wanted : data.subjects) {
    if (std::find(there.begin(), there.end(), wanted.value) != there.end()) {
      out.push_back(wanted.value);
      continue;
    }
    const std::string near = base::nearest(wanted.value, there);
    bad.error(wanted.at,
              fmt::format("there is no subject '{}' in {}", wanted.value, file.path().string()),
              near.empty() ? fmt::format("the subjects are {}", base::join(there, "and"))
                           : fmt::format("did you mean '{}'?", near));
  }
  return out;
}

std::vector<Run> runs_of(const ArraySamples& samples, DataSet& set) {
  std::vector<Run> runs;
  std::vector<std::string> mixed;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i == 0 || samples.run[i] != samples.run[i - 1]) {
      Run run;
      run.number = samples.run[i];
      run.label = fmt::format("run-{}", run.number);
      run.test = samples.test[i];
      runs.push_back(run);
    } else if (samples.test[i] != samples.test[i - 1]) {
      if (mixed.empty() || mixed.back() != runs.back().label) mixed.push_back(runs.back().label);
      runs.back().test = false;
    }
    ++runs.back().volumes;
  }
  if (!mixed.empty())
    set.warnings.push_back(
        fmt::format("{} of {} runs hold training and test rows ({} is the "
                    "first): neighbouring rows resemble each other, which "
                    "flatters every model",
                    mixed.size(), runs.size(), mixed[0]));
  return runs;
}

void add_clips(const ArraySamples& samples, const recipe::Data& data, DataSet& set,
               base::Diagnostics& bad) {
  std::map<std::int32_t, Clip> clips;
  for (std::size_t i = 0; i < samples.clip.size(); ++i) {
    if (samples.clip[i] < 0) continue;
    Clip& clip = clips[samples.clip[i]];
    (samples.test[i] ? clip.in_test : clip.in_train) = true;
  }
  std::vector<std::string> shared;
  for (auto& [number, clip] : clips) {
    clip.id = std::to_string(number);
    if (clip.in_train && clip.in_test) shared.push_back(clip.id);
    set.clips.push_back(clip);
  }
  if (shared.empty()) return;
  const std::string text =
      fmt::format("clip {} stands in the training and in the test rows{}", shared[0],
                  shared.size() > 1 ? fmt::format(", and {} more clips", shared.size() - 1) : "");
  if (data.split.allow_shared_clips) set.warnings.push_back(text);
  else bad.error(data.split.at, text, "split by clip, or set data.split.allow_shared_clips: true");
}

void check_subject(const io::H5File& file, const std::string& id, std::size_t samples,
                   const recipe::Data& data, base::Diagnostics& bad) {
  const std::string name = "/subjects/" + id + "/responses";
  try {
    const auto shape = file.shape(name);
    if (shape.kind != io::H5Kind::real)
      throw base::Error(fmt::format("{} of {} is {}", name, file.path().string(), shape.text()),
                        "responses are float32 or float64");
    if (shape.rows != static_cast<Index>(samples))
      throw base::Error(fmt::format("{} of {} has {} rows, but there are {} samples", name,
                                    file.path().string(), shape.rows, samples));
    if (shape.cols == 0) throw base::Error(fmt::format("{} has no voxel", name));
    array_roi_names(file.path(), id);
  } catch (const base::Error& e) {
    bad.error(data.source.path.at, e.what(), e.hint());
  }
}

}  // namespace

DataSet read_arrays(const recipe::Data& data) {
  DataSet set;
  base::Diagnostics bad;
  try {
    const io::H5File file(data.source.path.value, io::H5File::Mode::read);
    check_schema(file);
    const ArraySamples samples = read_samples(file);
    const auto runs = runs_of(samples, set);
    add_clips(samples, data, set, bad);
    for (const bool test : {false, true})
      if ((test || data.split.must_train) &&
          std::find(samples.test.begin(), samples.test.end(), test) == samples.test.end())
        bad.error(data.source.path.at,
                  fmt::format("/samples/split of {} has no {} rows", file.path().string(),
                              test ? "test" : "training"));
    for (const auto& id : chosen(data, file, bad)) {
      check_subject(file, id, samples.size(), data, bad);
      Subject subject;
      subject.id = id;
      subject.runs = runs;
      set.subjects.push_back(std::move(subject));
    }
  } catch (const base::DiagnosedError&) {
    throw;
  } catch (const base::Error& e) {
    bad.error(data.source.path.at, e.what(), e.hint());
  }
  bad.throw_if_any();
  return set;
}

}  // namespace encore::data
