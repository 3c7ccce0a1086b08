"""Writes the files of tests/core/io/fixtures with nibabel, and shows what nibabel reads of real ones.
Usage: python surfaces.py FIXTURES_FOLDER SHARED_DATA_FOLDER"""
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
from nibabel import cifti2, freesurfer

out, shared = Path(sys.argv[1]), Path(sys.argv[2])

# 5 of 8 vertices on the left, 4 of 8 on the right, 3 voxels of the left thalamus; 6 volumes, TR 1.5 s.
affine = np.array([[-2, 0, 0, 10], [0, 2, 0, -20], [0, 0, 2, 30], [0, 0, 0, 1.0]])
left = cifti2.BrainModelAxis.from_surface([0, 2, 3, 5, 7], 8, "CortexLeft")
right = cifti2.BrainModelAxis.from_surface([1, 2, 4, 6], 8, "CortexRight")
inside = np.zeros((4, 3, 2), bool)
inside[1, 2, 0] = inside[3, 0, 1] = inside[2, 1, 1] = True
thalamus = cifti2.BrainModelAxis.from_mask(inside, "thalamus_left", affine)
brain = left + right + thalamus
series = cifti2.SeriesAxis(0, 1.5, 6, "SECOND")
values = (100 * np.arange(12)[None, :] + np.arange(6)[:, None]).astype("f4")  # volumes x places
nib.save(cifti2.Cifti2Image(values, (series, brain)), out / "small.dtseries.nii")

# Labels on other greyordinates: vertices 2 to 5 on the left, all on the right.
labels = cifti2.LabelAxis(["regions"], {0: ("???", (0, 0, 0, 0)), 1: ("L_A1_ROI", (1, 0, 0, 1)),
                                        2: ("R_A1_ROI", (0, 1, 0, 1)), 3: ("R_A4_ROI", (0, 0, 1, 1))})
other = (cifti2.BrainModelAxis.from_surface([2, 3, 4, 5], 8, "CortexLeft")
         + cifti2.BrainModelAxis.from_surface(np.arange(8), 8, "CortexRight"))
keys = np.array([[1, 1, 1, 0, 0, 2, 2, 2, 3, 3, 3, 0]], "f4")
nib.save(cifti2.Cifti2Image(keys, (labels, other)), out / "small.dlabel.nii")

table = np.array([[25, 5, 25, 0, 0], [10, 20, 30, 0, 0], [200, 100, 50, 0, 0]])
freesurfer.write_annot(str(out / "lh.small.annot"), np.array([0, 1, 1, 2, -1, 2, 0, 1]), table,
                       ["unknown", "A1", "Medial_wall"], fill_ctab=True)
print("voxels of the thalamus (Fortran order):", np.flatnonzero(inside.ravel(order="F")),
      "in the file:", [tuple(v) for v in thalamus.voxel])
print("annotation:", freesurfer.read_annot(str(out / "lh.small.annot"))[0])

task = np.array([a.data for a in nib.load(shared / "nifti/task.func.gii").darrays])
print("task.func.gii:", task.shape, task[3, 100], task[9, 641], task.sum(dtype="f8"))
label = nib.load(shared / "nifti/label.gii").darrays[0].data
print("label.gii:", len(label), np.bincount(label), np.flatnonzero(label)[:3])
