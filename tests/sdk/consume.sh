#!/usr/bin/env bash
# An outside author's first hour, for every kind of plugin and with several compilers:
#   consume.sh BUILD ENCORE LAB WORK
# installs the SDK of the build folder BUILD below WORK, scaffolds a project of each kind with the
# program ENCORE, builds it, runs the conformance check and, for the kinds that recipes can use, the
# project's own recipe on the simulated laboratory LAB. Also builds the plugin that docs/plugins.md
# shows, with the SDK as a subfolder. Ends at the first failure, with its log.
set -euo pipefail
build=$1 encore=$2 lab=$3 work=$4
export build encore lab work
source=$(cd "$(dirname "$0")/../.." && pwd)
export source
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --component sdk --prefix "$work/prefix" >"$work/install.log"

# run LOG command...: quiet unless it fails.
run() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 || { echo "failed: $*"; tail -40 "$log"; return 1; }
}
export -f run

# try_recipe FOLDER KIND: the ordinary program runs the plugin; every build has a store of its own,
# so that none shows what another one computed.
try_recipe() {
  local folder=$1 kind=$2
  ln -sfn "$lab" "$folder/lab"
  ENCORE_CACHE="$folder/cache" run "$folder.run" "$encore" run "$folder/recipe.yaml" \
    --plugin-path "$folder/build" --out "$folder/first" --quiet
  grep -q "org.example.my-$kind" "$folder/first/recipe.lock.yaml" ||
    { echo "the run of $folder did not use the plugin"; return 1; }
}
export -f try_recipe

# one KIND COMPILER FLAGS: scaffold, build, check, run.
one() {
  local kind=$1 compiler=$2 flags=${3:-}
  local folder="$work/$kind-$compiler$flags"
  folder=${folder//=/-}
  run "$folder.new" "$encore" plugins new "$kind" "my-$kind" --dir "$folder"
  run "$folder.configure" cmake -G Ninja -S "$folder" -B "$folder/build" \
    -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_CXX_COMPILER="$compiler" \
    -DCMAKE_CXX_FLAGS="$flags -Wall -Wextra -Wpedantic -Wshadow"
  run "$folder.build" cmake --build "$folder/build"
  if grep -q warning "$folder.build"; then echo "$kind with $compiler $flags: warnings"; cat "$folder.build"; return 1; fi
  run "$folder.check" "$encore" plugins check "$folder/build/my-$kind.encoreplugin.so"
  case $kind in features | regression) try_recipe "$folder" "$kind" ;; esac
  echo "$kind, $compiler $flags: $(tail -1 "$folder.check")"
}
export -f one

compilers=(g++)
if command -v clang++ >/dev/null; then compilers+=(clang++); else echo "skipped: no clang++"; fi
for kind in features regression retrieval generator; do
  for compiler in "${compilers[@]}"; do printf '%s %s\n' "$kind" "$compiler"; done
  printf '%s %s %s\n' "$kind" g++ -D_GLIBCXX_USE_CXX11_ABI=0
done | xargs -P 2 -L 1 bash -c 'set -euo pipefail; one "$@"' one

# The plugin of the documentation, and the SDK as a subfolder of somebody's project.
mkdir -p "$work/docs"
awk '/^```cpp/ {on = 1; next} /^```/ {if (on) exit} on' "$source/docs/plugins.md" >"$work/docs/plugin.cpp"
cat >"$work/docs/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.20)
project(docs LANGUAGES CXX)
add_subdirectory("$source/sdk" sdk)
encore_add_plugin(docs plugin.cpp)
EOF
run "$work/docs.configure" cmake -G Ninja -S "$work/docs" -B "$work/docs/build"
run "$work/docs.build" cmake --build "$work/docs/build"
run "$work/docs.check" "$encore" plugins check "$work/docs/build/docs.encoreplugin.so"
echo "docs/plugins.md: $(tail -1 "$work/docs.check")"

# Whatever compiler and ABI built a plugin, it gives the same numbers in the same program.
for kind in features regression; do
  folders=("$work/$kind-"*/first)
  for folder in "${folders[@]}"; do
    cmp "${folders[0]}/scores.tsv" "$folder/scores.tsv"
  done
  echo "$kind: ${#folders[@]} builds, equal scores"
done
