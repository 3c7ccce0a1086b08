// plugins/labels/vocabulary.hpp: how columns of text become numbers, learnt from training clips.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace labels {

// One column of the events file. A column is numeric when every value that is not missing is a
// number; it then gives one dimension, z-scored. Else each category, in order of its name, gives
// one dimension, 1 or 0.
struct Column {
  std::string name;
  bool numeric = false;
  double mean = 0, sd = 0;
  std::vector<std::string> categories;

  std::size_t dims() const { return numeric ? 1 : categories.size(); }
};

// Without quotes around it.
std::string clean(const std::string& value);
// "" and n/a, as in BIDS.
bool missing(const std::string& value);
// The decimal number that the whole text is.
std::optional<double> number(const std::string& text);

// `values`: cleaned, one of each training clip. `categorical`: numbers are names all the same.
Column learn(const std::string& name, const std::vector<std::string>& values, bool categorical);

// The dims of one cleaned value. Zeros (the mean) for a missing value, and for an unknown one,
// which sets `unknown`.
std::vector<double> encode(const Column& column, const std::string& value, bool& unknown);

}  // namespace labels
