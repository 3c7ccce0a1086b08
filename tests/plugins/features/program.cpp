// A program for tests of encore.process, which behaves as its parameter `how` says:
//   well   per clip [length of the id, first sample, duration], after chatter on standard output
//   hdf5   the same in HDF5, two rows half a second apart
//   rows   three rows, without times        shape  other columns for the second clip
//   nan    NaN for the first clip           missing  no answer for the first clip
//   extra  an answer that nobody asked for  truncated  an .npy file that is cut short
//   exit   words, then exit code 3          crash  words, then SIGSEGV
//   hang   a child of its own, then both wait for ever; the child's id goes to the file `pid`
#include <hdf5.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using nlohmann::json;

void write_npy(const std::string& file, const std::vector<float>& values, std::size_t rows,
               bool cut = false) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(rows) + ", " + std::to_string(values.size() / rows) + "), }";
  header.resize(118, ' ');
  std::ofstream out(file, std::ios::binary);
  out << "\x93NUMPY" << '\1' << '\0' << static_cast<char>(118) << '\0' << header;
  out.write(reinterpret_cast<const char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(float) - (cut ? 2 : 0)));
}

void write_hdf5(hid_t file, const std::string& name, const std::vector<float>& values,
                std::size_t rows) {
  const hsize_t dims[] = {rows, values.size() / rows};
  const hid_t space = H5Screate_simple(2, dims, nullptr);
  const hid_t set =
      H5Dcreate2(file, name.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  const double hop = 0.5;
  const hid_t one = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(set, "hop_s", H5T_IEEE_F64LE, one, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &hop);
  H5Aclose(attribute);
  H5Sclose(one);
  H5Dclose(set);
  H5Sclose(space);
}

// The first sample of a WAV file with the usual header, 0 without a file.
float first_sample(const json& clip) {
  if (!clip.contains("audio")) return 0;
  std::ifstream file(clip["audio"].get<std::string>(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const auto data = bytes.find("data");
  float value = 0;
  if (data != std::string::npos && data + 12 <= bytes.size())
    bytes.copy(reinterpret_cast<char*>(&value), sizeof value, data + 8);
  return value;
}

std::vector<float> values_of(const json& clip) {
  float first = first_sample(clip);
  if (!(first > -10 && first < 10)) first = 0;
  return {static_cast<float>(clip["id"].get<std::string>().size()), first,
          clip["duration_s"].get<float>()};
}

[[noreturn]] void hang(const json& request) {
  const pid_t child = ::fork();
  if (child > 0)
    std::ofstream(request["parameters"]["pid"].get<std::string>()) << child << std::endl;
  for (;;) ::pause();
}

void answer(const json& request, const std::string& how) {
  const auto& clips = request["clips"];
  hid_t file = -1;
  if (how == "hdf5")
    file = H5Fcreate(request["output"].get<std::string>().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT,
                     H5P_DEFAULT);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::string output = clips[i]["output"];
    auto values = values_of(clips[i]);
    if (how == "missing" && i == 0) continue;
    if (how == "shape" && i == 1) values.push_back(1);
    if (how == "nan" && i == 0) values[1] = std::numeric_limits<float>::quiet_NaN();
    if (how == "rows") values.resize(9, 1);
    if (how == "hdf5") {
      values.resize(6, 2);
      write_hdf5(file, output, values, 2);
    } else {
      write_npy(output, values, how == "rows" ? 3 : 1, how == "truncated");
    }
    if (how == "extra") write_npy(output.substr(0, output.rfind('/')) + "/polka.npy", values, 1);
    std::cerr << "progress " << static_cast<double>(i + 1) / static_cast<double>(clips.size())
              << std::endl;
  }
  if (file >= 0) H5Fclose(file);
}

}  // namespace

int main() {
  const json request = json::parse(std::cin);
  const std::string how = request["parameters"].value("how", "well");
  for (int i = 0; i < 20000; ++i) std::cout << "chatter " << i << " on standard output\n";
  std::cout << std::flush;
  if (how == "exit" || how == "crash")
    std::cerr << "loading weights\nno such layer: 77" << std::endl;
  if (how == "exit") return 3;
  if (how == "crash") std::raise(SIGSEGV);
  if (how == "hang") hang(request);
  answer(request, how);
  return 0;
}
