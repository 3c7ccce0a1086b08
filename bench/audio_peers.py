#!/usr/bin/env python3
"""Mel in dB and MFCC with torchaudio and librosa; called by compare.py. Exits with 3 when the peer
is not installed. The arguments are those that give encore.mel and encore.mfcc by default: Slaney's
scale and norm, periodic Hann window of 2048, zeros around the sound, 80 dB below each clip's top."""

import json
import sys
import time

import numpy as np

from peers import peak_mib

RATE, SAMPLES, N_FFT, HOP, MELS, COEFFICIENTS = 22050, 15 * 22050, 2048, 882, 128, 20
FRAMES = 1 + SAMPLES // HOP


def make(path, clips):
    """Noise with the spectrum of music (1/f) whose loudness comes and goes."""
    rng = np.random.default_rng(0)
    t = np.arange(SAMPLES) / RATE
    with open(path, "wb") as file:
        for _ in range(clips):
            spectrum = np.fft.rfft(rng.standard_normal(SAMPLES))
            spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
            x = np.fft.irfft(spectrum, SAMPLES) * (0.05 + np.sin(np.pi * rng.uniform(0.2, 4) * t) ** 4)
            (0.3 * x / np.abs(x).max()).astype(np.float32).tofile(file)


def torchaudio(sounds, clips, threads, shared):
    """In batches of the size that is fastest, each clip with a cutoff of its own. `shared`: MFCC from
    the mel spectrogram that is there already, which torchaudio's own MFCC does not do."""
    import torch
    torch.version.cuda = None  # only the CPU is used: the CUDA versions of the two may differ
    from torchaudio.transforms import MFCC, AmplitudeToDB, MelSpectrogram
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    options = dict(n_fft=N_FFT, hop_length=HOP, n_mels=MELS, norm="slaney", mel_scale="slaney",
                   pad_mode="constant")
    mel, db = MelSpectrogram(RATE, **options), AmplitudeToDB("power", 80)
    mfcc = MFCC(RATE, COEFFICIENTS, melkwargs=options)
    x = torch.from_numpy(sounds)[:, None]

    def run(batch):
        mels = db(mel(batch))
        if shared:
            return mels, torch.matmul(mels.transpose(-1, -2), mfcc.dct_mat).transpose(-1, -2)
        return mels, mfcc(batch)

    def seconds(size, count):
        run(x[:size])
        start = time.perf_counter()
        for first in range(0, count, size):
            at = first % len(x)
            run(x[at : at + min(size, count - first)])
        return time.perf_counter() - start

    sizes = [s for s in (1, 2, 4, 6, 12, 36) if len(x) % s == 0]
    size = min(sizes, key=lambda s: seconds(s, len(x)))
    elapsed = seconds(size, clips)
    mels, coefficients = zip(*(run(x[i : i + 1]) for i in range(len(x))))
    name = "torchaudio, one spectrogram" if shared else "torchaudio"
    return (f"{name}, batches of {size}", elapsed,
            torch.cat(mels)[:, 0].numpy(), torch.cat(coefficients)[:, 0].numpy())


def librosa(sounds, clips):
    import librosa as lr

    def run(x):
        return (lr.power_to_db(lr.feature.melspectrogram(y=x, sr=RATE, n_fft=N_FFT, hop_length=HOP,
                                                         n_mels=MELS)),
                lr.feature.mfcc(y=x, sr=RATE, n_mfcc=COEFFICIENTS, n_fft=N_FFT, hop_length=HOP))

    results = [run(x) for x in sounds]
    start = time.perf_counter()
    for i in range(clips):
        run(sounds[i % len(sounds)])
    elapsed = time.perf_counter() - start
    mels, coefficients = map(np.stack, zip(*results))
    return "librosa, clip by clip", elapsed, mels, coefficients


def main():
    what, path, distinct = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "make":
        return make(path, distinct)
    clips, threads, folder = int(sys.argv[4]), int(sys.argv[5]), sys.argv[6]
    sounds = np.fromfile(path, np.float32).reshape(distinct, SAMPLES)
    try:
        if what == "librosa":
            name, seconds, mel, mfcc = librosa(sounds, clips)
        else:
            name, seconds, mel, mfcc = torchaudio(sounds, clips, threads, what.endswith("shared"))
    except ImportError:
        sys.exit(3)
    peak = peak_mib()

    def difference(theirs, file):
        mine = np.fromfile(f"{folder}/{file}.f32", np.float32)
        return np.abs(mine.reshape(distinct, -1, FRAMES) - theirs)

    mels = difference(mel, "encore.mel")
    print(json.dumps({"peer": name, "seconds": seconds, "peak_mib": peak,
                      "mel": float(mels.max()), "mel_median": float(np.median(mels)),
                      "mfcc": float(difference(mfcc, "encore.mfcc").max())}))


if __name__ == "__main__":
    main()
