"""EnCodec: what the encoder gives before and after residual quantisation."""

import math

from transformers import EncodecModel

from . import front_end
from .tower import AudioTower, Model, Output, without_batch

LAYERS = ("latent", "codes", "quantized")
PREFERRED_KBPS = 6.0  # MusicLM's SoundStream has 6 kbps


def encodec(source):
    """Layers: `latent` before quantisation, `codes` (whole numbers, one column a quantiser),
    `quantized` after it. 48 kHz models scale each window by its level; windows are one chunk."""
    model, extractor = source.model(EncodecModel), source.feature_extractor()
    config = model.config
    rate, hop = config.sampling_rate, math.prod(config.upsampling_ratios)
    rates = config.target_bandwidths
    kbps = PREFERRED_KBPS if PREFERRED_KBPS in rates else max(rates)

    def scaled(x):
        if not config.normalize:
            return x
        mono = x.mean(1, keepdim=True)
        return x / (mono.pow(2).mean(dim=-1, keepdim=True).sqrt() + 1e-8)

    def run(x):
        latent = model.encoder(scaled(x))
        codes = model.quantizer.encode(latent, kbps)
        quantized = model.quantizer.decode(codes)
        return {"latent": latent.transpose(1, 2), "codes": codes.permute(1, 2, 0).float(),
                "quantized": quantized.transpose(1, 2)}

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt")

    def library(sound):
        features = inputs(sound)
        codes = model.encode(**features, bandwidth=kbps).audio_codes[0].transpose(0, 1)
        return without_batch({
            "latent": model.encoder(scaled(features.input_values)).transpose(1, 2),
            "codes": codes.permute(1, 2, 0),
            "quantized": model.quantizer.decode(codes).transpose(1, 2)})

    chunk = config.chunk_length_s
    times = {"rate_hz": rate / hop, "offset_s": hop / 2 / rate}
    tower = AudioTower(
        model, run, lambda sound: inputs(sound).input_values, library,
        input={"name": "input_values", "kind": "waveform", "layout": "batch-channel-time"},
        front_end=front_end.waveform(False),
        outputs=[Output(name, name, "frames", **times) for name in LAYERS],
        default_layer="latent", sample_rate_hz=rate, window_s=float(chunk or 30),
        fixed=chunk is not None, padding="none" if chunk is None else "zero",
        min_samples=shortest(config, hop) if chunk is None else 1, channels=config.audio_channels)
    return Model("encodec", "codec", audio=tower, notes=[f"codes at {kbps:g} kbps"],
                 citation="Défossez et al. 2023, EnCodec, TMLR, arXiv:2210.13438")


def shortest(config, hop):
    """Reflection at the edges of the last layers needs more frames than they pad."""
    return hop * (config.last_kernel_size + 1)
