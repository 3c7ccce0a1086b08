"""Reference values of tests/core/encode/split_test.cpp.

Runs himalaya's product measure on arrays that both sides compute from one formula:
    PYTHON tests/reference/split.py
Version used: himalaya 0.4.11.
"""

import numpy as np
from himalaya.scoring import r2_score, r2_score_split

ROWS, TARGETS, BANDS = 30, 4, 3


def arrays():
    r = np.arange(ROWS)[:, None].astype(float)
    t = np.arange(TARGETS)[None, :].astype(float)
    shares = [np.sin(0.7 * r * (b + 1) + t * t) / (b + 1) + 0.1 * b - 0.05 * t for b in range(BANDS)]
    noise = np.sin(2.39 * r * (t + 2) + 0.17 * r * r)
    y = shares[0] + 0.7 * shares[1] - 0.4 * shares[2] + (0.1 + 0.4 * t) * noise
    y -= y.mean(0)
    return y.astype(np.float32), np.array(shares).astype(np.float32)


if __name__ == "__main__":
    y, shares = (a.astype(float) for a in arrays())
    split = r2_score_split(y, shares)
    assert np.allclose(split.sum(0), r2_score(y, shares.sum(0)))
    for row in split:
        print("{" + ", ".join(f"{v:.10g}" for v in row) + "},")
