// plugins/process/environment.hpp: the environment of a program that Encore starts.
#pragma once

#include <string>
#include <vector>

namespace process {

// This process's as KEY=VALUE, with the folder of encore_process.py, where it is installed beside
// this library, on PYTHONPATH.
std::vector<std::string> environment();

}  // namespace process
