#include "inspect.hpp"

#include <string>

#include "encore/eigen.hpp"

namespace linear {

std::vector<std::int32_t> band_starts(const encore::Design& design) {
  std::vector<std::int32_t> starts;
  for (std::uint32_t b = 0; b <= design.bands(); ++b) starts.push_back(design.band_start(b));
  return starts;
}

ColumnRange band_range(const std::vector<std::int32_t>& starts, std::uint32_t band) {
  if (band + 1 >= starts.size()) throw encore::Error::shape("band", "the model has no such band");
  return {starts[band], starts[band + 1] - starts[band]};
}

MatrixD share_of(const StoredModel& model, encore::View x, ColumnRange range) {
  if (x.cols() != model.band_start.back())
    throw encore::Error::shape("x", "does not fit the saved model");
  return encore::copy<double>(x).middleCols(range.start, range.size) *
         model.weights.middleRows(range.start, range.size);
}

bool inspect_chosen(const encore::Call& call, std::string_view name, const Chosen& chosen,
                    std::size_t bands) {
  const std::vector<double>* values = nullptr;
  if (name == "alpha") values = &chosen.alpha;
  if (name == "cv_score") values = &chosen.cv_score;
  if (name == "edge") values = &chosen.edge;
  if (values == nullptr) return false;
  const Index rows = name == "alpha" ? static_cast<Index>(bands) : 1;
  const Eigen::Map<const Eigen::RowVectorXd> row(values->data(),
                                                 static_cast<Index>(values->size()));
  encore::assign(call.new_matrix(std::string(name).c_str(), rows, row.size(), ENCORE_F64),
                 row.replicate(rows, 1));
  return true;
}

}  // namespace linear
