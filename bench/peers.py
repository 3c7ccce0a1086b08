#!/usr/bin/env python3
"""One peer on the arrays of one folder; called by compare.py. Exits with 3 when not installed."""

import json
import sys
import time
import warnings

import numpy as np

FOLDS = 5


def peak_mib():
    """Of this process alone: ru_maxrss would count the parent's memory too."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def folds(groups):
    return [(np.flatnonzero(groups != g), np.flatnonzero(groups == g)) for g in np.unique(groups)]


def himalaya(x, y, splits, alphas):
    from himalaya.ridge import RidgeCV
    from himalaya.scoring import r2_score
    model = RidgeCV(alphas=alphas, fit_intercept=True, cv=splits,
                    solver_params={"score_func": r2_score, "warn": False,
                                   "n_targets_batch": 2000, "n_alphas_batch": 5,
                                   "n_targets_batch_refit": 500})
    model.fit(x, y)
    return {"alpha": model.best_alphas_, "cv_score": model.cv_scores_, "weights": model.coef_}


def himalaya_kernel(x, y, splits, alphas):
    from himalaya.kernel_ridge import KernelRidgeCV
    from himalaya.scoring import r2_score
    model = KernelRidgeCV(alphas=alphas, kernel="linear", cv=splits, fit_intercept=True,
                          solver_params={"score_func": r2_score, "n_targets_batch": 2000,
                                         "n_alphas_batch": 5, "n_targets_batch_refit": 500})
    model.fit(x, y)
    weights = (x - x.mean(0)).T @ model.dual_coef_
    return {"alpha": model.best_alphas_, "cv_score": model.cv_scores_, "weights": weights}


def himalaya_banded(x, y, splits, alphas, gammas):
    """The same draws; three bands of equal width."""
    from himalaya.ridge import GroupRidgeCV
    from himalaya.scoring import r2_score
    model = GroupRidgeCV(groups="input", fit_intercept=True, cv=splits,
                         solver_params={"n_iter": gammas, "alphas": alphas, "score_func": r2_score,
                                        "progress_bar": False, "warn": False,
                                        "n_targets_batch": 2000, "n_alphas_batch": 5,
                                        "n_targets_batch_refit": 500})
    bands = np.split(x, gammas.shape[1], axis=1)
    model.fit(bands, y)
    return {"alpha": np.exp(-model.deltas_), "cv_score": model.cv_scores_.max(0),
            "weights": model.coef_}


def sklearn(x, y, splits, alphas):
    from sklearn.linear_model import RidgeCV
    # Leave-one-out: its only way to a penalty per target. Other folds, so only timed.
    RidgeCV(alphas=alphas, alpha_per_target=True).fit(x, y)
    return {}


PEERS = {"himalaya": himalaya, "himalaya-kernel": himalaya_kernel,
         "himalaya-banded": himalaya_banded, "sklearn": sklearn}


def once(peer, x, y, splits, *given):
    """Seconds that do not grow with the targets, from a run with very few."""
    start = time.perf_counter()
    PEERS[peer](x, np.ascontiguousarray(y[:, :8]), splits, *given)
    return time.perf_counter() - start


def main():
    peer, folder, rows, columns, targets = sys.argv[1:6]
    rows, columns, targets = int(rows), int(columns), int(targets)
    alphas = np.array([float(a) for a in sys.argv[6].split(",")])
    warnings.simplefilter("ignore")
    try:
        __import__("sklearn" if peer == "sklearn" else "himalaya")
    except ImportError:
        sys.exit(3)
    x = np.fromfile(f"{folder}/x.f32", np.float32).reshape(columns, rows).T.copy()
    y = np.fromfile(f"{folder}/y.f32", np.float32, rows * targets).reshape(targets, rows).T.copy()
    if peer.endswith("-float64"):
        peer, x, y = peer.removesuffix("-float64"), x.astype(float), y.astype(float)
    splits = folds(np.fromfile(f"{folder}/groups.i32", np.int32))
    given = [alphas]
    if peer == "himalaya-banded":
        given.append(np.load(f"{folder}/gammas.npy"))
    start = time.perf_counter()
    result = PEERS[peer](x, y, splits, *given)
    seconds = time.perf_counter() - start
    peak = peak_mib()
    if result:
        np.savez(f"{folder}/{sys.argv[1]}.npz", grid=alphas, **result)
    # In float64 for its answers only, not for its time.
    once_s = seconds if sys.argv[1].endswith("-float64") else once(peer, x, y, splits, *given)
    print(json.dumps({"seconds": seconds, "once_s": once_s, "peak_mib": peak}))


if __name__ == "__main__":
    main()
