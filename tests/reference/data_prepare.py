"""Reference values of tests/core/data: nilearn, SciPy and NumPy on series and scans that the C++
tests make or read themselves. Usage: python data_prepare.py SHARED_DATA_FOLDER"""
import sys
import warnings

import nibabel
import numpy as np
import scipy.ndimage
from nilearn import masking, signal

warnings.filterwarnings("ignore")
t = np.arange(40)
y = np.sin(0.3 * t) + 0.05 * t + (7 * t) % 5
c = np.cos(0.11 * t**1.5)


def show(name, values):
    print(name, ", ".join(f"{v:.9g}" for v in np.asarray(values).ravel()))


z = lambda v: (v - v.mean()) / v.std()
show("polynomial order 2, z", z(y - np.polyval(np.polyfit(t, y, 2), t))[[0, 1, 17, 39]])
clean = signal.clean(y[:, None], detrend=False, standardize=None, filter="cosine",
                     high_pass=1 / 32, t_r=2.0, confounds=c[:, None], standardize_confounds=True)
show("cosine 32 s and confound (nilearn), z", z(clean[:, 0])[[0, 1, 17, 39]])
spoilt, kept = y.copy(), np.setdiff1d(t, [5, 6])
spoilt[5] += 1000
spoilt[6] -= 500
k = np.arange(1, int(np.floor(2 * 40 * 2 / 32)) + 1)
cosines = np.cos(np.pi * k * (t[:, None] + 0.5) / 40)
clean = signal.clean(spoilt[:, None], detrend=False, standardize=None, sample_mask=kept,
                     confounds=np.column_stack([cosines, c]), standardize_confounds=True)
full = np.zeros(40)
full[kept] = z(clean[:, 0])
show("the same without rows 5 and 6 (nilearn), z", full[[0, 1, 17, 39]])
show("running median 11", scipy.ndimage.median_filter(y, 11, mode="reflect"))
show("running median 101", scipy.ndimage.median_filter(y, 101, mode="reflect")[[0, 13, 20, 39]])

image = nibabel.load(sys.argv[1] + "/nifti/example4d.nii.gz")
mask = np.asarray(masking.compute_epi_mask(image).dataobj).astype(bool)
index = np.flatnonzero(mask.ravel(order="F"))
print("mask: voxels, sum of indices, first, last", len(index), index.sum(), index[0], index[-1])
