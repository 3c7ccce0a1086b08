#!/usr/bin/env python3
"""What a person would write in Python for load and statistics; called by compare.py."""

import json
import sys
import time

import numpy as np

from peers import peak_mib


def make(image, volumes):
    """A run of noise around a mean, on the grid of ds003720."""
    import nibabel
    rng = np.random.default_rng(0)
    mean = rng.integers(400, 1200, (96, 96, 68), dtype=np.int16)
    noise = rng.integers(-30, 30, (96, 96, 68, 8), dtype=np.int16)
    data = np.empty((96, 96, 68, volumes), np.int16)
    for v in range(volumes):
        data[..., v] = mean + np.roll(noise[..., v % 8], v, axis=0)
    header = nibabel.Nifti1Header()
    header.set_xyzt_units("mm", "sec")
    out = nibabel.Nifti1Image(data, np.diag([2, 2, 2, 1]), header)
    out.header.set_zooms((2, 2, 2, 1.5))
    nibabel.save(out, image)


def load(image, voxels):
    """The same mask, a linear trend and the mean removed, z-scored."""
    import nibabel
    from scipy.signal import detrend
    data = np.asarray(nibabel.load(image).dataobj)
    flat = data.reshape(-1, data.shape[3], order="F")
    series = flat[:: flat.shape[0] // voxels][:voxels].astype(np.float32)
    series = detrend(series, axis=1)
    series /= series.std(axis=1, keepdims=True)


def statistics(rows):
    """1,000 block permutations with everything z-scored once."""
    rng = np.random.default_rng(1)
    y = rng.standard_normal((rows, 60000), dtype=np.float32)
    p = rng.standard_normal((rows, 60000), dtype=np.float32)
    start = time.perf_counter()
    y = (y - y.mean(0)) / y.std(0)
    p = (p - p.mean(0)) / p.std(0)
    r = (y * p).mean(0)
    count = np.zeros(60000)
    blocks = np.arange(rows).reshape(-1, 10)
    for _ in range(1000):
        order = blocks[rng.permutation(len(blocks))].ravel()
        count += np.einsum("ij,ij->j", y, p[order]) / rows >= r
    return time.perf_counter() - start


def main():
    what, image = sys.argv[1:3]
    if what == "make":
        return make(image, int(sys.argv[3]))
    rows, voxels = map(int, sys.argv[3:5])
    start = time.perf_counter()
    if what == "load":
        load(image, voxels)
        seconds, peer = time.perf_counter() - start, "nibabel + SciPy"
    else:
        seconds, peer = statistics(rows), "NumPy"
    print(json.dumps({"peer": peer, "seconds": seconds, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()
