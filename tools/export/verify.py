"""Runs an exported folder in OpenVINO, in float32, against the library's outputs that it holds, and
with other sounds against the library itself."""

import numpy as np
import openvino
import torch

from . import reference


def runner(path):
    return openvino.compile_model(openvino.Core().read_model(path), "CPU",
                                  {"INFERENCE_PRECISION_HINT": "f32"})


def distance(ours, theirs):
    """Greatest difference, relative to the greatest value where that is above 1."""
    if ours.shape != theirs.shape:
        return np.inf
    return float(np.abs(ours - theirs).max() / max(1.0, np.abs(theirs).max()))


def audio(tower, folder):
    """(what, distance) of each output."""
    stored = np.load(folder / "reference_audio.npz")
    compiled = runner(folder / "audio.onnx")
    results = compiled(stored["network_input"][None])
    found = [(o.name, distance(results[o.name][0], stored[o.name])) for o in tower.outputs]
    samples = max(int(0.31 * tower.window_s * tower.sample_rate_hz) % 50021, 2 * tower.min_samples)
    for what, length in (("two others", samples), ("the shortest", tower.min_samples)):
        found += [(f"{name}, {what}", d) for name, d in others(tower, compiled, length)]
    return found


def others(tower, compiled, samples):
    """A batch of two sounds that were not there when the network was traced, of another length
    where the network takes any: a trace must remember neither."""
    sound = reference.sound(samples, tower.sample_rate_hz, tower.channels)
    with torch.no_grad():
        example, theirs = tower.prepare(sound), tower.library(sound)
        batch = [tower.prepare(sound[..., ::-1].copy()), example] if tower.batch else [example]
    results = compiled(torch.cat(batch).numpy())
    return [(o.name, distance(results[o.name][-1], theirs[o.name])) for o in tower.outputs]


def text(tower, folder):
    """Rows of each layer, one caption at a time, against the library's batch."""
    from . import tokenizer
    stored = np.load(folder / "reference_text.npz")
    compiled = runner(folder / "text.onnx")
    worst = {output.name: 0.0 for output in tower.outputs}
    for i, row in enumerate(stored["ids"]):
        ids = row[row >= 0][None]
        mask = np.ones_like(ids)
        results = compiled({"input_ids": ids, "attention_mask": mask})
        for name in worst:
            pooled = tokenizer.pooled(tower, torch.from_numpy(results[name]), torch.from_numpy(mask))
            worst[name] = max(worst[name], distance(pooled[0].numpy(), stored[name][i]))
    return list(worst.items())
