// core/base/progress.hpp: how long work tells how far it is.
#pragma once

#include <functional>
#include <string_view>

namespace encore::base {

// Receives a fraction in 0..1 and what is being done. Called from any thread; throws Interrupted
// to stop. Pass {} when nobody listens.
using Progress = std::function<void(double fraction, std::string_view what)>;

inline void report(const Progress& progress, double fraction, std::string_view what = "") {
  if (progress) progress(fraction, what);
}

// A slice of another progress: maps 0..1 to first..last.
inline Progress slice(const Progress& progress, double first, double last) {
  if (!progress) return {};
  return [=](double f, std::string_view what) { progress(first + (last - first) * f, what); };
}

// A part of some work, for progress inside of it.
struct Span {
  double first = 0, last = 0;
  double at(double fraction) const { return first + (last - first) * fraction; }
};

}  // namespace encore::base
