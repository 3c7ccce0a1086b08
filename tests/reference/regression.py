"""Reference values of tests/plugins/regression/{reference,kernel_ridge}_test.cpp.

Runs himalaya, scikit-learn and NumPy on arrays that both sides compute from one formula:
    PYTHON tests/reference/regression.py
Versions used: himalaya 0.4.11, scikit-learn 1.9.1, NumPy 2.4.6.
"""

import numpy as np
from himalaya.kernel_ridge import KernelRidgeCV
from himalaya.ridge import RidgeCV, solve_group_ridge_random_search
from himalaya.scoring import r2_score
from sklearn.cross_decomposition import PLSRegression
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneGroupOut

ROWS, COLUMNS, TARGETS, RUNS = 40, 6, 5, 4
ALPHAS = np.logspace(-1, 3, 9)


def arrays():
    r = np.arange(ROWS)[:, None].astype(float)
    c = np.arange(COLUMNS)[None, :].astype(float)
    t = np.arange(TARGETS)[None, :].astype(float)
    x = np.sin(0.7 * r * (c + 1) + c * c) + 0.3 * np.cos(0.31 * r) + 0.5 * c
    w = np.cos(1.3 * c.T * (t + 1) + t)
    noise = np.sin(2.39 * r * (t + 2) + 0.17 * r * r)
    y = x @ w + (0.2 + 1.5 * t) * noise + 2
    groups = (np.arange(ROWS) * RUNS) // ROWS
    return x.astype(np.float32).astype(float), y.astype(np.float32).astype(float), groups


def show(name, values):
    values = np.atleast_2d(values)
    rows = ["{" + ", ".join(f"{v:.10g}" for v in row) + "}" for row in values]
    print(f"{name} = {{{', '.join(rows)}}};")


def ridge(x, y, groups):
    folds = list(LeaveOneGroupOut().split(x, y, groups))
    model = RidgeCV(alphas=ALPHAS, fit_intercept=True, cv=folds,
                    solver_params={"score_func": r2_score, "warn": False})
    model.fit(x, y)
    show("alpha", model.best_alphas_)
    show("cv_score", model.cv_scores_)
    show("weights", model.coef_)
    show("intercept", model.intercept_)
    for target, alpha in enumerate(model.best_alphas_):
        same = Ridge(alpha=alpha).fit(x, y[:, target])
        assert np.allclose(same.coef_, model.coef_[:, target], rtol=1e-8)


def banded(x, y, groups):
    """Three bands of two columns, the draws of the test."""
    gammas = np.array([[1, 1, 1], [6, 3, 1], [1, 2, 17], [1, 18, 1]], float)
    gammas /= gammas.sum(1, keepdims=True)
    folds = list(LeaveOneGroupOut().split(x, y, groups))
    deltas, weights, scores, intercept = solve_group_ridge_random_search(
        [x[:, 0:2], x[:, 2:4], x[:, 4:6]], y, n_iter=gammas, alphas=ALPHAS, cv=folds,
        score_func=r2_score, fit_intercept=True, return_weights=True, progress_bar=False,
        warn=False)
    show("penalties", np.exp(-deltas))
    show("cv_score", scores.max(0))
    show("weights", np.reshape(weights, (COLUMNS, TARGETS)))
    show("intercept", intercept)


def kernel_ridge(x, y, groups):
    folds = list(LeaveOneGroupOut().split(x, y, groups))
    kernels = {"linear": {}, "polynomial": {"degree": 2, "gamma": 0.5, "coef0": 2},
               "rbf": {}, "cosine": {}}
    x_new = x[::13] + 0.25
    for name, params in kernels.items():
        model = KernelRidgeCV(alphas=ALPHAS, kernel=name, kernel_params=params, fit_intercept=True,
                              cv=folds, solver_params={"score_func": r2_score}, warn=False)
        model.fit(x, y)
        show(f"{name} alpha", model.best_alphas_)
        show(f"{name} cv_score", model.cv_scores_)
        show(f"{name} intercept", model.intercept_)
        show(f"{name} dual, every 13th row", model.dual_coef_[::13])
        show(f"{name} prediction", model.predict(x_new))


def pls(x, y):
    for components in (1, 3, 6):
        model = PLSRegression(components, scale=False, tol=1e-28, max_iter=200000).fit(x, y)
        show(f"pls {components}", model.coef_)


if __name__ == "__main__":
    x, y, groups = arrays()
    ridge(x, y, groups)
    banded(x, y, groups)
    kernel_ridge(x, y, groups)
    pls(x, y)
