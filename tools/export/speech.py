"""Networks that read the waveform (wav2vec 2.0, HuBERT, MMS, WavLM, MERT) and w2v-BERT 2.0."""

from transformers import AutoModel, HubertConfig, HubertModel

from . import front_end
from .source import ExportError
from .tower import AudioTower, Model, layer_outputs, layers, without_batch

WINDOW_S = 30.0  # the most in one go where the network itself sets no limit

PAPERS = {
    "wav2vec2": "Baevski et al. 2020, wav2vec 2.0, NeurIPS, arXiv:2006.11477",
    "hubert": "Hsu et al. 2021, HuBERT, IEEE/ACM TASLP 29, arXiv:2106.07447",
    "wavlm": "Chen et al. 2022, WavLM, IEEE JSTSP 16, arXiv:2110.13900",
    "data2vec-audio": "Baevski et al. 2022, data2vec, ICML, arXiv:2202.03555",
    "mert": "Li et al. 2024, MERT, ICLR, arXiv:2306.00107",
    "w2v-bert": "Barrault et al. 2023, Seamless (w2v-BERT 2.0), arXiv:2312.05187",
}


def receptive_field(kernels, strides):
    """Samples that one frame sees, and samples from one frame to the next."""
    field, step = 1, 1
    for kernel, stride in zip(kernels, strides):
        field, step = field + (kernel - 1) * step, step * stride
    return field, step


def waveform(source):
    """The waveform, standardised where the extractor says so; all hidden states."""
    model = source.model(AutoModel)
    return raw_sound(source, model, model.config.model_type, "speech")


def mert(source):
    """MERT is a HuBERT trained on music; the code that comes with it is not needed, and does not
    run with the library pinned here. Variants that compute a constant-Q transform or use DeepNorm
    are no HuBERT."""
    raw = source.raw_config()
    if raw.get("feature_extractor_cqt") or raw.get("deepnorm"):
        raise ExportError(f"'{source.name}' is a MERT with a constant-Q transform or DeepNorm, "
                          "which is not exported. Use it through encore.process (docs/process.md).")
    known = {key: value for key, value in raw.items() if key in HubertConfig().to_dict()}
    config = HubertConfig(**known | {"model_type": "hubert"})
    return raw_sound(source, source.model(HubertModel, config=config), "mert", "music")


def raw_sound(source, model, family, role):
    config, extractor = model.config, source.feature_extractor()
    rate = extractor.sampling_rate
    field, step = receptive_field(config.conv_kernel, config.conv_stride)

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt")

    def run(x):
        return layers(model(x, output_hidden_states=True).hidden_states)

    def library(sound):
        out = model(**inputs(sound), output_hidden_states=True)
        return without_batch(layers(out.hidden_states))

    tower = AudioTower(
        model, run, lambda sound: inputs(sound).input_values, library,
        input={"name": "input_values", "kind": "waveform", "layout": "batch-time"},
        front_end=front_end.waveform(extractor.do_normalize),
        outputs=layer_outputs(config.num_hidden_layers + 1, "frames", rate_hz=rate / step,
                              offset_s=field / 2 / rate),
        default_layer=middle(config), sample_rate_hz=rate, window_s=WINDOW_S, min_samples=field)
    return Model(family, role, audio=tower, citation=PAPERS.get(family, ""))


def w2v_bert(source):
    """Filter banks, two frames side by side; all hidden states. The library pads an odd number of
    frames and masks the result; here the odd frame is dropped, and the others are the same."""
    model, extractor = source.model(AutoModel), source.feature_extractor()
    config = model.config
    rate, front = extractor.sampling_rate, front_end.seamless(extractor)
    mel = front["log_mel"]
    reach = mel["window_length"] + (mel["stack"] - 1) * mel["hop_length"]

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt")

    def real(sound):
        return int(inputs(sound).attention_mask.sum())

    def run(x):
        return layers(model(x, output_hidden_states=True).hidden_states)

    def library(sound):
        states = model(**inputs(sound), output_hidden_states=True).hidden_states
        return without_batch(layers(states, lambda x: x[:, :real(sound)]))

    tower = AudioTower(
        model, run, lambda sound: inputs(sound).input_features[:, :real(sound)], library,
        input={"name": "input_features", "kind": "log-mel", "layout": "batch-time-mel"},
        front_end=front,
        outputs=layer_outputs(config.num_hidden_layers + 1, "frames",
                              rate_hz=rate / mel["hop_length"] / mel["stack"],
                              offset_s=reach / 2 / rate),
        default_layer=middle(config), sample_rate_hz=rate, window_s=WINDOW_S, min_samples=reach)
    return Model("w2v-bert", "speech", audio=tower, citation=PAPERS["w2v-bert"])


def middle(config):
    """Brain2Music took layer 7 of w2v-BERT; smaller networks give their middle layer."""
    return min(7, (config.num_hidden_layers + 1) // 2)
