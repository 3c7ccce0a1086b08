#include "core/cli/model_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/base/error.hpp"
#include "plugins/array/source.hpp"

namespace encore::cli {
namespace {

// The readers of plugins/array throw errors of their own.
void guarded(const std::function<void()>& body) {
  try {
    body();
  } catch (const std::runtime_error& e) {
    throw base::Error(e.what());
  }
}

}  // namespace

Reference::Reference(const std::filesystem::path& folder, const std::string& file)
    : file_((folder / file).string()) {
  if (file.empty()) return;
  guarded([&] {
    source_ = array::open_source(file_, "");
    names_ = source_->members("");
  });
}

Reference::~Reference() = default;

bool Reference::has(const std::string& name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

base::MatrixD Reference::matrix(const std::string& name) const {
  array::Array values;
  guarded([&] { values = source_->read(name); });
  if (values.is_text || values.shape.empty() || values.shape.size() > 2)
    throw base::Error(fmt::format("{}: the array '{}' has the shape {}; one or two axes are read",
                                  file_, name, array::shape_text(values.shape)));
  const base::Index cols = values.shape.back();
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<const RowMajor>(values.numbers.data(),
                                    values.shape.size() == 2 ? values.shape[0] : 1, cols);
}

}  // namespace encore::cli
