"""MuQ and MuQ-MuLan, as their own package runs them: tools/requirements-muq.txt."""

from functools import partial

import torch
from torch.nn.functional import layer_norm, normalize

from . import front_end
from .source import ExportError
from .tower import AudioTower, Model, Output, TextTower, layer_outputs, layers, without_batch

PAPER = ("Zhu et al. 2025, MuQ: self-supervised music representation learning with Mel residual "
         "vector quantization, arXiv:2501.01108")
RATE = 24000  # fixed in the package, as are the parameters of its spectrogram
HOP = 240
SHORTEST = 1025  # the reflection at the ends takes half a window of 2048 samples
WINDOW_S = 30.0  # the most in one go; the network itself sets no limit


def load(source, kind):
    """Every weight must be in the checkpoint: the package would draw those that are not."""
    try:
        import muq
    except (ImportError, RuntimeError) as error:
        raise ExportError(f"'{source.name}' needs the package muq, which does not run here: "
                          f"{error}\nMake an environment of its own from "
                          "tools/requirements-muq.txt.") from error
    return source.load(getattr(muq, kind), "weights", strict=True).float().eval()


def spectrogram(network, sound):
    """What the library feeds its convolutions: [1, mel, time]."""
    found = network.preprocessing(torch.from_numpy(sound)[None], ["melspec_2048"])
    return network.normalize(found)["melspec_2048"]


def hidden_states(network, mel):
    """Rotary positions are kept from call to call; a trace would take them for constants."""
    if hasattr(network.conformer.embed_positions, "cached_sequence_length"):
        network.conformer.embed_positions.cached_sequence_length = None
    return network.encoder(mel)[1]


def tower(network, model, run, library, **more):
    return AudioTower(
        model, run, lambda sound: spectrogram(network, sound), library,
        input={"name": "mel", "kind": "log-mel", "layout": "batch-mel-time"},
        front_end=front_end.muq(RATE, HOP, network.stat), sample_rate_hz=RATE,
        min_samples=SHORTEST, **more)


def muq(source):
    """All hidden states. Frame i is centred on i / rate: spectrogram and convolutions are."""
    model = load(source, "MuQ")
    network = model.model

    def library(sound):
        return without_batch(layers(model(torch.from_numpy(sound)[None]).hidden_states))

    count = model.config.encoder_depth
    outputs = layer_outputs(count + 1, "frames", rate_hz=RATE / HOP / network.n_fold, offset_s=0.0)
    audio = tower(network, model, lambda mel: layers(hidden_states(network, mel)), library,
                  outputs=outputs, default_layer=min(7, (count + 1) // 2), window_s=WINDOW_S)
    return Model("muq", "music", audio=audio, citation=PAPER)


def mulan(source):
    """`encoder` before the projection, `pooled` in the shared space, length 1. A window shorter
    than the library's clips of 10 s goes in as it is; the library would repeat its beginning."""
    model = load(source, "MuQMuLan")
    kinds = [model.config.audio_model.name, model.config.text_model.name]
    if "muq" not in kinds[0].lower() or "xlm-roberta" not in kinds[1]:
        raise ExportError(f"'{source.name}' is made of {' and '.join(kinds)}; MuQ and XLM-R are "
                          "exported. Use it through encore.process (docs/process.md).")
    fix_norms(model)
    return Model("muq-mulan", "music-text", audio=mulan_audio(model), text=mulan_text(model),
                 citation=PAPER)


def fix_norms(model):
    """The package takes the size of a norm from its input; a trace needs it as a number."""
    from muq.muq_mulan.modules.transformer import LayerNorm
    for norm in model.modules():
        if isinstance(norm, LayerNorm):
            weight = norm.gamma if norm.learned_gamma is None else norm.learned_gamma
            norm.forward = partial(layer_norm, normalized_shape=tuple(weight.shape), weight=weight,
                                   bias=norm.beta)


def named(mean, latent):
    return {"encoder": mean, "pooled": normalize(latent, dim=-1)}


def mulan_audio(model):
    both, audio = model.mulan, model.mulan.audio
    network = audio.model.model

    def run(mel):
        x = audio.proj(hidden_states(network, mel)[audio.use_layer_idx])
        mean = audio.transformer(x).mean(-2)
        return named(mean, both.audio_to_latents(mean))

    def library(sound):
        x = torch.from_numpy(sound)[None]
        return without_batch({"encoder": audio(x), "pooled": both.get_audio_latents(x)})

    return tower(network, model, run, library, outputs=vectors(), default_layer="pooled",
                 window_s=float(model.clip_secs), pooling="none")


def mulan_text(model):
    """The library pools over what fills a batch, too: a caption alone has nothing of it."""
    both, text = model.mulan, model.mulan.text

    def run(ids, mask):
        hidden = text.pred_pretrained_model_hidden(input_ids=ids, attention_mask=mask)
        mean = text.transformer(text.proj(hidden)).mean(-2)
        return named(mean, both.text_to_latents(mean))

    config = text.model.config
    longest = config.max_position_embeddings - config.pad_token_id - 1
    return TextTower(model, run, text.tokenizer, vectors(), "pooled", longest, alone=True)


def vectors():
    return [Output("encoder", "encoder", "vector"), Output("pooled", "pooled", "vector")]
