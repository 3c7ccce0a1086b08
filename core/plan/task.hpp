// core/plan/task.hpp: one piece of work with everything that decides its result.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace encore::plan {

// In the order in which data flows.
enum class Stage { mask, prepare, features, encode, significance, ceiling, compare, resample };
const char* stage_name(Stage stage);

struct Task {
  Stage stage = Stage::mask;
  std::string id;           // "encode/sub-001/mel": unique, lasting, readable
  std::size_t subject = 0;  // index in DataSet::subjects
  std::size_t run = 0;      // prepare: index in Subject::runs
  std::size_t feature = 0;  // features: index in Recipe::features
  std::size_t model = 0;    // encode, significance, resample: index in Encode::models

  nlohmann::json key;  // what the result depends on; upstream tasks enter by their hash
  std::string hash;
  std::vector<std::size_t> needs;  // indices of tasks that come first

  enum class State { cached, todo };
  State state = State::todo;
  std::string reason;                     // why it is to do
  std::size_t parts = 1, done_parts = 0;  // features: clips and how many are in the store

  std::uint64_t memory = 0;  // bytes at the peak, estimated; 0: small
  std::uint64_t disk = 0;    // bytes that the result takes
  std::string work;          // what there is to do (work.hpp); "" for what is cached
};

// What differs between two keys of one task: "params.n_mels: 64 -> 128". At most three changes.
std::string difference(const nlohmann::json& before, const nlohmann::json& after);

}  // namespace encore::plan
