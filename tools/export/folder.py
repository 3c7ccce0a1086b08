"""Writes a model folder: networks, tokeniser, reference outputs, checksums and model.yaml."""

import csv
import hashlib
from importlib.metadata import version

import numpy as np
import torch
import yaml

from . import network, reference, tokenizer

TOLERANCE = 1e-4
PACKAGES = ("torch", "transformers", "onnx", "openvino", "openvino-tokenizers")


def plain(output, dims):
    """One output as model.yaml writes it."""
    entry = {"name": output.name, "layer": output.layer, "kind": output.kind}
    if output.kind == "frames":
        entry |= {"rate_hz": float(output.rate_hz), "offset_s": float(output.offset_s)}
    return entry | {"dims": int(dims)}


def write_audio(tower, folder, reference_s):
    """The audio network and its reference; returns the `audio` part of model.yaml."""
    seconds = min(reference_s, 0.37 * tower.window_s)
    samples = max(int(seconds * tower.sample_rate_hz) | 1, tower.min_samples)
    sound = reference.sound(samples, tower.sample_rate_hz, tower.channels)
    with torch.no_grad():
        example, theirs = tower.prepare(sound), tower.library(sound)
    network.write_audio(tower, example, folder / "audio.onnx")
    kept = {output.name: theirs[output.name] for output in tower.outputs}
    np.savez(folder / "reference_audio.npz", audio=sound,
             network_input=example[0].numpy().astype(np.float32), **kept)
    return {
        "network": "audio.onnx", "input": tower.input, "sample_rate_hz": tower.sample_rate_hz,
        "channels": tower.channels, "window_s": tower.window_s,
        "length": "fixed" if tower.fixed else "any", "min_samples": tower.min_samples,
        "padding": tower.padding, **tower.front_end,
        "outputs": [plain(output, kept[output.name].shape[-1]) for output in tower.outputs],
        "default_layer": tower.default_layer, "pooling": tower.pooling,
    }


def text_outputs(tower, ids, mask):
    """The library's rows of each output by name: [captions, dims]."""
    batches = [(ids, mask)]
    if tower.alone:
        batches = [(row[:n][None], real[:n][None])
                   for row, real, n in zip(ids, mask, mask.sum(1).tolist())]
    with torch.no_grad():
        rows = [{name: tokenizer.pooled(tower, x, real)
                 for name, x in tower.run(some, real).items()} for some, real in batches]
    return {name: torch.cat([row[name] for row in rows]) for name in rows[0]}


def write_text(tower, folder):
    """The text network, its tokeniser and reference; returns the `text` part of model.yaml."""
    captions = reference.captions(tower.max_tokens)
    ids, mask = tokenizer.library_ids(tower, captions)
    theirs = text_outputs(tower, ids, mask)
    network.write_text(tower, ids, mask, folder / "text.onnx")
    tokenizer.write(tower, folder / "tokenizer.xml")
    tokenizer.check(folder / "tokenizer.xml", captions, ids, mask)
    with open(folder / "reference_text.tsv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows([("id", "text"), *captions])
    kept = {output.name: theirs[output.name].numpy() for output in tower.outputs}
    fill = {} if tower.alone else {"pad": tower.tokenizer.pad_token_id}
    np.savez(folder / "reference_text.npz", ids=torch.where(mask == 1, ids, -1).numpy(), **kept)
    return {
        "network": "text.onnx", "inputs": {"ids": "input_ids", "mask": "attention_mask"},
        "tokenizer": {"file": "tokenizer.xml", "max_tokens": tower.max_tokens} | fill,
        "outputs": [plain(output, kept[output.name].shape[-1]) for output in tower.outputs],
        "default_layer": tower.default_layer, "pooling": tower.pooling,
        "normalize": tower.normalize,
    }


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(model, folder, facts, reference_s):
    """`folder` exists and is empty; `facts`: name, family, role, licence and so on. model.yaml is
    written last, so a folder that has one is whole."""
    towers = {}
    if model.audio:
        towers["audio"] = write_audio(model.audio, folder, reference_s)
    if model.text:
        towers["text"] = write_text(model.text, folder)
    files = {"audio": {"file": "reference_audio.npz"},
             "text": {"file": "reference_text.npz", "captions": "reference_text.tsv"}}
    content = {
        "schema": "encore.model/1", **facts,
        "made_with": {package: version(package) for package in PACKAGES}, **towers,
        "reference": {kind: files[kind] for kind in towers} | {"tolerance": TOLERANCE},
        "files": {path.name: sha256(path) for path in sorted(folder.iterdir())},
    }
    with open(folder / "model.yaml", "w", encoding="utf-8") as file:
        yaml.safe_dump(content, file, sort_keys=False, allow_unicode=True, width=100)
    return content
