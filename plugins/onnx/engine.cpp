#include "plugins/onnx/engine.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <mutex>
#include <openvino/frontend/manager.hpp>
#include <openvino/op/constant.hpp>
#include <openvino/op/maximum.hpp>
#include <openvino/op/minimum.hpp>
#include <openvino/op/subtract.hpp>

#include "encore/error.hpp"
#include "plugins/onnx/opset.hpp"
#include "plugins/onnx/reason.hpp"

namespace encore::onnx {
namespace {

// Never destroyed: its threads and plugins may outlive the statics of this library.
ov::Core& core() {
  static auto* the_core = new ov::Core;
  return *the_core;
}

// "OpenVINO 2026.4.1", without the build's branch.
std::string runtime() {
  const std::string build = ov::get_openvino_version().buildNumber;
  return "OpenVINO " + build.substr(0, build.find('-'));
}

// The runtime would take a later version for the last that it knows.
void require_opset(const std::string& file) {
  const auto opset = opset_of(file);
  if (opset && *opset > latest_opset)
    throw Error::io(file, "is written for version " + std::to_string(*opset) +
                              " of ONNX's operators; " + runtime() + " knows them up to " +
                              std::to_string(latest_opset) +
                              ": export it again with a lower opset_version, such as 17");
}

// Only by the reader of ONNX: asked for any format, the runtime would try its other readers on a
// damaged file, and they print.
std::shared_ptr<ov::Model> read_onnx(const std::string& file) {
  require_opset(file);
  static auto* manager = new ov::frontend::FrontEndManager;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  const auto reader = manager->load_by_framework("onnx");
  if (reader == nullptr) throw Error::unsupported(file, "this OpenVINO does not read ONNX");
  const bool map_weights = true;
  const auto network = reader->load(file, map_weights);
  if (network == nullptr) throw Error::io(file, "is not an ONNX network");
  return reader->convert(network);
}

// Beside libopenvino.so, wherever that was found, or in the package beside its package, as pip has
// it.
std::filesystem::path tokenizers_of(const std::filesystem::path& runtime) {
  const auto name = "libopenvino_tokenizers.so";
  const auto folder = runtime.parent_path();
  const auto packages = folder.parent_path().parent_path();
  const auto of_pip = packages / "openvino_tokenizers" / "lib" / name;
  return std::filesystem::exists(of_pip) ? of_pip : folder / name;
}

void load_tokenizers(const std::string& file) {
  static std::once_flag once;
  std::call_once(once, [&] {
    Dl_info info{};
    const auto* symbol = reinterpret_cast<const void*>(&ov::get_openvino_version);
    if (::dladdr(symbol, &info) == 0) throw Error::unsupported(file, "OpenVINO was not found");
    const auto library = tokenizers_of(info.dli_fname);
    if (!std::filesystem::exists(library))
      throw Error::unsupported(file, "needs the tokenisers of OpenVINO, and " + library.string() +
                                         " is missing (package openvino-tokenizers)");
    core().add_extension(library.string());
  });
}

// Tokens of each caption that the tokeniser cuts off, as an output of it beside its own; 0 where it
// does not cut.
void add_left_out(const std::shared_ptr<ov::Model>& tokenizer) {
  using ov::op::v1::Maximum, ov::op::v1::Minimum, ov::op::v1::Subtract;
  for (const auto& node : tokenizer->get_ordered_ops()) {
    if (std::string(node->get_type_name()) != "Truncate") continue;
    // Ragged rows: the first values are where they begin, the second where they end. Truncate
    // writes on its inputs, so it gets copies; the runtime would take plain ones out.
    const auto begin = node->input_value(0), end = node->input_value(1);
    const auto all = std::make_shared<Subtract>(end, begin);
    node->input(0).replace_source_output(std::make_shared<Minimum>(begin, end));
    node->input(1).replace_source_output(std::make_shared<Maximum>(begin, end));
    const auto kept = std::make_shared<Subtract>(node->output(1), node->output(0));
    const auto rest = std::make_shared<Subtract>(all, kept);
    rest->output(0).set_names({left_out});
    tokenizer->add_results(ov::ResultVector{std::make_shared<ov::op::v0::Result>(rest)});
    return;
  }
  const auto none = ov::op::v0::Constant::create(ov::element::i32, ov::Shape{1}, {0});
  none->output(0).set_names({left_out});
  tokenizer->add_results(ov::ResultVector{std::make_shared<ov::op::v0::Result>(none)});
}

std::string names_of(const std::vector<ov::Output<ov::Node>>& ports) {
  std::string out;
  for (const auto& port : ports)
    for (const auto& name : port.get_names()) out += (out.empty() ? "" : ", ") + name;
  return out.empty() ? "none" : out;
}

ov::Output<ov::Node> port_named(const std::vector<ov::Output<ov::Node>>& ports,
                                const std::string& name, const std::string& file,
                                const char* what) {
  for (const auto& port : ports)
    if (port.get_names().contains(name)) return port;
  throw Error::io(file,
                  std::string("has no ") + what + " '" + name + "'; it has " + names_of(ports));
}

}  // namespace

void rethrow_runtime_error(const std::string& file, const std::string& tried) {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    std::string reason = reason_in(e.what());
    if (reason == "Model can't be parsed") reason += " (it is cut short, or no ONNX file)";
    throw Error::io(file, tried + ": " + reason);
  }
}

std::shared_ptr<ov::Model> read_network(const std::string& file,
                                        const std::vector<std::string>& inputs,
                                        const std::vector<std::string>& outputs) try {
  const bool tokenizer = file.ends_with(".xml");
  if (tokenizer) load_tokenizers(file);
  const auto whole = tokenizer ? core().read_model(file) : read_onnx(file);
  if (tokenizer) add_left_out(whole);
  for (const auto& name : inputs) port_named(whole->inputs(), name, file, "input");
  ov::ResultVector results;
  for (const auto& name : outputs) {
    const auto port = port_named(whole->outputs(), name, file, "output");
    results.push_back(std::make_shared<ov::op::v0::Result>(port.get_node()->input_value(0)));
  }
  if (outputs.empty() || !whole->get_sinks().empty()) return whole;
  return std::make_shared<ov::Model>(results, whole->get_parameters(), whole->get_friendly_name());
} catch (...) {
  rethrow_runtime_error(file, "cannot be read by " + runtime());
}

ov::CompiledModel compile(const std::string& file, const std::shared_ptr<ov::Model>& network,
                          unsigned streams, unsigned threads) try {
  return core().compile_model(network, "CPU", ov::hint::inference_precision(ov::element::f32),
                              ov::hint::execution_mode(ov::hint::ExecutionMode::ACCURACY),
                              ov::num_streams(static_cast<int>(streams)),
                              ov::inference_num_threads(static_cast<int>(streams * threads)),
                              ov::hint::enable_cpu_pinning(false),
                              ov::hint::enable_hyper_threading(true));
} catch (...) {
  rethrow_runtime_error(file, "cannot be run by " + runtime());
}

}  // namespace encore::onnx
