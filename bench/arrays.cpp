#include "bench/arrays.hpp"

#include <fstream>
#include <stdexcept>

namespace encore::bench {
namespace {

// The first `bytes` of a file.
void read_first(const std::string& path, void* out, std::size_t bytes) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error(path + ": cannot be opened");
  if (static_cast<std::size_t>(in.tellg()) < bytes)
    throw std::runtime_error(path + ": has " + std::to_string(in.tellg()) + " bytes, expected " +
                             std::to_string(bytes));
  in.seekg(0);
  in.read(static_cast<char*>(out), static_cast<std::streamsize>(bytes));
  if (!in) throw std::runtime_error(path + ": cannot be read");
}

}  // namespace

Eigen::MatrixXf read_matrix(const std::string& path, Eigen::Index rows, Eigen::Index cols) {
  Eigen::MatrixXf m(rows, cols);
  read_first(path, m.data(), static_cast<std::size_t>(m.size()) * sizeof(float));
  return m;
}

std::vector<std::int32_t> read_labels(const std::string& path, Eigen::Index n) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  read_first(path, labels.data(), labels.size() * sizeof(std::int32_t));
  return labels;
}

void write_matrix(const std::string& path, const Eigen::MatrixXf& m) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(m.data()),
            static_cast<std::streamsize>(m.size() * static_cast<Eigen::Index>(sizeof(float))));
  if (!out) throw std::runtime_error(path + ": cannot be written");
}

double peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      double kib = 0;
      status >> kib;
      return kib / 1024;
    }
  return 0;
}

}  // namespace encore::bench
