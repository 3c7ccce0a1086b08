"""Compares arrays that cross_check_test wrote with SciPy's and nilearn's of the same input.

    check.py scores|fdr|detrend FOLDER
"""
import sys
from pathlib import Path

import numpy as np

what, folder = sys.argv[1], Path(sys.argv[2])


def load(name):
    return np.load(folder / f"{name}.npy").astype(float)


def same(name, ours, theirs, tolerance):
    difference = np.abs(ours - theirs).max()
    print(f"{name}: largest difference {difference:.2g}")
    assert difference <= tolerance, (name, difference, tolerance)


def scores():
    from scipy import stats
    from sklearn.metrics import r2_score
    y, p, n = load("y"), load("p"), len(load("y"))
    r = np.array([stats.pearsonr(y[:, v], p[:, v]) for v in range(y.shape[1])])
    same("pearson r", load("r").ravel(), r[:, 0], 1e-6)
    same("R2", load("r2").ravel(), r2_score(y, p, multioutput="raw_values"), 1e-6)
    one_sided = stats.t.sf(r[:, 0] * np.sqrt((n - 2) / (1 - r[:, 0] ** 2)), n - 2)
    same("p of r", load("gaussian").ravel(), one_sided, 1e-6)


def fdr():
    from scipy import stats
    p = load("pvalues").ravel()
    for method in ("bh", "by"):
        theirs = stats.false_discovery_control(p, method=method)
        same(method, load(method).ravel(), theirs, 1e-6)


def detrend():
    from nilearn.signal import clean
    from scipy import signal, stats
    x, confounds = load("x"), load("confounds")
    same("linear", load("linear"), stats.zscore(signal.detrend(x, axis=0)), 1e-4)
    def cleaned(**options):  # releases of nilearn differ in how they call a z-score
        return stats.zscore(clean(x, standardize=False, t_r=2, confounds=confounds, **options))

    same("linear with confounds", load("linear_confounds"), cleaned(detrend=True), 1e-4)
    same("cosine with confounds", load("cosine_confounds"),
         cleaned(detrend=False, filter="cosine", high_pass=1 / 128), 1e-4)


{"scores": scores, "fdr": fdr, "detrend": detrend}[what]()
