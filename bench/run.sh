#!/usr/bin/env bash
# What `make bench` calls: builds encore-bench in the given build folder and prints the table.
#   bench/run.sh build --full
# PYTHON names a Python with NumPy; with himalaya and scikit-learn they run beside Encore. Without
# NumPy only Encore's kernels are timed. Installs nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../build}
shift || true
python=${PYTHON:-python3}
cmake -S "$here/.." -B "$build" -DENCORE_BENCH=ON >/dev/null
if ! "$python" -c 'import numpy' 2>/dev/null; then
  echo "$python has no NumPy (set PYTHON to one that has): Encore's kernels alone, without peers" >&2
  cmake --build "$build" --target encore-kernels >/dev/null
  exec "$build/bin/encore-kernels" --benchmark_counters_tabular=true
fi
cmake --build "$build" --target encore-bench encore-kernels encore_ridge encore_banded_ridge encore-mel encore-mfcc >/dev/null
exec "$python" "$here/compare.py" --build "$build" "$@"
