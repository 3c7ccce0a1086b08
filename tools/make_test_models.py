#!/usr/bin/env python3
"""Builds the tiny networks of tests/data/models: real architectures, random weights, fixed seed.

Each is saved as the library saves a model and then converted by export_onnx.py, so the whole way is
tested. The results are committed; run this again only when the exporter or the contract changes:

  ~/encore-export/bin/python tools/make_test_models.py tests/data/models [NAME ...]

tiny-muq and tiny-muq-mulan are made when named, in an environment of tools/requirements-muq.txt.
base-hubert and base-ast have the public models' size, for bench/onnx_peers.py:

  ~/encore-export/bin/python tools/make_test_models.py /tmp/models base-hubert"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

from tiny import audio, text

MODELS = {
    "tiny-wav2vec2": audio.wav2vec2, "tiny-hubert": audio.hubert, "tiny-mert": audio.mert,
    "tiny-w2v-bert": audio.w2v_bert, "tiny-ast": audio.ast, "tiny-whisper": audio.whisper,
    "tiny-encodec": audio.encodec, "tiny-encodec-48khz": audio.encodec_48khz,
    "tiny-dac": audio.dac, "tiny-clap": text.clap, "tiny-clap-fused": text.clap_fused,
    "tiny-bert": text.bert, "tiny-roberta": text.roberta, "tiny-t5": text.t5,
}
WITH_MUQ = {"tiny-muq": "muq", "tiny-muq-mulan": "mulan"}
FOR_TIMING = {"base-hubert": audio.base_hubert, "base-ast": audio.base_ast}
BRIEF = ("tiny-dac", *WITH_MUQ)  # of the reference sound: 0.5 s
LIMIT_BYTES = 8_000_000


def save(make, folder):
    """Weights are drawn larger than the library does, so that layers differ and errors show."""
    torch.manual_seed(20240501)
    model, *rest = make(folder)
    with torch.no_grad():
        for weights in model.parameters():
            if weights.ndim > 1:
                weights.mul_(2)
    for part in (model, *rest):
        part.save_pretrained(folder)


def maker(name):
    if name in WITH_MUQ:
        from tiny import muq
        return getattr(muq, WITH_MUQ[name])
    return (MODELS | FOR_TIMING)[name]


def build(name, out):
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / name
        source.mkdir()
        save(maker(name), source)
        command = [sys.executable, Path(__file__).with_name("export_onnx.py"), name, out / name,
                   "--license", "CC0-1.0", "--reference-s", "0.5" if name in BRIEF else "1.5",
                   "--force"]
        subprocess.run(command, check=True, cwd=place)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the model folders")
    parser.add_argument("names", nargs="*", choices=[[], *MODELS, *WITH_MUQ, *FOR_TIMING],
                        help="default: all that need no environment of their own")
    args = parser.parse_args()
    out = args.out.resolve()
    for name in args.names or MODELS:
        build(name, out)
    if args.names:
        return
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.2f} MB")
    if size > LIMIT_BYTES:
        sys.exit(f"error: more than {LIMIT_BYTES / 1e6:g} MB; make networks smaller")


if __name__ == "__main__":
    main()
