// core/data/scaled_responses.hpp: responses by mean and variance over all training runs, where the
// recipe says data.prepare.zscore: train.
#pragma once

#include <memory>

#include "core/data/responses.hpp"

namespace encore::data {

// Each voxel less its mean over the training rows that are not scrubbed, by their deviation
// (divided by n); test rows as well, of which nothing is fitted. A voxel that does not vary over
// them (spread below 1e-6 of its size, where float32 ends) is 0. Throws base::Error when no row
// trains. Thread-safe where `responses` is.
std::unique_ptr<Responses> scaled_by_training_rows(std::unique_ptr<Responses> responses);

}  // namespace encore::data
