#!/usr/bin/env python3
"""Writes the table in core/simulate/ds003720.cpp from a copy of ds003720 (CC0).

usage: ds003720_design.py DS003720_FOLDER

Lead-ins and repeats of test sequences follow from the rest and are left out; this script fails if
they do not. An entry is genre (two letters), track and start; "-14.99" is a length other than 15 s.
"""
import csv
import pathlib
import sys
from decimal import Decimal


def rows(path):
    with open(path) as f:
        return [(r["genre"].strip("'"), int(r["track"]), Decimal(r["start"]), Decimal(r["end"]))
                for r in csv.DictReader(f, delimiter="\t")]


def entry(row):
    genre, track, start, end = row
    length = end - start
    tail = "" if length == 15 else f"-{length.normalize()}"
    return f"{genre[:2]}{track}:{start.normalize():f}{tail}"


def literal(entries):
    lines, line = [], ""
    for e in entries:
        if len(line) + len(e) > 86:
            lines.append(line)
            line = ""
        line += e + " "
    lines.append(line)
    return "\n".join(f'    "{line}"' for line in lines) + ","


root = pathlib.Path(sys.argv[1])
func = root / "sub-001" / "func"
for other in sorted(root.glob("sub-*")):
    for f in func.glob("*_events.tsv"):
        assert rows(f) == rows(other / "func" / f.name.replace("sub-001", other.name)), (other, f)

train = [rows(func / f"sub-001_task-Training_run-{r:02d}_events.tsv") for r in range(1, 13)]
test = [rows(func / f"sub-001_task-Test_run-{r:02d}_events.tsv") for r in range(1, 7)]
for r, run in enumerate(train):
    assert len(run) == 41 and run[0] == train[r - 1][-1], r
    print(literal(entry(e) for e in run[1:]))
print("----")
for r, run in enumerate(test):
    assert len(run) == 41 and run[0] == run[-1] and run[1:] == run[1:11] * 4, r
    print(literal(entry(e) for e in run[1:11]))
