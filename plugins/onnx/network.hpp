// plugins/onnx/network.hpp: a network that any number of threads may run.
//
//   const auto network = Network::open(file, {"input_values"}, {"hidden_states.7"});
//   const auto out = network->run({batch}, call.max_threads());     // float32, in order of outputs
//
// All instances of a plugin that open the same file and outputs share one network and its weights.
// It is compiled when it first runs, for a call at once of each instance that is there by then, and
// again only when more calls come at once. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <openvino/openvino.hpp>
#include <string>
#include <vector>

#include "plugins/onnx/model_folder.hpp"

namespace encore::onnx {

class Network : public std::enable_shared_from_this<Network> {
 public:
  // Reads the file. Throws encore::Error: not to be read, or without such an input or output. No
  // names of inputs: all of them in the file's order.
  static std::shared_ptr<Network> open(const std::string& file,
                                       const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs);

  // What `trial` found, which runs once for all instances that share this network; again when it
  // threw.
  bool found(const std::function<bool()>& trial);
  // A copy of each output, in their order. Waits only while the
  // network is compiled, which it is again when more calls than ever run at once. `threads` is for
  // this one call.
  std::vector<ov::Tensor> run(const std::vector<ov::Tensor>& inputs, unsigned threads);

  // The size of axis 0 of an input where it is fixed (an export for one window at a time), else 0.
  std::int64_t fixed_batch(std::size_t input) const;
  // Throws encore::Error::io where the file says that an output has other dims than model.yaml.
  void require_dims(const std::vector<Output>& outputs) const;
  const std::string& file() const { return file_; }
  // Calls that it is compiled for at once; 0 before the first.
  unsigned calls_at_once();

 private:
  Network(std::string file, std::vector<std::string> inputs, std::vector<std::string> outputs);
  // Compiled for so many calls at once, with the requests that nobody uses.
  struct Compiled {
    ov::CompiledModel model;
    unsigned streams = 0, threads = 0;
    std::vector<ov::InferRequest> idle;
  };
  class Turn;
  // With mutex_ held: compiled for at least so many calls.
  std::shared_ptr<Compiled> compiled_for(unsigned calls, unsigned threads);
  // Instances that hold it: each makes one call at a time.
  unsigned holders() const { return static_cast<unsigned>(weak_from_this().use_count()); }

  std::string file_;
  std::vector<std::string> inputs_, outputs_;
  std::shared_ptr<ov::Model> model_;
  std::mutex mutex_;
  std::shared_ptr<Compiled> compiled_;
  std::once_flag tried_;
  bool found_ = false;
  unsigned running_ = 0;
};

}  // namespace encore::onnx
