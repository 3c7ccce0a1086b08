"""DAC (Descript Audio Codec): what the encoder gives before and after residual quantisation."""

from torch.nn.functional import pad
from transformers import DacModel

from . import front_end
from .tower import AudioTower, Model, Output, without_batch

LAYERS = ("latent", "codes", "quantized")
WINDOW_S = 30.0  # the most in one go; the network itself sets no limit


def dac(source):
    """Layers: `latent` before quantisation, `codes` (whole numbers, one column a quantiser),
    `quantized` after it. The extractor fills sound up to whole frames with zeros; here the network
    does, so that it takes windows of any length."""
    model, extractor = source.model(DacModel), source.feature_extractor()
    rate, hop = model.config.sampling_rate, model.config.hop_length
    whole = extractor.hop_length

    def filled(x):
        samples = (x.shape[-1] + whole - 1) // whole * whole
        return pad(x, (0, whole - 1))[..., :samples]

    def results(x):
        latent = model.encoder(x)
        quantized, codes, *_ = model.quantizer(latent)
        return {"latent": latent.transpose(1, 2), "codes": codes.transpose(1, 2).float(),
                "quantized": quantized.transpose(1, 2)}

    def inputs(sound, padding):
        return extractor(sound, sampling_rate=rate, padding=padding,
                         return_tensors="pt")["input_values"]

    def library(sound):
        x = inputs(sound, True)
        out = model.encode(x)
        return without_batch({
            "latent": model.encoder(x).transpose(1, 2),
            "codes": out.audio_codes.transpose(1, 2),
            "quantized": out.quantized_representation.transpose(1, 2)})

    times = {"rate_hz": rate / hop, "offset_s": hop / 2 / rate}
    tower = AudioTower(
        model, lambda x: results(filled(x)), lambda sound: inputs(sound, False), library,
        input={"name": "input_values", "kind": "waveform", "layout": "batch-channel-time"},
        front_end=front_end.waveform(False),
        outputs=[Output(name, name, "frames", **times) for name in LAYERS],
        default_layer="latent", sample_rate_hz=rate, window_s=WINDOW_S)
    return Model("dac", "codec", audio=tower,
                 citation="Kumar et al. 2023, High-fidelity audio compression with improved RVQGAN "
                          "(DAC), NeurIPS, arXiv:2306.06546")
