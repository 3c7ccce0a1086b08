// encore.mean: a column of zeros, the control that knows nothing of any clip. Zeros, since rows
// that no clip reaches are 0 as well: a column of ones would know where a run begins.
//
// Its model predicts the mean of the training rows for every row. A constant has no r, which is NaN
// by definition and shown as n/a; its R2 is 0 or below, and what an R2 above it is worth.
#pragma once

#include "encore/sdk.hpp"

class Mean {
 public:
  static constexpr encore::Info info{
      .id = "encore.mean",
      .version = "1.1.0",
      .name = "Mean",
      .summary =
          "A constant, so that the model predicts the training mean: a control without an r.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .flags = ENCORE_DF_DETERMINISTIC};
  static constexpr encore::Param params[] = {
      encore::unit(encore::real("hop_s", "1.5", 0.01, 60,
                                "Length of sound that one row describes, usually one TR."),
                   "s")};

  explicit Mean(const encore::Params& p) : hop_s_(p.real("hop_s")) {}
  encore::Needs needs() const { return {}; }
  void extract(const encore::Call& call, const encore::Clip& clip) const;
  void extract_rows(const encore::Call& call, const encore::Rows& rows) const;

 private:
  double hop_s_;
};
