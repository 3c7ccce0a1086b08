#!/usr/bin/env python3
"""Writes tests/plugins/features/reference/*.txt: values that the feature plugins are compared with.

Needs librosa (0.11.0), scipy and soundfile; the tests themselves need no Python. Usage:
features.py AUDIO_FOLDER OUT_FOLDER. Everything but mtf comes from librosa; mtf is computed here from
its definition in docs/features.md, without any of the plugin's short cuts (no decimated transforms).
"""
import sys
from pathlib import Path

import librosa
import numpy as np
import soundfile

SR = 22050
SECONDS = 4.5


def clips(folder):
    """Name, start and samples of the clips: 5 s into each recording, 0.5 s where it is short."""
    for path in sorted(folder.glob("*.ogg")):
        info = soundfile.info(path)
        assert info.samplerate == SR and info.channels == 1
        start = 5.0 if info.duration > 10 else 0.5
        y, _ = soundfile.read(path, start=round(start * SR), frames=round(SECONDS * SR),
                              dtype="float32")
        yield path.name, start, y


def write(out, name, params, rows_of, folder):
    """One file: for each clip the mean and standard deviation of each column and three rows."""
    with open(out / f"{name}.txt", "w") as file:
        print(f"with {params}", file=file)
        for path, start, y in clips(folder):
            x = np.asarray(rows_of(y), dtype=np.float64)
            print(f"clip {start:g} {SECONDS:g} {x.shape[0]} {x.shape[1]} {path}", file=file)
            rows = [0, x.shape[0] // 2, x.shape[0] - 1]
            for label, values in [("mean", x.mean(0)), ("sd", x.std(0))] + [
                    (f"row {r}", x[r]) for r in rows]:
                print(label, *(f"{v:.6g}" for v in values), file=file)


def hop(ms):
    return round(ms * SR / 1000)


def mel_db(y):
    s = librosa.feature.melspectrogram(y=y, sr=SR, n_fft=2048, hop_length=hop(40), n_mels=64)
    return librosa.power_to_db(s).T


def mel_htk(y):
    s = librosa.feature.melspectrogram(y=y, sr=SR, n_fft=1024, hop_length=hop(40), n_mels=24,
                                       fmin=50, fmax=8000, htk=True, norm=None)
    return np.log(np.maximum(s, 1e-10)).T


def mfcc(y):
    c = librosa.feature.mfcc(y=y, sr=SR, n_mfcc=13, n_fft=2048, hop_length=hop(20))
    return np.vstack([c, librosa.feature.delta(c), librosa.feature.delta(c, order=2)]).T


def chroma(y):
    return librosa.feature.chroma_stft(y=y, sr=SR, n_fft=2048, hop_length=hop(40), tuning=0).T


def tempogram(y):
    t = librosa.feature.tempogram(y=y, sr=SR, hop_length=hop(20), win_length=100).T
    # The frame nearest to the middle of each row; of two, the later.
    centres = [min(int((k + 0.5) * 0.5 * SR / hop(20) + 0.5), len(t) - 1) for k in range(9)]
    return t[centres]


def cochleogram(y, centres, frame, exponent):
    n_frames = -(-len(y) // frame)
    n = (n_frames + 40) * frame  # 0.2 s of silence
    spectrum = np.fft.fft(y, n)
    f = np.fft.fftfreq(n, 1 / SR)
    out = np.empty((n_frames, len(centres)))
    for i, fc in enumerate(centres):
        sigma = 24.7 * (4.37 * fc / 1000 + 1) / np.sqrt(np.pi)
        h = np.where(f > 0, 2 * np.exp(-0.5 * ((f - fc) / sigma) ** 2), 0)
        envelope = np.abs(np.fft.ifft(spectrum * h))
        out[:, i] = envelope[:n_frames * frame].reshape(n_frames, frame).mean(1) ** exponent
    return out


def mtf(y, rates=(2, 8), scales=(0.5, 2), bands=4, step=0.5):
    frame = hop(5)
    dt = frame / SR
    centres = 60 * (7200 / 60) ** (np.arange(128) / 127)
    per_octave = 127 / np.log2(7200 / 60)
    s = cochleogram(y, centres, frame, 0.3)
    t, c = s.shape
    mirrored = np.concatenate([s, s[::-1]])
    mirrored = np.concatenate([mirrored, mirrored[:, ::-1]], axis=1)
    plane = np.fft.fft2(mirrored)
    w = np.fft.fftfreq(2 * t, dt)[:, None]
    o = np.fft.fftfreq(2 * c, 1 / per_octave)[None, :]
    gain = lambda u: u ** 2 * np.exp(1 - u ** 2)
    seconds = len(y) / SR
    tile = np.minimum(((np.arange(t) + 0.5) * dt / step).astype(int), round(seconds / step) - 1)
    columns = []
    for sign in (1, -1):  # down, up
        for rate in rates:
            for scale in scales:
                h = np.where((sign * w > 0) & (o > 0), 2 * gain(w / rate) * gain(o / scale), 0)
                z = np.abs(np.fft.ifft2(plane * h))[:t, :c]
                z = np.stack([z[tile == k].mean(0) for k in range(tile.max() + 1)])
                columns.append(z.reshape(len(z), bands, c // bands).mean(2))
    return np.concatenate(columns, axis=1)


def main():
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    write(out, "mel_db", "{n_mels: 64}", mel_db, folder)
    write(out, "mel_htk", "{n_mels: 24, n_fft: 1024, fmin_hz: 50, fmax_hz: 8000, scale: htk, "
          "norm: none, log: natural, top_db: 0}", mel_htk, folder)
    write(out, "mfcc", "{n_mfcc: 13, deltas: 2, hop_ms: 20}", mfcc, folder)
    write(out, "chroma", "{}", chroma, folder)
    write(out, "tempogram", "{axis: lag, window_s: 2, step_s: 0.5}", tempogram, folder)
    write(out, "mtf", "{rates_hz: [2, 8], scales_cyc_oct: [0.5, 2], bands: 4, sample_rate: 22050}",
          mtf, folder)


if __name__ == "__main__":
    main()
