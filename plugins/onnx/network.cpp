#include "plugins/onnx/network.hpp"

#include <algorithm>
#include <map>

#include "encore/error.hpp"
#include "plugins/onnx/engine.hpp"

namespace encore::onnx {

// A request for one call. Whoever comes when all are taken makes room for twice as many; calls that
// run meanwhile end on what they began with.
class Network::Turn {
 public:
  Turn(Network& network, unsigned threads) : network_(network) {
    const std::scoped_lock lock(network.mutex_);
    const unsigned running = network.running_ + 1;
    const auto now = network.compiled_for(running, threads);
    compiled_ = now;
    if (now->idle.empty()) {
      request = now->model.create_infer_request();
    } else {
      request = std::move(now->idle.back());
      now->idle.pop_back();
    }
    network.running_ = running;
  }
  ~Turn() {
    const std::scoped_lock lock(network_.mutex_);
    --network_.running_;
    compiled_->idle.push_back(std::move(request));
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  ov::InferRequest request;

 private:
  Network& network_;
  std::shared_ptr<Compiled> compiled_;
};

std::shared_ptr<Network> Network::open(const std::string& file,
                                       const std::vector<std::string>& inputs,
                                       const std::vector<std::string>& outputs) {
  static std::mutex mutex;
  static std::map<std::vector<std::string>, std::weak_ptr<Network>> known;
  std::vector<std::string> key{file};
  key.insert(key.end(), inputs.begin(), inputs.end());
  key.push_back("");
  key.insert(key.end(), outputs.begin(), outputs.end());
  const std::scoped_lock lock(mutex);
  if (auto there = known[key].lock()) return there;
  std::shared_ptr<Network> fresh(new Network(file, inputs, outputs));
  known[key] = fresh;
  return fresh;
}

Network::Network(std::string file, std::vector<std::string> inputs,
                 std::vector<std::string> outputs)
    : file_(std::move(file)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      model_(read_network(file_, inputs_, outputs_)) {}

std::int64_t Network::fixed_batch(std::size_t input) const {
  const auto shape = model_->input(inputs_.at(input)).get_partial_shape();
  if (shape.rank().is_dynamic() || shape.size() == 0 || shape[0].is_dynamic()) return 0;
  return shape[0].get_length();
}

void Network::require_dims(const std::vector<Output>& outputs) const {
  for (const auto& output : outputs) {
    const auto shape = model_->output(output.name).get_partial_shape();
    if (shape.rank().is_dynamic() || shape.size() == 0) continue;
    const auto& last = shape[shape.size() - 1];
    if (last.is_static() && last.get_length() != output.dims)
      throw Error::io(file_, "has " + std::to_string(last.get_length()) + " dims in the output '" +
                                 output.name + "', but model.yaml says " +
                                 std::to_string(output.dims));
  }
}

std::shared_ptr<Network::Compiled> Network::compiled_for(unsigned calls, unsigned threads) {
  auto& now = compiled_;
  if (now && now->threads == threads && now->streams >= calls) return now;
  auto next = std::make_shared<Compiled>();
  next->threads = threads;
  next->streams = std::max(calls, holders());
  if (now && now->threads == threads) next->streams = std::max(next->streams, 2 * now->streams);
  next->model = compile(file_, model_, next->streams, threads);
  now = next;
  return now;
}

bool Network::found(const std::function<bool()>& trial) {
  std::call_once(tried_, [&] { found_ = trial(); });
  return found_;
}

unsigned Network::calls_at_once() {
  const std::scoped_lock lock(mutex_);
  return compiled_ ? compiled_->streams : 0;
}

std::vector<ov::Tensor> Network::run(const std::vector<ov::Tensor>& inputs, unsigned threads) {
  Turn turn(*this, std::max(1U, threads));
  try {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs_.empty()) turn.request.set_input_tensor(i, inputs[i]);
      else turn.request.set_tensor(inputs_.at(i), inputs[i]);
    turn.request.infer();
    std::vector<ov::Tensor> out;
    for (const auto& name : outputs_) {
      const ov::Tensor lent = turn.request.get_tensor(name);
      ov::Tensor copy(lent.get_element_type(), lent.get_shape());
      lent.copy_to(copy);
      out.push_back(std::move(copy));
    }
    return out;
  } catch (...) {
    rethrow_runtime_error(file_, "cannot be run on this input");
  }
}

}  // namespace encore::onnx
