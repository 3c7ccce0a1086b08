"""Traces a network to ONNX: opset 17, the older exporter (the newer fails on several families)."""

import tempfile
import warnings
from pathlib import Path

import onnx
import torch

from .tower import Named

OPSET = 17
LARGE_BYTES = 16e6  # weights beside the network are mapped, those inside are copied first


def write(model, run, outputs, inputs, axes, path):
    """`inputs`: name -> example tensor; `axes`: input or output name -> {axis: its name}, the axes
    whose size is free. Up to 16 MB of weights stay inside the file, more lie in one file beside it."""
    network = Named(model, run, [output.name for output in outputs]).eval()
    with tempfile.TemporaryDirectory(dir=path.parent) as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = Path(place) / path.name
        with torch.no_grad():
            torch.onnx.export(
                network, tuple(inputs.values()), str(traced), dynamo=False, opset_version=OPSET,
                input_names=list(inputs), output_names=network.names, dynamic_axes=axes)
        store(onnx.load(traced), path)


def store(model, path):
    large = sum(len(weights.raw_data) for weights in model.graph.initializer) > LARGE_BYTES
    beside = path.with_name(f"{path.name}.data")
    onnx.save_model(model, path, save_as_external_data=large, all_tensors_to_one_file=True,
                    location=beside.name if large else None)
    if large:
        beside.chmod(path.stat().st_mode)  # onnx leaves it to its owner alone


def write_audio(tower, example, path):
    """`example`: what the tower's `prepare` gave; shapes of vectors and frames come from it."""
    name = tower.input["name"]
    batch = {0: "batch"} if tower.batch else {}
    time = {tower.input["layout"].split("-").index("time"): "time"}
    axes = {name: batch | ({} if tower.fixed else time)}
    for output in tower.outputs:
        frames = {1: "frames"} if output.kind == "frames" and not tower.fixed else {}
        axes[output.name] = batch | frames
    write(tower.model, tower.run, tower.outputs, {name: example}, axes, path)


def write_text(tower, ids, mask, path):
    both = {0: "batch", 1: "tokens"}
    axes = {"input_ids": both, "attention_mask": both}
    for output in tower.outputs:
        axes[output.name] = both if output.kind == "tokens" else {0: "batch"}
    inputs = {"input_ids": ids, "attention_mask": mask}
    write(tower.model, tower.run, tower.outputs, inputs, axes, path)
