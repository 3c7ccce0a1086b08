#!/usr/bin/env bash
# Every plugin of Encore's own keeps the contract:  check_own.sh PROGRAM FOLDER TEST_PROGRAM
set -euo pipefail
program=$1 folder=$2 test_program=$3
shopt -s nullglob
libraries=("$folder"/*.encoreplugin.so)
if [ ${#libraries[@]} -eq 0 ]; then echo "there are no plugins in $folder"; exit 1; fi
status=0
for library in "${libraries[@]}"; do
  with=()
  # Without a file, encore.array reads what stands beside the responses.
  case $library in *encore-array*) with=(--with '{dataset: music}') ;;
    # A fast program that answers every request (tests/plugins/features/program.cpp).
    *encore-process*) with=(--with "{program: $test_program}") ;;
  esac
  report=$("$program" check "$library" "${with[@]}") || { status=1; echo "$report" | grep -A1 FAIL; }
  echo "$(basename "$library"): $(tail -1 <<<"$report")"
done
exit $status
