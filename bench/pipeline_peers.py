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
    out.set_data_dtype(np.int16)  # a new header says float32
    nibabel.save(out, image)


def load(image, voxels):
    """The same mask, a linear trend and the mean removed, z-scored; then compared with what Encore
    stored beside the image (volumes x voxels)."""
    import h5py
    import nibabel
    from scipy.signal import detrend
    start = time.perf_counter()
    data = np.asarray(nibabel.load(image).dataobj)
    flat = data.reshape(-1, data.shape[3], order="F")
    series = flat[:: flat.shape[0] // voxels][:voxels].astype(np.float32)
    series = detrend(series, axis=1)
    series /= series.std(axis=1, keepdims=True)
    seconds, peak = time.perf_counter() - start, peak_mib()
    with h5py.File(image.replace(".nii.gz", ".h5")) as stored:
        difference = np.abs(stored["responses"][:].T - series).max()
    return {"peer": "nibabel + SciPy", "seconds": seconds, "peak_mib": peak,
            "agreement": f"largest difference {difference:.1e}"}


def statistics(folder, rows):
    """The same block permutations of the same arrays, with everything z-scored once; beside the
    time, how far Encore's p-values are from these."""
    y = np.fromfile(f"{folder}/y.f32", np.float32).reshape(-1, rows).T.copy()
    p = np.fromfile(f"{folder}/predicted.f32", np.float32).reshape(-1, rows).T.copy()
    blocks = np.arange(rows).reshape(-1, 10)
    orders = np.fromfile(f"{folder}/orders.u32", np.uint32).reshape(-1, len(blocks))
    start = time.perf_counter()
    y = (y - y.mean(0)) / y.std(0)
    p = (p - p.mean(0)) / p.std(0)
    tie = 5e-6
    least = np.einsum("ij,ij->j", y, p) / rows - tie
    count = np.zeros(y.shape[1])
    for order in orders:
        count += np.einsum("ij,ij->j", y, p[blocks[order].ravel()]) / rows >= least
    seconds = time.perf_counter() - start
    difference = np.abs((1 + count) / (1 + len(orders)) - np.fromfile(f"{folder}/p.f32", np.float32))
    return seconds, {"largest": difference.max(), "other": int((difference > 1e-6).sum()),
                     "voxels": len(count)}


def main():
    what, image = sys.argv[1:3]
    if what == "make":
        return make(image, int(sys.argv[3]))
    rows, voxels = map(int, sys.argv[3:5])
    if what == "load":
        return print(json.dumps(load(image, voxels)))
    seconds, facts = statistics(image, rows)
    print(json.dumps({"peer": "NumPy", "seconds": seconds, "peak_mib": peak_mib(), **facts}))


if __name__ == "__main__":
    main()
