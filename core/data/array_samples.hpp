// core/data/array_samples.hpp: the columns below /samples of an arrays file.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/io/hdf5.hpp"

namespace encore::data {

struct ArraySamples {
  std::vector<std::int32_t> run;
  std::vector<bool> test;
  std::vector<std::int32_t> clip, repeat;  // empty when the file has none

  std::size_t size() const { return run.size(); }
  // Row i begins a presentation: run, clip or repeat differ from the row before.
  bool begins(std::size_t i) const;
};

// Throws base::Error: missing, wrong type, lengths that disagree, split other than 0 and 1, a run
// that comes back after another one.
ArraySamples read_samples(const io::H5File& file);

}  // namespace encore::data
