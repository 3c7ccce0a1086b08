"""The sound and the captions with which every model folder is checked: made here, so free."""

import numpy as np


def sound(samples, rate, channels=1):
    """A rising tone with harmonics and vibrato, a noise burst, a click, a second of near silence at
    most; float32 between -1 and 1. [samples], or [channels, samples] for more than one."""
    rng = np.random.default_rng(20240501)
    t = np.arange(samples) / rate
    length = samples / rate
    both = []
    for channel in range(channels):
        pitch = 196 * 2 ** (t / length) * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * t + channel))
        phase = 2 * np.pi * np.cumsum(pitch) / rate
        x = sum(np.sin(k * phase) / k for k in range(1, 9) if k * 400 < rate / 2)
        x *= 0.2 * np.sin(np.pi * np.minimum(t / (0.8 * length), 1)) ** 0.5
        burst = (t > 0.3 * length) & (t < 0.45 * length)
        x[burst] += 0.1 * rng.standard_normal(burst.sum())
        x += 1e-4 * rng.standard_normal(samples)
        x[int(0.62 * samples)] += 0.5
        both.append(x.astype(np.float32))
    return both[0] if channels == 1 else np.stack(both)


def captions(max_tokens):
    """(id, text): what tokenisers stumble over, and one that is longer than the network takes."""
    return [
        ("plain", "Slow blues with electric guitar and a walking bass."),
        ("accents", "Mélodie naïve d'un café-concert, façade d'été; Übermut, piñata, smörgåsbord."),
        ("japanese", "ピアノとバイオリンの静かな曲。日本の音楽 です。"),
        ("empty", ""),
        ("signs", "Drum'n'bass (170 BPM)!  Two  spaces, 50% louder… it's #1 & won't stop -- ever."),
        ("capitals", "ALLEGRO ma non troppo, in B-flat Major, Op.23"),
        ("long", " ".join(["The same riff returns, louder each time;"] * (max_tokens // 4 + 2))),
    ]
