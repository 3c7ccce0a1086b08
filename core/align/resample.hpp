// core/align/resample.hpp: from frames of any rate to one row a volume.
//
// A feature is read as a function of time, x(t): the frame whose middle is nearest, and zero where
// no clip plays. The row of a volume is the mean of x(t) weighted by a kernel around the volume's
// middle. Fine frames are averaged, coarse ones enter by the time they hold, a frame that spans the
// whole clip is repeated, and long overlapping frames are not smeared.
#pragma once

#include <vector>

#include "core/align/design.hpp"
#include "core/data/dataset.hpp"

namespace encore::align {

// Weights around the middle of a volume; time in units of the TR.
class Kernel {
 public:
  // lobes 0: the volume itself (mean). Else Lanczos' windowed sinc with so many lobes a side, a low
  // pass at the Nyquist frequency of the volumes.
  explicit Kernel(int lobes);
  double reach() const { return lobes_ == 0 ? 0.5 : lobes_; }
  double at(double t) const;
  // The integral from a to b.
  double mass(double a, double b) const { return integral(b) - integral(a); }

 private:
  double integral(double to) const;  // from 0; beyond the reach it stays as it is
  int lobes_;
  std::vector<double> table_;  // integrals from 0 to i / steps_; so masses add up exactly
  static constexpr int steps_ = 1024;
};

// The times between which each frame is the nearest: frames + 1 edges, the outer ones infinite.
// Throws base::Error, naming `what`, when shapes disagree or the middles do not ascend.
std::vector<double> frame_edges(const ClipFeatures& features, const std::string& what);

// The feature at every stored volume of every run: one matrix (dims x volumes) a run, in the order
// of subject.runs.
std::vector<base::MatrixF> run_series(const data::Subject& subject, const data::DataSet& set,
                                      const ClipSource& source, const Kernel& kernel,
                                      const FeatureLabel& label);

}  // namespace encore::align
