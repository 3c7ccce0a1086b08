"""Prints the reference numbers of tests/core/stats/{group,overlap}_test.cpp. Run with SciPy."""
import numpy as np
from scipy import optimize, stats

h = stats.hypergeom(60000, 3000, 4000)
print("overlap", float(h.sf(299)), float(h.std()))

y = np.array([0.21, 0.18, 0.05, 0.3, 0.11])
v = np.array([0.03, 0.05, 0.04, 0.06, 0.03]) ** 2
print("t", *map(float, stats.ttest_1samp(y, 0)))


def negative_restricted_likelihood(tau2):
    w = 1 / (v + tau2)
    mu = (w * y).sum() / w.sum()
    return 0.5 * (np.log(v + tau2).sum() + np.log(w.sum()) + (w * (y - mu) ** 2).sum())


tau2 = optimize.minimize_scalar(negative_restricted_likelihood, bounds=(0, 1), method="bounded",
                                options={"xatol": 1e-14}).x
w = 1 / (v + tau2)
mu = (w * y).sum() / w.sum()
se = np.sqrt((w * (y - mu) ** 2).sum() / ((len(y) - 1) * w.sum()))  # Hartung and Knapp
half = se * stats.t.ppf(0.975, len(y) - 1)
print("reml", *map(float, (np.sqrt(tau2), mu, se, mu - half, mu + half)))
