#include "core/data/arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "core/data/array_samples.hpp"
#include "core/data/roi_groups.hpp"
#include "core/io/hdf5.hpp"

namespace encore::data {
namespace {

std::string responses_of(const std::string& subject) {
  return "/subjects/" + subject + "/responses";
}

class ArrayResponses : public Responses {
 public:
  ArrayResponses(const std::filesystem::path& file, const std::string& subject,
                 std::vector<Row> rows)
      : file_(file, io::H5File::Mode::read), name_(responses_of(subject)), rows_(std::move(rows)) {
    const auto shape = file_.shape(name_);
    if (shape.rows != static_cast<Index>(rows_.size()))
      throw base::Error(fmt::format("{} of {} is {}, but there are {} samples", name_,
                                    file.string(), shape.text(), rows_.size()));
    voxels_ = shape.cols;
  }
  const std::vector<Row>& rows() const override { return rows_; }
  Index voxels() const override { return voxels_; }
  base::MatrixF read(Index first, Index count) const override {
    return file_.read_columns(name_, first, count);
  }

 private:
  io::H5File file_;
  std::string name_;
  std::vector<Row> rows_;
  Index voxels_ = 0;
};

}  // namespace

std::vector<Row> array_rows(const std::filesystem::path& file, const DataSet& set) {
  const io::H5File h5(file, io::H5File::Mode::read);
  const ArraySamples samples = read_samples(h5);
  std::map<std::string, std::int32_t> index;
  for (std::size_t c = 0; c < set.clips.size(); ++c)
    index[set.clips[c].id] = static_cast<std::int32_t>(c);
  std::vector<Row> out(samples.size());
  std::map<std::pair<bool, std::int32_t>, std::int32_t> heard;
  for (std::size_t i = 0; i < out.size(); ++i) {
    Row& row = out[i];
    row.run = samples.run[i];
    row.test = samples.test[i];
    if (!samples.clip.empty() && samples.clip[i] >= 0)
      row.clip = index.at(std::to_string(samples.clip[i]));
    if (!samples.begins(i)) {
      row.offset = out[i - 1].offset + 1;
      row.repeat = out[i - 1].repeat;
    } else if (row.clip >= 0) {
      const std::int32_t before = heard[{row.test, row.clip}]++;
      row.repeat = samples.repeat.empty() ? before : samples.repeat[i];
    }
  }
  return out;
}

std::unique_ptr<Responses> open_array_responses(const std::filesystem::path& file,
                                                const std::string& subject, std::vector<Row> rows) {
  return std::make_unique<ArrayResponses>(file, subject, std::move(rows));
}

std::vector<std::string> array_roi_names(const std::filesystem::path& file,
                                         const std::string& subject) {
  const io::H5File h5(file, io::H5File::Mode::read);
  const std::string name = "/subjects/" + subject + "/voxels/roi";
  if (!h5.has(name)) return {};
  auto names = h5.read_texts(name);
  const Index voxels = h5.shape(responses_of(subject)).cols;
  if (static_cast<Index>(names.size()) != voxels)
    throw base::Error(fmt::format("{} of {} has {} names, but there are {} voxels", name,
                                  file.string(), names.size(), voxels));
  for (std::size_t v = 0; v < names.size(); ++v)
    if (const auto why = wrong_name(names[v]); !why.empty() && !names[v].empty())
      throw base::Error(fmt::format("{} of {}: the name '{}' of voxel {} (from 0) {}", name,
                                    file.string(), names[v], v, why),
                        "call the region otherwise; an empty name is no region");
  return names;
}

std::vector<std::string> array_features(const std::filesystem::path& file) {
  return io::H5File(file, io::H5File::Mode::read).list("/features");
}

base::MatrixF read_array_feature(const std::filesystem::path& file, const std::string& name) {
  const io::H5File h5(file, io::H5File::Mode::read);
  const std::string dataset = "/features/" + name;
  const auto shape = h5.shape(dataset);
  const Index samples = h5.shape("/samples/run").rows;
  if (shape.rows != samples)
    throw base::Error(fmt::format("{} of {} has {} rows, but there are {} samples", dataset,
                                  file.string(), shape.rows, samples),
                      "a feature has one row for each sample");
  base::MatrixF m = h5.read_f(dataset);
  for (Index c = 0; c < m.cols(); ++c)
    for (Index r = 0; r < m.rows(); ++r)
      if (!std::isfinite(m(r, c)))
        throw base::Error(
            fmt::format("{} of {} holds {} in row {}, column {} (from 0)", dataset, file.string(),
                        std::isnan(m(r, c)) ? "NaN"
                                            : "infinity or a number beyond float32's range "
                                              "(3.4e38)",
                        r, c),
            "features must be finite as float32, in which they are computed");
  return m;
}

}  // namespace encore::data
