#include "plugins/array/clips.hpp"

#include <fstream>

#include "encore/error.hpp"
#include "plugins/array/matrix.hpp"

namespace array {
namespace {

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw encore::Error::io(path, "cannot be read");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

}  // namespace

ClipTable::ClipTable(const std::string& file, const std::string& dataset, const std::string& ids,
                     const std::string& ids_file)
    : file_(file), dataset_(dataset), source_(open_source(file, ids)) {
  if (source_->is_container(dataset_) && ids.empty() && ids_file.empty()) {
    members_ = source_->members(dataset_);
    for (std::size_t i = 0; i < members_.size(); ++i) ids_.add(members_[i], i);
  } else {
    read_rows(ids, ids_file);
  }
  hop_s_ = source_->attribute(dataset_, "hop_s");
  window_s_ = source_->attribute(dataset_, "window_s");
}

void ClipTable::read_rows(const std::string& ids, const std::string& ids_file) {
  const std::string where = dataset_.empty() ? file_ : file_ + ", '" + dataset_ + "'";
  if (source_->is_container(dataset_))
    throw encore::Error::param("dataset", "'" + file_ + "' holds several arrays; say which one");
  const std::string list = ids.empty() ? source_->default_ids(dataset_) : ids;
  if (list.empty() && ids_file.empty())
    throw encore::Error::param("ids", where + " does not say which clip each row belongs to");
  const auto names = ids_file.empty() ? to_names(source_->read(list), file_ + ", '" + list + "'")
                                      : read_lines(ids_file);
  rows_ = to_matrix(source_->read(dataset_), Vector::column, where);
  if (names.size() != static_cast<std::size_t>(rows_.rows()))
    throw encore::Error::shape(where, "has " + std::to_string(rows_.rows()) +
                                          " rows, but there are " + std::to_string(names.size()) +
                                          " names of clips");
  for (std::size_t i = 0; i < names.size(); ++i) ids_.add(names[i], i);
}

ClipRows ClipTable::read(const std::string& clip) {
  const auto& entries = ids_.find(clip);
  if (entries.empty())
    throw encore::Error::io(file_,
                            "has nothing for clip '" + clip + "'; it holds " + ids_.describe());
  ClipRows out;
  out.hop_s = hop_s_;
  out.window_s = window_s_;
  if (members_.empty()) {
    out.values.resize(static_cast<Eigen::Index>(entries.size()), rows_.cols());
    for (std::size_t i = 0; i < entries.size(); ++i)
      out.values.row(static_cast<Eigen::Index>(i)) =
          rows_.row(static_cast<Eigen::Index>(entries[i]));
    return out;
  }
  const std::string name = source_->path_of(dataset_, members_[entries[0]]);
  out.values = to_matrix(source_->read(name), Vector::row, file_ + ", '" + name + "'");
  if (const auto hop = source_->attribute(name, "hop_s")) out.hop_s = hop;
  if (const auto window = source_->attribute(name, "window_s")) out.window_s = window;
  return out;
}

}  // namespace array
