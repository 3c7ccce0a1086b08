"""What a family's module gives to the exporter: a network and how the library feeds it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch


@dataclass
class Output:
    """One output of the network. frames: [batch, time, dims], the centre of frame i is
    offset_s + i / rate_hz after the window's start; tokens: [batch, tokens, dims];
    vector: [batch, dims]."""

    name: str
    layer: int | str
    kind: str
    rate_hz: float | None = None
    offset_s: float | None = None


@dataclass
class AudioTower:
    """`run` takes the network's input and gives every output by name. `prepare` is the library's
    own front end: a sound (float32, [samples] or [channels, samples]) to the network's input, batch
    of one. `library` is the library's own way from the sound to the outputs, by name."""

    model: torch.nn.Module
    run: Callable
    prepare: Callable
    library: Callable
    input: dict
    front_end: dict
    outputs: list[Output]
    default_layer: int | str
    sample_rate_hz: int
    window_s: float
    fixed: bool = False
    padding: str = "none"
    min_samples: int = 1
    channels: int = 1
    pooling: str = "mean"
    batch: bool = True


@dataclass
class TextTower:
    """`run` takes ids and mask (int64, [batch, tokens]) and gives every output by name. `alone`:
    its rows depend on what fills a batch, so the reference is of captions one by one."""

    model: torch.nn.Module
    run: Callable
    tokenizer: object
    outputs: list[Output]
    default_layer: int | str
    max_tokens: int
    pooling: str = "mean"
    normalize: str = "none"
    alone: bool = False


@dataclass
class Model:
    family: str
    role: str
    audio: AudioTower | None = None
    text: TextTower | None = None
    citation: str = ""
    notes: list[str] = field(default_factory=list)


class Named(torch.nn.Module):
    """A network whose outputs stand in the order of `names`."""

    def __init__(self, model, run, names):
        super().__init__()
        self.model, self.run, self.names = model, run, names

    def forward(self, *inputs):
        results = self.run(*inputs)
        return tuple(results[name] for name in self.names)


def layers(hidden_states, change=lambda x: x):
    """Hidden states by name: 0 is the input of the first block, i the output of block i."""
    return {f"hidden_states.{i}": change(x) for i, x in enumerate(hidden_states)}


def layer_outputs(count, kind, **times):
    return [Output(f"hidden_states.{i}", i, kind, **times) for i in range(count)]


def without_batch(results):
    return {name: x[0].detach().numpy().astype(np.float32) for name, x in results.items()}
