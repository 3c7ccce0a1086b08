// encore.array: features that were computed elsewhere, by any model.
#include <algorithm>
#include <optional>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "plugins/array/clips.hpp"
#include "plugins/array/matrix.hpp"

class ArrayFeatures {
 public:
  static constexpr encore::Info info{
      .id = "encore.array",
      .version = "1.0.0",
      .name = "Array",
      .summary =
          "Precomputed features from HDF5, NumPy (.npy, .npz) or a text table, by row or by "
          "clip.",
      .authors = "Encore authors",
      .license = "Apache-2.0"};
  static constexpr encore::Param params[] = {
      encore::path(
          "file", "",
          "File of the features: .h5, .npy, .npz, .tsv or .csv; empty means the data set's "
          "own arrays file."),
      encore::string("dataset", "",
                     "Array or group within the file (HDF5 path, .npz key); without a file, name "
                     "below /features of the arrays file."),
      encore::string("ids", "",
                     "List of clip names within the file, or column of a table; empty means 'ids' "
                     "beside the array, or the first column."),
      encore::path("ids_file", "",
                   "Text file with the clip name of each row, one a line, for .npy files."),
      encore::unit(encore::real("hop_s", "0", 0, 3600,
                                "Distance of the rows of one clip; 0 means as the file says, or "
                                "one row for the whole clip."),
                   "s"),
      encore::unit(encore::real("window_s", "0", 0, 3600,
                                "Length of sound behind each row; 0 means as the file says, or "
                                "hop_s."),
                   "s")};

  explicit ArrayFeatures(const encore::Params& p)
      : file_(p.path("file")),
        dataset_(p.string("dataset")),
        ids_(p.string("ids")),
        ids_file_(p.path("ids_file")),
        hop_s_(p.real("hop_s")),
        window_s_(p.real("window_s")) {}

  encore::Needs needs() const { return {}; }

  void extract(const encore::Call& call, const encore::Clip& clip) {
    if (file_.empty())
      throw encore::Error::param("file", "is needed: this data set holds no features of its own");
    if (!table_) table_.emplace(file_, dataset_, ids_, ids_file_);
    const array::ClipRows rows = table_->read(clip.id());
    const double hop = hop_s_ > 0 ? hop_s_ : rows.hop_s.value_or(0);
    const double window = window_s_ > 0 ? window_s_ : rows.window_s.value_or(0);
    check_length(clip, rows.values, hop);

    const encore::Frames out(call, rows.values.rows(), rows.values.cols());
    encore::assign(out.features(), rows.values);
    if (hop <= 0) {
      out.span(0, 0, clip.duration_s());
      return;
    }
    for (Eigen::Index i = 0; i < rows.values.rows(); ++i) {
      const double start = static_cast<double>(i) * hop;
      out.span(i, start, std::min(start + (window > 0 ? window : hop), clip.duration_s()));
    }
  }

  void extract_rows(const encore::Call& call, const encore::Rows& rows) {
    const Eigen::MatrixXf values = read_rows(call);
    if (values.rows() != rows.size())
      throw encore::Error::shape(where(), "has " + std::to_string(values.rows()) +
                                              " rows, but the data set has " +
                                              std::to_string(rows.size()) + " samples");
    encore::assign(call.new_matrix("features", values.rows(), values.cols()), values);
  }

 private:
  std::string where() const {
    if (file_.empty()) return "/features/" + dataset_;
    return dataset_.empty() ? file_ : file_ + ", '" + dataset_ + "'";
  }

  Eigen::MatrixXf read_rows(const encore::Call& call) const {
    if (!file_.empty())
      return array::to_matrix(array::open_source(file_, ids_)->read(dataset_),
                              array::Vector::column, where());
    if (dataset_.empty())
      throw encore::Error::param("dataset", "name a matrix of the arrays file, or give a file");
    Eigen::MatrixXf values = encore::copy<float>(call.dataset(dataset_));
    array::check_finite(values, where());
    return values;
  }

  static void check_length(const encore::Clip& clip, const Eigen::MatrixXf& values, double hop) {
    const auto rows = std::to_string(values.rows());
    if (hop <= 0 && values.rows() > 1)
      throw encore::Error::param(
          "hop_s", "clip '" + clip.id() + "' has " + rows + " rows; say how far apart they are");
    const double last = static_cast<double>(values.rows() - 1) * hop;
    if (last > 0 && last >= clip.duration_s())
      throw encore::Error::shape(
          "features", "clip '" + clip.id() + "' lasts " + std::to_string(clip.duration_s()) +
                          " s, too short "
                          "for " +
                          rows + " rows, " + std::to_string(hop) + " s apart");
  }

  std::string file_, dataset_, ids_, ids_file_;
  double hop_s_, window_s_;
  std::optional<array::ClipTable> table_;
};

ENCORE_PLUGINS(encore::features<ArrayFeatures>)
