#!/usr/bin/env python3
"""Level and brightness of every half second, for recipes/program.yaml."""
import numpy as np
from encore_process import serve

HOP_S = 0.5


def loudness(clip):
    x, rate = clip.audio()
    hop = int(HOP_S * rate)
    frames = x[: len(x) // hop * hop, 0].reshape(-1, hop)
    power = np.abs(np.fft.rfft(frames * np.hanning(hop), axis=1)) ** 2
    hz = np.fft.rfftfreq(hop, 1 / rate)
    level = 10 * np.log10(power.sum(axis=1) + 1e-9)
    centre = (power * hz).sum(axis=1) / (power.sum(axis=1) + 1e-9)
    return np.stack([level, centre / 1000], axis=1)


serve(loudness, hop_s=HOP_S)
