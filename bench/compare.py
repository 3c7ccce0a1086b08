#!/usr/bin/env python3
"""Encore beside himalaya and scikit-learn: the same arrays, the same machine, one after the other.

    bench/compare.py --build build            # a minute
    bench/compare.py --build build --full     # the sizes of docs/performance.md

Each program runs in a process of its own with the same number of BLAS threads, so that its peak
memory is its own. Prints a table: time, ratio, peak memory, and how far the answers agree.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

FOLDS = 5
EXACT_TARGETS = 8  # whose coefficients are also computed in float64

# name: rows, columns, targets, penalties, targets given to the peers
SIZES = {
    "quick": {"primal": (1200, 256, 4000, 20, 4000), "dual": (600, 1500, 1000, 20, 1000)},
    "full": {
        "p512": (4800, 512, 60000, 20, 6000),
        "p512, 100 penalties": (4800, 512, 60000, 100, 0),
        "p4096": (4800, 4096, 20000, 20, 1000),
        "p8192": (4800, 8192, 20000, 20, 1000),
    },
}
# The same with draws of weights for three bands of equal width: draws, and those given to the peer.
BANDED = {
    "quick": {"banded": (1200, 3 * 64, 2000, 20, 2000, 5, 5)},
    "full": {"banded 3 x 512": (4800, 3 * 512, 20000, 20, 500, 20, 2)},
}


def make_arrays(folder, rows, columns, targets, seed=0):
    """Features with a power-law spectrum (singular values ~ 1/rank), smooth in time and z-scored;
    targets from noise to half explained."""
    rng = np.random.default_rng(seed)
    rank = min(rows, columns)
    x = rng.standard_normal((rows, rank), dtype=np.float32)
    for lag in (1, 2, 3):
        x[lag:] += np.float32(0.5) * x[:-lag]
    x *= (1.0 / np.arange(1, rank + 1)).astype(np.float32)
    x = x @ rng.standard_normal((rank, columns), dtype=np.float32)
    x = (x - x.mean(0)) / x.std(0)
    y = np.empty((targets, rows), np.float32)
    for start in range(0, targets, 4000):
        count = min(4000, targets - start)
        signal = (x @ rng.standard_normal((columns, count), dtype=np.float32)).T
        signal /= signal.std(1, keepdims=True)
        share = rng.uniform(0, 0.5, (count, 1)).astype(np.float32)
        noise = rng.standard_normal((count, rows), dtype=np.float32)
        y[start : start + count] = np.sqrt(share) * signal + np.sqrt(1 - share) * noise
    groups = np.arange(rows, dtype=np.int32) * FOLDS // rows
    np.ascontiguousarray(x.T).tofile(f"{folder}/x.f32")
    y.tofile(f"{folder}/y.f32")
    groups.astype(np.int32).tofile(f"{folder}/groups.i32")


def penalties(count):
    return np.logspace(0, 7, count)


def run_encore(args, folder, rows, columns, targets, count, plugin="ridge", more=()):
    command = [f"{args.build}/bin/encore-bench", "fit", "--data", folder, "--out", folder, *more,
               "--plugin", f"{args.build}/lib/encore/plugins/encore_{plugin}.encoreplugin.so",
               "--rows", str(rows), "--columns", str(columns), "--targets", str(targets),
               "--threads", str(args.threads),
               "--alphas", ",".join(repr(float(a)) for a in penalties(count))]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_peer(args, peer, folder, rows, columns, targets, count):
    """Runs bench/peers.py; None when the peer is not installed."""
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.py")
    env = dict(os.environ, **{k: str(args.threads) for k in
                              ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")})
    command = [sys.executable, script, peer, folder, str(rows), str(columns), str(targets),
               ",".join(repr(float(a)) for a in penalties(count))]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode == 3:
        return None
    if done.returncode != 0:
        sys.exit(f"{peer} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def exact_weights(x, y, penalty):
    """Coefficients of one target in float64, straight from the normal equations of the penalised
    problem. Features and target are about their means; `penalty` has one value a column."""
    if x.shape[1] <= x.shape[0]:
        return np.linalg.solve(x.T @ x + np.diag(penalty), x.T @ y)
    scaled = x / penalty
    return scaled.T @ np.linalg.solve(x @ scaled.T + np.eye(len(x)), y)


def exact_errors(folder, alpha, chosen, weights, reference):
    """Largest relative errors of both programs against float64, over a few targets."""
    columns = len(weights)
    rows = os.path.getsize(f"{folder}/x.f32") // 4 // columns
    x = np.fromfile(f"{folder}/x.f32", np.float32).reshape(columns, rows).T.astype(float)
    x -= x.mean(0)
    mine, theirs = [], []
    for at in range(0, len(chosen), max(1, len(chosen) // EXACT_TARGETS)):
        y = np.fromfile(f"{folder}/y.f32", np.float32, rows, offset=4 * rows * chosen[at])
        y = y.astype(float)
        penalty = np.repeat(alpha[:, chosen[at]], columns // len(alpha))
        exact = exact_weights(x, y - y.mean(), penalty)
        mine.append(np.linalg.norm(weights[:, at] - exact) / np.linalg.norm(exact))
        theirs.append(np.linalg.norm(reference[:, at] - exact) / np.linalg.norm(exact))
    return max(mine), max(theirs)


def agreement(folder, peer, columns, targets):
    """Shares of equal penalties, and largest differences, on the targets the peer was given."""
    def mine(name, height):
        flat = np.fromfile(f"{folder}/{name}.f32", np.float32, height * targets)
        return flat.reshape(targets, height).T

    theirs = np.load(f"{folder}/{peer}.npz")
    out = {}
    other = np.atleast_2d(theirs["alpha"]).astype(float)
    alpha = mine("alpha", len(other)).astype(float)
    same = np.isclose(alpha, other, rtol=1e-3).all(0)
    out["same"] = same.mean()
    if len(other) == 1:
        grid = theirs["grid"]
        steps = np.abs(np.searchsorted(grid, alpha * 0.999) - np.searchsorted(grid, other * 0.999))
        out["steps"] = int(steps.max())
    difference = np.abs(mine("cv_score", 1)[0] - theirs["cv_score"])
    out["r2"] = difference[same].max()
    if "weights" in theirs:
        weights, reference = mine("weights", columns)[:, same], theirs["weights"][:, same]
        error = np.linalg.norm(weights - reference, axis=0) / np.linalg.norm(reference, axis=0)
        out["coefficients"] = np.median(error)
        out["worst"] = error.max()
        out["exact"] = exact_errors(folder, alpha, np.flatnonzero(same), weights, reference)
    return out


def compare(args, name, size):
    rows, columns, targets, count, peer_targets = size
    print(f"\n{name}: {rows} rows, {columns} columns, {targets} targets, {count} penalties, "
          f"{FOLDS} folds, float32, {args.threads} threads")
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        make_arrays(folder, rows, columns, targets)
        runs = [run_encore(args, folder, rows, columns, targets, count) for _ in range(args.repeat)]
        best = min(runs, key=lambda r: r["seconds"])
        print(f"  {'program':24} {'targets':>8} {'seconds':>8} {'ratio':>6} {'peak MiB':>9}  agreement")
        print(f"  {'encore (' + best['solver'] + ')':24} {targets:8} {best['seconds']:8.1f} "
              f"{'':6} {best['peak_mib']:9.0f}  of it prepare {best['prepare_s']:.1f} s")
        if peer_targets == 0:
            return
        peer = "himalaya-kernel" if best["solver"] == "dual" and columns > rows else "himalaya"
        for which in (peer, "sklearn"):
            report_peer(args, which, folder, (rows, columns, targets, count, peer_targets), best)
        report_exact_peer(args, peer + "-float64", folder,
                          (rows, columns, targets, count, min(peer_targets, 200)))


def in_words(a):
    line = f"same penalty {100 * a['same']:.2f} %"
    line += f", others {a['steps']} step(s) away" if "steps" in a else ""
    line += f"; R² {a['r2']:.1e}"
    if "coefficients" in a:
        line += f"; coefficients {a['coefficients']:.1e} (worst {a['worst']:.1e})"
        line += f"; from float64: Encore {a['exact'][0]:.1e}, peer {a['exact'][1]:.1e}"
    return line


def report_exact_peer(args, peer, folder, size):
    """A peer in float64 on few targets: tells whose rounding a difference is. Not timed."""
    rows, columns, targets, count, given = size
    if run_peer(args, peer, folder, rows, columns, given, count) is not None:
        print(f"  {peer:24} {given:8} {'':26}  " + in_words(agreement(folder, peer, columns, given)))


def report_peer(args, peer, folder, size, encore):
    rows, columns, targets, count, given = size
    result = run_peer(args, peer, folder, rows, columns, given, count)
    if result is None:
        print(f"  {peer:24} not installed")
        return
    # What a peer does once for all targets does not grow with them.
    fixed = result.get("once_s", 0.0)
    full = fixed + (result["seconds"] - fixed) * targets / given
    line = f"  {peer:24} {given:8} {result['seconds']:8.1f} {full / encore['seconds']:5.1f}x " \
           f"{result['peak_mib']:9.0f}"
    if os.path.exists(f"{folder}/{peer}.npz"):
        line += "  " + in_words(agreement(folder, peer, columns, given))
    print(line + (f"  [time at {targets} targets: {full:.0f} s]" if given != targets else ""))


def draws_of(count, bands=3, seed=0):
    """As himalaya draws them: equal weights, then Dirichlet with concentrations 0.1 and 1."""
    rng = np.random.default_rng(seed)
    draws = [np.full(bands, 1 / bands)]
    draws += [rng.dirichlet(np.full(bands, (0.1, 1.0)[d % 2])) for d in range(count - 1)]
    return np.maximum(draws, 1e-12)  # himalaya's primal search divides by the weights


def compare_banded(args, name, size):
    rows, columns, targets, count, peer_targets, draws, peer_draws = size
    print(f"\n{name}: {rows} rows, {columns} columns, {targets} targets, {count} penalties, {draws} "
          f"draws, {FOLDS} folds, float32, {args.threads} threads")
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        make_arrays(folder, rows, columns, targets)
        bands = ",".join(str(b * columns // 3) for b in range(4))

        def encore(targets, draws):
            weights = ",".join(repr(float(v)) for v in draws_of(draws).ravel())
            return run_encore(args, folder, rows, columns, targets, count, "banded_ridge",
                              ["--id", "encore.banded-ridge", "--bands", bands,
                               "--band-weights", weights])
        whole = encore(targets, draws)
        print(f"  {'encore, ' + str(draws) + ' draws':24} {targets:8} {whole['seconds']:8.1f} "
              f"{'':6} {whole['peak_mib']:9.0f}")
        part = encore(peer_targets, peer_draws)  # leaves the results that are compared
        print(f"  {'encore, ' + str(peer_draws) + ' draws':24} {peer_targets:8} "
              f"{part['seconds']:8.1f} {'':6} {part['peak_mib']:9.0f}")
        np.save(f"{folder}/gammas.npy", draws_of(peer_draws))
        whole["seconds"] *= peer_draws / draws  # himalaya's time grows with the draws
        report_peer(args, "himalaya-banded", folder,
                    (rows, columns, targets, count, peer_targets), whole)


def report_runs(command, peer_seconds):
    """As many runs at once as there are cores, as a run of a recipe prepares them."""
    runs = os.cpu_count()
    done = subprocess.run(command + ["--runs", str(runs)], check=True, capture_output=True, text=True)
    part = json.loads(done.stdout)
    each = part["seconds"] / runs
    print(f"  {f'encore load, {runs} at once':21} {each:8.2f} s {part['peak_mib']:8.0f} MiB"
          f"   ratio {peer_seconds / each:.1f}x  seconds a run")


def run_pipeline(args):
    """Load, beside what a person would write in Python."""
    bench = f"{args.build}/bin/encore-bench"
    volumes, voxels = (410, 60000) if args.full else (60, 20000)
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        image = f"{folder}/run.nii.gz"
        here = os.path.dirname(os.path.abspath(__file__))
        made = subprocess.run([sys.executable, f"{here}/pipeline_peers.py", "make", image,
                               str(volumes)])
        steps = {}
        if made.returncode == 0:
            steps["load"] = [bench, "load", image, "--voxels", str(voxels), "--out", f"{folder}/run.h5"]
        print(f"\nload {volumes} volumes 96x96x68 int16 .nii.gz, {voxels} voxels")
        for name, command in steps.items():
            mine = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            parts = [json.loads(line) for line in mine.splitlines()]
            for part in parts:
                print(f"  encore {part['what']:14} {part['seconds']:8.2f} s {part['peak_mib']:8.0f} MiB")
            peer = subprocess.run([sys.executable, f"{here}/pipeline_peers.py", name, image,
                                   "0", str(voxels)], capture_output=True, text=True)
            if peer.returncode != 0:
                print(f"  peer   {name:14} not installed")
                continue
            p = json.loads(peer.stdout.splitlines()[-1])
            total = sum(part["seconds"] for part in parts)
            print(f"  {p['peer']:21} {p['seconds']:8.2f} s {p['peak_mib']:8.0f} MiB"
                  f"   ratio {p['seconds'] / total:.1f}x  {p.get('agreement', '')}")
            if name == "load":
                report_runs(command, p["seconds"])


def run_statistics(args):
    """Block permutations; the peer gets the arrays and orders that Encore wrote."""
    here = os.path.dirname(os.path.abspath(__file__))
    for rows in (60, 600) if args.full else (60,):
        print(f"\n1,000 block permutations of {rows} x 60,000, float32, {args.threads} threads")
        with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
            command = [f"{args.build}/bin/encore-bench", "statistics", "--rows", str(rows),
                       "--out", folder]
            runs = [[json.loads(line) for line in
                     subprocess.run(command, check=True, capture_output=True, text=True)
                     .stdout.splitlines()] for _ in range(args.repeat)]
            parts = min(runs, key=lambda run: run[1]["seconds"])
            for part in parts:
                print(f"  encore {part['what']:14} {part['seconds']:8.3f} s {part['peak_mib']:8.0f} MiB")
            peer = subprocess.run([sys.executable, f"{here}/pipeline_peers.py", "statistics", folder,
                                   str(rows), "0"], check=True, capture_output=True, text=True)
        p = json.loads(peer.stdout.splitlines()[-1])
        print(f"  {p['peer']:21} {p['seconds']:8.3f} s {p['peak_mib']:8.0f} MiB"
              f"   ratio {p['seconds'] / parts[1]['seconds']:.1f}x of permutations; largest difference"
              f" of p {p['largest']:.1e}, in {p['other']} of {p['voxels']} voxels any")


def run_mel(args):
    """Mel in dB and MFCC of the same clips with the same definitions."""
    clips, distinct = (540, 36) if args.full else (60, 12)
    here = os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        sound = f"{folder}/clips.f32"
        command = [sys.executable, f"{here}/audio_peers.py"]
        subprocess.run(command + ["make", sound, str(distinct)], check=True)
        print(f"\nmel (128, dB) and MFCC (20) of {clips} clips of 15 s at 22.05 kHz, 2048 samples "
              f"every 40 ms, {args.threads} threads")
        runs = []
        for _ in range(args.repeat):
            mine = subprocess.run(
                [f"{args.build}/bin/encore-bench", "features", f"{args.build}/lib/encore/plugins",
                 f"{args.build}/bin/encore", "--audio", sound, "--distinct", str(distinct),
                 "--clips", str(clips), "--out", folder], check=True, capture_output=True, text=True)
            runs.append([json.loads(line) for line in mine.stdout.splitlines()])
        best = min(runs, key=lambda parts: sum(part["seconds"] for part in parts))
        total = sum(part["seconds"] for part in best)
        print(f"  {'encore':34} {total:7.2f} s {'':6} {best[-1]['peak_mib']:6.0f} MiB  ("
              + ", ".join(f"{part['what']} {part['seconds']:.2f} s" for part in best) + ")")
        for peer in ("torchaudio", "torchaudio-shared", "librosa"):
            done = subprocess.run(command + [peer, sound, str(distinct), str(clips),
                                             str(args.threads), folder],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                print(f"  {peer:34} not installed")
                continue
            p = json.loads(done.stdout.splitlines()[-1])
            print(f"  {p['peer']:34} {p['seconds']:7.2f} s {p['seconds'] / total:5.1f}x "
                  f"{p['peak_mib']:6.0f} MiB  differs by at most {p['mel']:.1e} dB (median "
                  f"{p['mel_median']:.1e}), coefficients {p['mfcc']:.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--full", action="store_true", help="the sizes of docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="small sizes (the default)")
    parser.add_argument("--only", help="one size of the set")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--repeat", type=int, default=2, help="runs of Encore; the best counts")
    parser.add_argument("--scratch", help="folder for the arrays (up to 2 GiB)")
    args = parser.parse_args()
    for name, size in SIZES["full" if args.full else "quick"].items():
        if args.only in (None, name):
            compare(args, name, size)
    for name, size in BANDED["full" if args.full else "quick"].items():
        if args.only in (None, name, "banded"):
            compare_banded(args, name, size)
    if args.only in (None, "pipeline"):
        run_pipeline(args)
    if args.only in (None, "statistics"):
        run_statistics(args)
    if args.only in (None, "mel"):
        run_mel(args)


if __name__ == "__main__":
    main()
