"""Makes a Python function a program for encore.process. Standard library and NumPy only.

    #!/usr/bin/env python3
    import numpy as np
    from encore_process import serve

    def loudness(clip):
        x, rate = clip.audio()                       # float32: frames x channels
        hop = int(0.5 * rate)
        frames = x[: len(x) // hop * hop, 0].reshape(-1, hop)
        return np.sqrt((frames ** 2).mean(axis=1))[:, None]   # frames x dims

    serve(loudness, hop_s=0.5)

Encore puts this file where `import` finds it. What the function prints goes to standard error, where
Encore keeps the last lines for its error messages. docs/process.md has the format of the request.
"""
import json
import os
import struct
import sys

import numpy as np

__all__ = ["Clip", "serve"]


class Clip:
    """One clip of the request."""

    def __init__(self, entry, parameters, seed):
        self.id = entry["id"]
        self.duration_s = entry["duration_s"]
        self.caption = entry.get("caption", "")
        self.columns = entry.get("columns", {})
        self.recording = entry.get("recording", "")
        self.start_s = entry.get("start_s", 0.0)
        self.parameters = parameters
        self.seed = seed
        self._audio = entry.get("audio")
        self._output = entry["output"]

    def audio(self):
        """The sound as the recipe cuts and levels it (frames x channels, float32), and its rate."""
        if self._audio is None:
            raise ValueError("the recipe says audio: false")
        return _read_wav(self._audio)


def _read_wav(path):
    """Samples of a WAV file of 32-bit floats, as Encore writes it."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError(f"{path} is not a WAV file")
    at, channels, rate = 12, 0, 0
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = at + 8
        if name == b"fmt ":
            tag, channels, rate = struct.unpack_from("<HHI", data, body)
            bits = struct.unpack_from("<H", data, body + 14)[0]
            if bits != 32 or tag not in (3, 0xFFFE):
                raise ValueError(f"{path} does not hold 32-bit floats")
        elif name == b"data":
            samples = np.frombuffer(data, "<f4", size // 4, body)
            return samples.reshape(-1, channels), rate
        at = body + size + size % 2
    raise ValueError(f"{path} has no samples")


def _spans(rows, duration_s, hop_s, window_s):
    start = np.arange(rows) * hop_s
    end = np.minimum(start + (window_s or hop_s), duration_s)
    return np.stack([start, np.maximum(start, end)], axis=1)


def serve(extract, hop_s=None, window_s=None):
    """Answers the request on standard input with extract(clip) for each clip.

    extract returns an array of dims (one row for the clip), or of frames x dims: with rows hop_s
    apart, or as (values, times), times being frames x 2 seconds from the clip's start.
    """
    os.dup2(2, 1)  # whatever a library prints is no answer
    request = json.load(sys.stdin)
    if request["schema"] != "encore.process/1" or request["format"] != "npy":
        sys.exit("encore_process.py answers encore.process/1 requests with format: npy")
    clips = request["clips"]
    for i, entry in enumerate(clips):
        clip = Clip(entry, request["parameters"], request["seed"])
        values, times = extract(clip), None
        if isinstance(values, tuple):
            values, times = values
        values = np.asarray(values, dtype=np.float32)
        if times is None and hop_s is not None and values.ndim == 2:
            times = _spans(len(values), clip.duration_s, hop_s, window_s)
        np.save(entry["output"], values)
        if times is not None:
            np.save(entry["output"][:-4] + ".times.npy", np.asarray(times, dtype=np.float64))
        print(f"progress {(i + 1) / len(clips):.4f}", file=sys.stderr, flush=True)
