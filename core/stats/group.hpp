// core/stats/group.hpp: one number a subject, and what they say together.
//
//   TTest t = t_test(means);                       // is the mean of people above 0?
//   SignFlip f = sign_flip(means, 10000, seed);    // the same without normality
//   RandomEffects m = random_effects(means, se);   // how large, and how much people differ
//
// Subjects are the unit: a result speaks of people like these, hearing these clips. Thread-safe.
#pragma once

#include <cstdint>

#include "core/base/matrix.hpp"

namespace encore::stats {

using base::Index;

// p of a mean above 0, and of a mean other than 0.
struct TwoP {
  double greater = 1, two_sided = 1;
};

struct TTest {
  double mean = 0, sd = 0, t = 0;  // sd: n - 1 in the denominator
  TwoP p;                          // Student's t with n - 1 degrees of freedom
};

// NaN for fewer than two values and for values that are all the same.
TTest t_test(const base::VectorD& values);

struct SignFlip {
  TwoP p;
  double flips = 0;  // that were looked at
  bool exact = false;
};

// If a subject's value is as likely as its negative, every choice of signs is as likely as the one
// observed. All 2^n of them where there are no more than `draws`, and p is their share with a mean
// at least as far; else `draws` random ones, with the observed one counted in. n subjects cannot
// give p below 2^-n (2^(1-n) two-sided).
SignFlip sign_flip(const base::VectorD& values, int draws, std::uint64_t seed);

struct RandomEffects {
  double mean = 0, se = 0, low = 0, high = 0;
  double tau = 0;  // standard deviation between subjects
};

// Two levels: value i = mean + u_i + e_i, u_i with variance tau^2 between subjects, e_i with the
// variance se_i^2 within. tau^2 by restricted maximum likelihood (Raudenbush 2009; Viechtbauer
// 2005), at least 0; weights 1 / (tau^2 + se_i^2); standard error and interval of `width` by
// Hartung and Knapp (2001), with Student's t of n - 1, which small groups need. NaN for fewer than
// two values, or where some se is not above 0.
RandomEffects random_effects(const base::VectorD& values, const base::VectorD& se,
                             double width = 0.95);

}  // namespace encore::stats
