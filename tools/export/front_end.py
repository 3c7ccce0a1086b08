"""The `log_mel` part of model.yaml from the configuration of the library's feature extractors.

What an extractor fixes in its code and not in its configuration (windows, scales) is written here;
the reference outputs of the model folder, which come from the extractor itself, check it."""

KALDI_FLOOR = 1.192092955078125e-07  # 2^-23

PLAIN = {
    "scale": 1.0, "center": True, "pad_mode": "reflect", "n_fft": 400, "window_length": 400,
    "hop_length": 160, "remove_dc_offset": False, "preemphasis": 0.0, "window": "hann",
    "power": 2.0, "n_mels": 80, "fmin_hz": 0.0, "fmax_hz": 8000.0,
    "mel_scale": "slaney", "mel_norm": "slaney",
    "floor": 1e-10, "log": "natural", "drop_last_frame": False, "dynamic_range": 0.0, "frames": 0,
    "frame_padding": 0.0, "normalize": "none", "stack": 1,
}

KALDI = PLAIN | {
    "center": False, "n_fft": 512, "remove_dc_offset": True, "preemphasis": 0.97, "fmin_hz": 20.0,
    "mel_scale": "kaldi", "mel_norm": "none", "floor": KALDI_FLOOR,
}


def ast(extractor):
    """ASTFeatureExtractor: Kaldi filter banks, samples from -1 to 1, (x - mean) / (2 std)."""
    mel = KALDI | {
        "window": "hann-symmetric", "n_mels": extractor.num_mel_bins,
        "fmax_hz": float(extractor.sampling_rate // 2), "frames": extractor.max_length,
    }
    if extractor.do_normalize:
        mean, std = float(extractor.mean), 2 * float(extractor.std)
        mel |= {"normalize": "fixed", "mean": mean, "std": std}
    return {"log_mel": mel}


def seamless(extractor):
    """SeamlessM4TFeatureExtractor (w2v-BERT 2.0): Kaldi filter banks, bins standardised."""
    return {"log_mel": KALDI | {
        "scale": 32768.0, "window": "povey", "n_mels": extractor.num_mel_bins,
        "fmax_hz": float(extractor.sampling_rate // 2), "normalize": "per-bin",
        "stack": extractor.stride,
    }}


def clap(extractor):
    """ClapFeatureExtractor: decibels; HTK filters where the model fuses crops, else Slaney's."""
    fusion = extractor.truncation == "fusion"
    return {"log_mel": PLAIN | {
        "n_fft": extractor.fft_window_size, "window_length": extractor.fft_window_size,
        "hop_length": extractor.hop_length, "n_mels": extractor.feature_size,
        "fmin_hz": float(extractor.frequency_min), "fmax_hz": float(extractor.frequency_max),
        "mel_scale": "htk" if fusion else "slaney", "mel_norm": "none" if fusion else "slaney",
        "log": "db",
    }}


def whisper(extractor):
    """WhisperFeatureExtractor: log10, at most 8 below the window's greatest value, (x + 4) / 4."""
    return {"log_mel": PLAIN | {
        "n_fft": extractor.n_fft, "window_length": extractor.n_fft,
        "hop_length": extractor.hop_length, "n_mels": extractor.feature_size, "log": "log10",
        "drop_last_frame": True, "dynamic_range": 8.0,
        "normalize": "fixed", "mean": -4.0, "std": 4.0,
    }}


def muq(rate, hop, stat):
    """MelSTFT of the package muq: torchaudio's MelSpectrogram and AmplitudeToDB as they are."""
    return {"log_mel": PLAIN | {
        "n_fft": 2048, "window_length": 2048, "hop_length": hop, "n_mels": 128,
        "fmax_hz": float(rate // 2), "mel_scale": "htk", "mel_norm": "none", "log": "db",
        "drop_last_frame": True, "normalize": "fixed",
        "mean": float(stat["melspec_2048_mean"]), "std": float(stat["melspec_2048_std"]),
    }}


def waveform(normalize):
    return {"waveform": {"normalize": "zero-mean-unit-variance" if normalize else "none"}}
