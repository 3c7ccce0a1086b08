#include "plugins/process/answer.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "plugins/array/matrix.hpp"
#include "plugins/array/source.hpp"

namespace process {
namespace {

namespace fs = std::filesystem;
constexpr const char* kTimes = ".times";

std::string of(const encore::Clip& clip) { return "the answer for clip '" + clip.id() + "'"; }

// The answer as a set of arrays by name, whichever its format.
class Answer {
 public:
  Answer(const Place& place, bool hdf5) : folder_(place.folder) {
    if (hdf5) {
      const auto file = folder_ / kHdf5File;
      if (!fs::exists(file)) throw encore::Error::io(file.string(), "was not written");
      hdf5_ = array::open_source(file.string(), "");
      const auto members = hdf5_->members("");
      names_.insert(members.begin(), members.end());
      return;
    }
    for (const auto& entry : fs::directory_iterator(folder_))
      names_.insert(entry.path().extension() == ".npy" ? entry.path().stem().string()
                                                       : entry.path().filename().string());
  }
  const std::set<std::string>& names() const { return names_; }
  bool has(const std::string& name) const { return names_.contains(name); }
  array::Array read(const std::string& name) const {
    if (hdf5_) return hdf5_->read(name);
    return array::open_source((folder_ / (name + ".npy")).string(), "")->read("");
  }
  std::optional<double> attribute(const std::string& name, const char* key) const {
    return hdf5_ ? hdf5_->attribute(name, key) : std::nullopt;
  }

 private:
  fs::path folder_;
  std::unique_ptr<array::Source> hdf5_;
  std::set<std::string> names_;
};

void check_names(const Answer& answer, const Place& place, std::span<const encore::Clip> clips) {
  std::set<std::string> known;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!answer.has(place.names[i])) throw encore::Error::io(of(clips[i]), "is missing");
    known.insert(place.names[i]);
    known.insert(place.names[i] + kTimes);
  }
  for (const auto& name : answer.names())
    if (!known.contains(name))
      throw encore::Error::io(name, "was written, but no clip of the request has that output");
}

Eigen::MatrixXd even_spans(const encore::Clip& clip, Eigen::Index rows, double hop, double window) {
  Eigen::MatrixXd spans(rows, 2);
  if (rows == 1 && hop <= 0) {
    spans << 0, clip.duration_s();
    return spans;
  }
  if (hop <= 0)
    throw encore::Error::param("hop_s", "is needed: " + of(clip) + " has " + std::to_string(rows) +
                                            " rows and does not say how far apart they are");
  if (static_cast<double>(rows - 1) * hop >= std::max(clip.duration_s(), hop))
    throw encore::Error::shape(of(clip), "has " + std::to_string(rows) + " rows, " +
                                             std::to_string(hop) + " s apart, but the clip lasts " +
                                             std::to_string(clip.duration_s()) + " s");
  for (Eigen::Index r = 0; r < rows; ++r) {
    const double start = static_cast<double>(r) * hop;
    spans(r, 0) = start;
    spans(r, 1) = std::max(start, std::min(start + (window > 0 ? window : hop), clip.duration_s()));
  }
  return spans;
}

Eigen::MatrixXd read_spans(const Answer& answer, const std::string& name, const encore::Clip& clip,
                           Eigen::Index rows, const Expected& expected) {
  if (answer.has(name + kTimes)) {
    const Eigen::MatrixXd spans =
        array::to_matrix(answer.read(name + kTimes), array::Vector::row, of(clip) + ", times")
            .cast<double>();
    if (spans.rows() != rows || spans.cols() != 2)
      throw encore::Error::shape(of(clip), "has times of " + std::to_string(spans.rows()) + " x " +
                                               std::to_string(spans.cols()) + ", not " +
                                               std::to_string(rows) + " x 2");
    for (Eigen::Index r = 0; r < rows; ++r)
      if (spans(r, 0) > spans(r, 1))
        throw encore::Error::numeric(of(clip), "has a row that ends before it begins");
    return spans;
  }
  const double hop = answer.attribute(name, "hop_s").value_or(expected.hop_s);
  const double window = answer.attribute(name, "window_s").value_or(expected.window_s);
  return even_spans(clip, rows, hop, window);
}

}  // namespace

std::vector<Rows> read_answer(const Place& place, std::span<const encore::Clip> clips,
                              const Expected& expected) {
  const Answer answer(place, expected.hdf5);
  check_names(answer, place, clips);
  std::vector<Rows> out;
  std::int64_t dims = expected.dims;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    Rows rows;
    rows.values = array::to_matrix(answer.read(place.names[i]), array::Vector::row, of(clips[i]));
    if (dims > 0 && rows.values.cols() != dims)
      throw encore::Error::shape(of(clips[i]), "has " + std::to_string(rows.values.cols()) +
                                                   " columns, not " + std::to_string(dims));
    dims = rows.values.cols();
    rows.spans = read_spans(answer, place.names[i], clips[i], rows.values.rows(), expected);
    out.push_back(std::move(rows));
  }
  return out;
}

}  // namespace process
