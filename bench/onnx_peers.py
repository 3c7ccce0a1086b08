#!/usr/bin/env python3
"""Encore beside onnxruntime's Python on one model folder: the same windows or captions, the same
number of threads, one after the other, each in a process of its own.

    bench/onnx_peers.py --build build --model tests/data/models/tiny-wav2vec2
    bench/onnx_peers.py --build build --model ~/models/hubert --clips 20 --batch 8 --threads 2
    bench/onnx_peers.py --build build --model ~/models/minilm --captions FILE.csv

Needs NumPy, PyYAML and onnxruntime, and for text openvino-tokenizers. Both load their runtime (the
peer imports onnxruntime, and for text openvino-tokenizers; Encore loads OpenVINO) and the network
within their time. The peer is given log-mel spectrograms that are ready; Encore's time includes
everything from the sound on. Both start from captions. With --batch 1 both take them one by one;
else the peer sorts all of them by length, and Encore does as a run does by default."""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import yaml

CLIP_S = 15  # encore-bench takes clips of this length


def sounds(count, rate):
    """Noise with the spectrum of music (1/f); float32 [count, samples]."""
    rng = np.random.default_rng(0)
    spectrum = np.fft.rfft(rng.standard_normal((count, int(CLIP_S * rate))), axis=1)
    spectrum[:, 1:] /= np.sqrt(np.arange(1, spectrum.shape[1]))
    x = np.fft.irfft(spectrum, int(CLIP_S * rate), axis=1)
    return (0.3 * x / np.abs(x).max(1, keepdims=True)).astype(np.float32)


def windows(clip, audio, window_s, hop_s):
    """[windows, samples]: those that lie within the clip."""
    rate = audio["sample_rate_hz"]
    length, hop = round(window_s * rate), round(hop_s * rate)
    starts = range(0, len(clip) - length + 1, hop)
    return np.stack([clip[s:s + length] for s in starts])


def network_inputs(folder, audio, clips, args):
    """Inputs of the peer, [windows, ...] a clip: waveforms as the front end standardises them; for
    log-mel models the reference's own input, as often as there are windows."""
    cut = [windows(clip, audio, args.window_s, args.hop_s) for clip in clips]
    if audio["input"]["kind"] == "log-mel":
        ready = np.load(folder / "reference_audio.npz")["network_input"]
        return [np.repeat(ready[None], len(c), 0) for c in cut]
    if audio["waveform"]["normalize"] != "none":
        cut = [(c - c.mean(1)[:, None]) / np.sqrt(c.var(1)[:, None] + 1e-7) for c in cut]
    return [c[:, None] if "channel" in audio["input"]["layout"] else c for c in cut]


def session(path, threads):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def output_of(tower):
    return next(o for o in tower["outputs"] if o["layer"] == tower["default_layer"])


def pooled(found, output, window_s):
    """The mean of the frames whose centre lies within the window."""
    if output["kind"] != "frames":
        return found
    centres = output["offset_s"] + np.arange(found.shape[1]) / output["rate_hz"]
    return found[:, centres < window_s - 1e-9].mean(1)


def peer_audio(args, folder, audio, clips):
    """Seconds, and the pooled rows of the first clip."""
    output, inputs = output_of(audio), network_inputs(folder, audio, clips, args)
    start, rows = time.perf_counter(), []
    run = session(folder / audio["network"], args.threads)
    for x in inputs:
        batches = (x[i:i + args.batch] for i in range(0, len(x), args.batch))
        found = np.concatenate([run.run([output["name"]], {audio["input"]["name"]: batch})[0]
                                for batch in batches])
        rows.append(pooled(found, output, args.window_s))
    return time.perf_counter() - start, rows[0]


def peer_text(args, folder, text, captions):
    """Batches of captions of like length, padded: the way that is fast in Python."""
    path = folder / text["tokenizer"]["file"]
    start = time.perf_counter()
    import openvino
    import openvino_tokenizers  # noqa: F401 (registers the tokenisers' operations)
    tokenizer = openvino.compile_model(openvino.Core().read_model(path), "CPU")
    if args.batch > 1 and "pad" not in text["tokenizer"]:
        sys.exit("error: rows of this network depend on what fills captions up: --batch 1")
    output, ids = output_of(text), []
    for first in range(0, len(captions), args.batch):
        found = tokenizer(captions[first:first + args.batch])
        ids += [row[real == 1] for row, real in zip(found["input_ids"], found["attention_mask"])]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    rows = np.empty((len(ids), output["dims"]), np.float32)
    run = session(folder / text["network"], args.threads)
    for first in range(0, len(order), args.batch):
        some = order[first:first + args.batch]
        longest = max(len(ids[i]) for i in some)
        mask = np.array([[k < len(ids[i]) for k in range(longest)] for i in some], np.int64)
        padded = np.full_like(mask, text["tokenizer"].get("pad", 0))  # of one, nothing is filled
        padded[mask == 1] = np.concatenate([ids[i] for i in some])
        inputs = {text["inputs"]["ids"]: padded, text["inputs"]["mask"]: mask}
        x = run.run([output["name"]], inputs)[0]
        if output["kind"] == "tokens":
            x = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        length = np.linalg.norm(x, axis=1, keepdims=True) if text["normalize"] == "l2" else 1
        rows[some] = x / length
    return time.perf_counter() - start, rows


def encore(args, place, plugin, given, more):
    """Seconds, peak memory and the features of encore-bench."""
    build = args.build.resolve()
    command = [build / "bin/encore-bench", "features", build / "lib/encore/plugins",
               build / "bin/encore", "--id", plugin, "--out", place, *given,
               "--set", f"model={args.model.resolve()}", *more]
    threads = {"ENCORE_THREADS": str(args.threads), "OMP_NUM_THREADS": str(args.threads)}
    done = subprocess.run(command, check=True, capture_output=True, text=True,
                          env=os.environ | threads)
    features = np.fromfile(f"{place}/{plugin}.f32", np.float32)
    return json.loads(done.stdout), features


def compare_audio(args, folder, audio, place):
    """Waveforms are compared in value too; log-mel models are given other inputs, so timed only."""
    if audio["length"] == "fixed" and audio["padding"] == "none" and not args.window_s:
        args.window_s = audio["window_s"]
    args.window_s = args.window_s or min(1.5, audio["window_s"])
    clips = sounds(args.clips, audio["sample_rate_hz"])
    clips.tofile(f"{place}/sound.f32")
    given = ["--audio", f"{place}/sound.f32", "--rate", str(audio["sample_rate_hz"]),
             "--clips", str(args.clips), "--distinct", str(args.clips)]
    more = ["--set", f"window_s={args.window_s}", "--set", f"hop_s={args.hop_s}",
            "--set", f"batch={args.batch}"]
    ours, features = encore(args, place, "encore.onnx-audio", given, more)
    seconds, rows = peer_audio(args, folder, audio, clips)
    same = audio["input"]["kind"] == "waveform" and audio["length"] == "any"
    # encore-bench writes clip after clip, the columns of each one after the other.
    mine = features[:rows.size].reshape(rows.shape[::-1]).T
    return ours, seconds, np.abs(mine - rows).max() if same else None


def compare_text(args, folder, text, place):
    with open(args.captions, encoding="utf-8-sig", newline="") as file:
        captions = [" ".join(row[1].split()) for row in list(csv.reader(file))[1:]][:args.clips]
    Path(f"{place}/captions.txt").write_text("".join(c + "\n" for c in captions), encoding="utf-8")
    given = ["--captions", f"{place}/captions.txt", "--clips", str(len(captions))]
    more = ["--set", "batch=1"] if args.batch == 1 else []
    ours, features = encore(args, place, "encore.onnx-text", given, more)
    seconds, rows = peer_text(args, folder, text, captions)
    return ours, seconds, np.abs(features.reshape(rows.shape) - rows).max()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--build", type=Path, required=True, help="build folder with ENCORE_BENCH=ON")
    add("--model", type=Path, required=True, help="model folder")
    add("--captions", type=Path, help="CSV with id and text: compares the text tower")
    add("--clips", type=int, default=8, help="clips of 15 s, or captions (8)")
    add("--batch", type=int, default=8, help="windows or captions at once (8)")
    add("--threads", type=int, default=os.cpu_count())
    add("--window-s", type=float, default=0, help="default: 1.5, or the network's own")
    add("--hop-s", type=float, default=1.5)
    return parser.parse_args()


def main():
    args = arguments()
    try:
        runtime = version("onnxruntime")
    except PackageNotFoundError:
        sys.exit("error: no onnxruntime in this Python: pip install onnxruntime")
    content = yaml.safe_load((args.model / "model.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        compare, kind = (compare_text, "text") if args.captions else (compare_audio, "audio")
        if kind not in content:
            sys.exit(f"error: {args.model} has no {kind} tower")
        ours, seconds, difference = compare(args, args.model, content[kind], place)
    agreement = "other inputs, not compared" if difference is None else f"{difference:.1e}"
    print(f"{content['name']}, {kind}, {args.clips} clips, batch {args.batch}, "
          f"{args.threads} threads\n"
          f"  Encore                      {ours['seconds']:8.3f} s   "
          f"peak {ours['peak_mib']:.0f} MiB\n"
          f"  onnxruntime {runtime:<15} {seconds:8.3f} s   ratio "
          f"{seconds / ours['seconds']:.2f}x\n  largest difference: {agreement}")


if __name__ == "__main__":
    main()
