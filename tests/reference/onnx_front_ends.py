#!/usr/bin/env python3
"""Writes tests/plugins/onnx/reference/front_ends.txt: what the feature extractors of transformers make
of a synthetic sound and of two recordings.

Needs transformers (5.24), torch and soundfile. Usage: onnx_front_ends.py AUDIO_FOLDER OUT_FILE [FAMILY ...]
Families that are named are appended to the file; muq (0.1.0) needs tools/requirements-muq.txt.
Samples go in as they are in the file, as if they had the rate of the model, so that no resampling is
compared. The NumPy paths (float64) of WhisperFeatureExtractor and ASTFeatureExtractor are taken; those of
torch and torchaudio are float32.
"""
import sys
from pathlib import Path

import numpy as np
import soundfile
import torch
import transformers.utils as u

u.is_torchaudio_available = u.is_speech_available = lambda: False
import transformers as t  # noqa: E402

SAMPLES = 70000
RECORDINGS = ["5703-47212-0000.ogg", "Kevin_MacLeod_-_Vibe_Ace.ogg"]


def noise():
    """A linear congruential generator, the same in the test."""
    state, out = 12345, np.empty(SAMPLES)
    for i in range(SAMPLES):
        state = (1103515245 * state + 12345) % 2**31
        out[i] = state / 2**31 - 0.5
    return out


def sounds(folder):
    """A rising sine in noise; recordings with noise of -50 dB, since bands that a recording leaves empty
    hold the rounding of its decoder, of which the logarithm makes numbers of any size."""
    i = np.arange(SAMPLES)
    sine = 0.5 * np.sin(2 * np.pi * 0.01 * i * (1 + i / SAMPLES))
    yield "synthetic", (sine + 0.1 * noise()).astype(np.float32)
    for name in RECORDINGS:
        y = soundfile.read(folder / name, start=11025, frames=SAMPLES, dtype="float32")[0]
        yield name, (y + 0.01 * noise()).astype(np.float32)


def whisper(y):
    e = t.WhisperFeatureExtractor(feature_size=80, chunk_length=5)
    y = np.pad(y, (0, e.n_samples - len(y)))[None]
    return e._np_extract_fbank_features(y, "cpu")[0].T


def clap(truncation):
    e = t.ClapFeatureExtractor(max_length_s=3, truncation=truncation)
    return lambda y: e(y[:60000], sampling_rate=48000, return_tensors="np")["input_features"][0][0]


def ast(y):
    e = t.ASTFeatureExtractor(max_length=512)
    return e(y, sampling_rate=16000, return_tensors="np")["input_values"][0]


def w2v_bert(y):
    e = t.SeamlessM4TFeatureExtractor()
    y = y[:69680]  # an even number of frames: an odd one is padded and masked
    return e(y, sampling_rate=16000, return_tensors="np")["input_features"][0]


def wav2vec2(y):
    e = t.Wav2Vec2FeatureExtractor(do_normalize=True)
    return e(y, sampling_rate=16000, return_tensors="np")["input_values"][0].reshape(-1, 100)


def muq(y):
    from muq.muq.modules.features import MelSTFT
    front_end = MelSTFT(n_fft=2048, hop_length=240, is_db=True)
    front_end.mel_stft.double()
    decibels = front_end(torch.from_numpy(y).double())[..., :-1].numpy().T
    return (decibels - 6.75) / 18.5


FAMILIES = {"whisper": whisper, "clap-fusion": clap("fusion"), "clap-unfused": clap("rand_trunc"),
            "ast": ast, "w2v-bert": w2v_bert, "wav2vec2": wav2vec2}

chosen = {name: globals()[name] for name in sys.argv[3:]} or FAMILIES
with open(sys.argv[2], "a" if sys.argv[3:] else "w") as file:
    for family, rows_of in chosen.items():
        for name, y in sounds(Path(sys.argv[1])):
            x = np.asarray(rows_of(y), dtype=np.float64)
            print(f"case {family} {x.shape[0]} {x.shape[1]} {name}", file=file)
            rows = [0, x.shape[0] // 2, x.shape[0] - 1]
            for label, values in [("mean", x.mean(0)), ("sd", x.std(0))] + [
                    (f"row {r}", x[r]) for r in rows]:
                print(label, *(f"{v:.7g}" for v in values), file=file)
