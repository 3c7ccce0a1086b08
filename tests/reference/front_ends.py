#!/usr/bin/env python3
"""Front ends of the public models on a real recording, by transformers' own feature extractors.

Writes tests/data/front_ends/NAME.yaml (the keys of a model folder's `audio` part) and NAME.npz: `shape`
of the whole input, and `rows`, `columns`, `values` of a part of it. The recording's samples are taken
as if they were at the model's rate: resampling is tested elsewhere.

    ~/encore-export/bin/python tests/reference/front_ends.py ../shared/data/audio tests/data/front_ends

(needs soundfile besides tools/requirements.txt)"""

import sys
from pathlib import Path

import numpy as np
import soundfile
import yaml
from transformers import (
    ASTFeatureExtractor, ClapFeatureExtractor, EncodecFeatureExtractor, SeamlessM4TFeatureExtractor,
    Wav2Vec2FeatureExtractor, WhisperFeatureExtractor)

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from export import front_end  # noqa: E402

RECORDING = "Kevin_MacLeod_-_Vibe_Ace.ogg"
FIRST = 440000  # sample of channel 0

# name: extractor, its part of model.yaml, samples, padding
CASES = {
    "wav2vec2": (Wav2Vec2FeatureExtractor(do_normalize=True), front_end.waveform(True), 32001, "none"),
    "encodec": (EncodecFeatureExtractor(), front_end.waveform(False), 36001, "none"),
    "w2v-bert": (SeamlessM4TFeatureExtractor(), front_end.seamless, 32001, "none"),
    "ast": (ASTFeatureExtractor(), front_end.ast, 80001, "none"),
    "whisper": (WhisperFeatureExtractor(), front_end.whisper, 80001, "zero"),
    "whisper-large-v3": (WhisperFeatureExtractor(feature_size=128), front_end.whisper, 80001, "zero"),
    "clap-music": (ClapFeatureExtractor(truncation="rand_trunc"), front_end.clap, 144001, "repeat"),
    "clap-fused": (ClapFeatureExtractor(truncation="fusion"), front_end.clap, 144001, "repeat"),
}
WINDOWS_S = {"whisper": 30, "whisper-large-v3": 30, "clap-music": 10, "clap-fused": 10}


def network_input(extractor, sound):
    """[rows, columns]: time x mel, or 1 x time for a waveform; without the batch and channel axes."""
    found = extractor(sound, sampling_rate=extractor.sampling_rate, return_tensors="np")
    x = found["input_features" if "input_features" in found else "input_values"][0]
    if "attention_mask" in found and x.ndim == 2:
        x = x[: int(found["attention_mask"].sum())]
    return x[0] if x.ndim == 3 else np.atleast_2d(x)


def part(x):
    """Some rows and columns, the last ones among them."""
    rows = np.unique(np.r_[0 : len(x) : max(1, len(x) // 20), len(x) - 1])
    columns = np.unique(np.r_[0 : x.shape[1] : max(1, x.shape[1] // 24), x.shape[1] - 1])
    return rows, columns, x[np.ix_(rows, columns)].astype(np.float32)


def main():
    recordings, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, (extractor, front, samples, padding) in CASES.items():
        # From the start, since seeking in Vorbis need not be exact.
        sound, _ = soundfile.read(recordings / RECORDING, FIRST + samples, dtype="float32",
                                  always_2d=True)
        x = network_input(extractor, sound[FIRST:, 0].copy())
        rows, columns, values = part(x)
        np.savez(out / f"{name}.npz", shape=np.array(x.shape), rows=rows, columns=columns, values=values)
        content = {"recording": RECORDING, "first_sample": FIRST, "samples": samples,
                   "sample_rate_hz": extractor.sampling_rate, "padding": padding,
                   "window_s": float(WINDOWS_S.get(name, 30)),
                   **(front(extractor) if callable(front) else front)}
        with open(out / f"{name}.yaml", "w", encoding="utf-8") as file:
            yaml.safe_dump(content, file, sort_keys=False)
        print(f"{name}: {x.shape}, {values.size} values")


if __name__ == "__main__":
    main()
