// core/plugin/check/tests.hpp: the list of tests.
#pragma once

#include <span>

#include "core/plugin/check/subject.hpp"

namespace encore::plugin::checks {

struct Test {
  const char* name;
  const char* what;  // what has to hold
  void (*run)(Subject&);
};

std::span<const Test> common_tests();  // of every plugin
std::span<const Test> features_tests();
std::span<const Test> regression_tests();         // order, shapes, targets, memory
std::span<const Test> regression_output_tests();  // inspect, bands, save and load
std::span<const Test> retrieval_tests();
std::span<const Test> generator_tests();

// Tests of the library as a whole run before anything of it is loaded.
struct LibraryTest {
  const char* name;
  const char* what;
  void (*run)(const std::filesystem::path&);
};
std::span<const LibraryTest> library_tests();

// The ordinary use of a plugin of each kind, on fixed data; all results. Throws Failed.
Numbers use_features(const Subject& subject);
Numbers use_regression(const Subject& subject);
Numbers use_retrieval(const Subject& subject);
Numbers use_generator(const Subject& subject);
Numbers use(const Subject& subject);  // by kind

}  // namespace encore::plugin::checks
