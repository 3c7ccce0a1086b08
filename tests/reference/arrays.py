#!/usr/bin/env python3
"""Writes tests/plugins/features/arrays: small files as NumPy and h5py make them, good and bad.

Usage: arrays.py OUT_FOLDER. Element (row, column) of every array is 10 row + column + 0.5, or that
without the half where it is an integer.
"""
import sys
from pathlib import Path

import h5py
import numpy as np

IDS = ["blues.00000_15s", "disco.000011_15s", "rock.00002", "rock.00007_15s"]


def numbers(rows, cols=3):
    return 10.0 * np.arange(rows)[:, None] + np.arange(cols) + 0.5


def npy(out):
    x = numbers(6)
    np.save(out / "f4.npy", x.astype("<f4"))
    np.save(out / "f8_fortran.npy", np.asfortranarray(x))
    np.save(out / "f2.npy", x.astype("<f2"))
    np.save(out / "i8.npy", np.floor(x).astype("<i8"))
    np.save(out / "i4.npy", np.floor(x).astype("<i4"))
    np.save(out / "u1.npy", np.floor(x).astype("u1"))
    with open(out / "f4_version2.npy", "wb") as file:
        np.lib.format.write_array(file, x.astype("<f4"), version=(2, 0))
    np.save(out / "bad_objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    np.save(out / "bad_records.npy", np.zeros(3, dtype=[("a", "<f4"), ("b", "<f4")]))
    np.save(out / "bad_big_endian.npy", x.astype(">f4"))
    np.save(out / "bad_rank3.npy", np.zeros((2, 3, 4), "<f4"))
    bad = x.astype("<f4")
    bad[4, 1] = np.nan
    np.save(out / "bad_nan.npy", bad)
    (out / "bad_truncated.npy").write_bytes((out / "f4.npy").read_bytes()[:-5])
    lying = (out / "f4.npy").read_bytes().replace(b"(6, 3)", b"(9, 3)")
    (out / "bad_shape.npy").write_bytes(lying)


def npz(out):
    np.savez(out / "rows.npz", embedding=numbers(4).astype("<f4"), ids=np.array(IDS))
    np.savez_compressed(out / "clips.npz", **{name: numbers(4) + 100 * i
                                              for i, name in enumerate(IDS)})


def hdf5(out):
    with h5py.File(out / "clips.h5", "w") as file:
        group = file.create_group("mulan")
        group.attrs["hop_s"] = 1.5
        group.attrs["window_s"] = 10.0
        for i, name in enumerate(IDS):
            group[name] = (numbers(4) + 100 * i).astype("<f4")
        file["text/embedding"] = numbers(4)
        file["text/ids"] = IDS
        file["fixed/embedding"] = numbers(4)
        file["fixed/ids"] = np.array(IDS, dtype="S20")
        file["rows"] = np.floor(numbers(6)).astype("<i2")


def tables(out):
    x = numbers(4)
    with open(out / "clips.tsv", "w") as file:
        print("clip", "a", "b", "c", sep="\t", file=file)
        for name, row in zip(IDS, x):
            print(name, *row, sep="\t", file=file)
    with open(out / "clips.csv", "w", encoding="utf-8-sig", newline="\r\n") as file:
        print('a,"clip name",b,c', file=file)
        for name, row in zip(IDS, x):
            print(row[0], f'"{name}"', *row[1:], sep=",", file=file)
    (out / "rows.tsv").write_text("\n".join("\t".join(map(str, row)) for row in numbers(6)))
    (out / "bad_text.tsv").write_text("clip\ta\nrock.00002\t1\nrock.00007\tloud\n")
    (out / "bad_missing.tsv").write_text("clip\ta\nrock.00002\t1\nrock.00007\tn/a\n")
    (out / "ids.txt").write_text("\n".join(f"clip{i}" for i in range(6)) + "\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for write in (npy, npz, hdf5, tables):
        write(folder)
