#!/usr/bin/env bash
# What `make bench` calls: builds encore-bench in the given build folder and prints the table.
#   bench/run.sh build --full
# PYTHON names a Python with NumPy; with himalaya and scikit-learn they run beside Encore.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../build}
shift || true
python=${PYTHON:-python3}
if ! "$python" -c 'import numpy' 2>/dev/null; then
  echo "make bench needs a Python with NumPy (set PYTHON)" >&2
  exit 2
fi
cmake -S "$here/.." -B "$build" -DENCORE_BENCH=ON >/dev/null
cmake --build "$build" --target encore-bench encore-kernels encore_ridge encore_banded_ridge encore-mel encore-mfcc >/dev/null
exec "$python" "$here/compare.py" --build "$build" "$@"
