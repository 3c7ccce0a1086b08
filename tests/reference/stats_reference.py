"""Prints the reference numbers of tests/core/stats: scores, FDR, explainable variance, summaries.

Run with SciPy and scikit-learn; the series are the closed forms of series() in
tests/core/stats/series.hpp.
"""
import numpy as np
from scipy import stats
from sklearn.metrics import r2_score


def series(rows, voxels, phase):
    i, v = np.meshgrid(np.arange(rows), np.arange(voxels), indexing="ij")
    return (np.sin(1.3 * i + 0.7 * v + phase) + 0.5 * np.cos(0.37 * i * (v + 1))).astype(np.float32)


y, p = series(40, 3, 0.0), series(40, 3, 0.9)
print("r ", [float(stats.pearsonr(y[:, v].astype(float), p[:, v].astype(float))[0]) for v in range(3)])
print("r2", [float(r2_score(y[:, v].astype(float), p[:, v].astype(float))) for v in range(3)])

pvalues = np.array([0.001, 0.04, 0.03, 0.2, 0.04, 0.9, 0.0005, 0.5])
print("bh", stats.false_discovery_control(pvalues, method="bh").tolist())
print("by", stats.false_discovery_control(pvalues, method="by").tolist())


def explainable_variance(data):  # repeats x rows x voxels, as in voxelwise_tutorials
    data = stats.zscore(data.astype(float), axis=1)
    mean_var = data.var(axis=1, dtype=float, ddof=1).mean(axis=0)
    var_mean = data.mean(axis=0).var(axis=0, dtype=float, ddof=1)
    ev = var_mean / mean_var
    return ev - (1 - ev) / (len(data) - 1)


repeats = np.stack([series(40, 3, 0.0), series(40, 3, 0.5), series(40, 3, 1.1)])
print("ev", explainable_variance(repeats).tolist())

for n in (10, 60, 600):
    print("gaussian", n, [float(stats.t.sf(r * np.sqrt((n - 2) / (1 - r * r)), n - 2))
                          for r in (-0.2, 0.0, 0.1, 0.3, 0.7)])
