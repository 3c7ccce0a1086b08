"""CLAP (LAION): an audio and a text tower that share a space."""

import torch
from torch.nn.functional import normalize
from transformers import ClapModel

from . import front_end
from .tower import AudioTower, Model, Output, TextTower, layer_outputs, layers, without_batch

PAPER = ("Wu et al. 2023, Large-scale contrastive language-audio pretraining, ICASSP, "
         "arXiv:2211.06687")


def audio(model, extractor):
    """Outputs are vectors: stage i's mean over positions (the network folds time into frequency, so
    positions are no frames), `encoder` before the projection, `pooled` in the shared space.
    A model that fuses crops of long sounds sees one window four times, as in the library."""
    config, rate = model.config.audio_config, extractor.sampling_rate
    fusion = config.enable_fusion

    def results(x):
        longer = torch.ones(x.shape[0], 1, dtype=torch.bool) if fusion else None
        x = x.expand(-1, 4, -1, -1) if fusion else x
        out = model.audio_model(input_features=x, is_longer=longer, output_hidden_states=True)
        pooled = normalize(model.audio_projection(out.pooler_output), dim=-1)
        means = layers(out.hidden_states, lambda h: h.mean((2, 3)))
        return means | {"encoder": out.pooler_output, "pooled": pooled}

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt")

    def library(sound):
        features = inputs(sound)
        out = model.audio_model(**features, output_hidden_states=True)
        named = layers(out.hidden_states, lambda h: h.mean((2, 3))) | {"encoder": out.pooler_output}
        return without_batch(named | {"pooled": model.get_audio_features(**features).pooler_output})

    outputs = layer_outputs(len(config.depths) + 1, "vector")
    outputs += [Output("encoder", "encoder", "vector"), Output("pooled", "pooled", "vector")]
    return AudioTower(
        model, results, lambda sound: inputs(sound).input_features[:, :1], library,
        input={"name": "input_features", "kind": "log-mel", "layout": "batch-channel-time-mel"},
        front_end=front_end.clap(extractor), outputs=outputs, default_layer="pooled",
        sample_rate_hz=rate, window_s=float(extractor.max_length_s), fixed=True,
        padding={"repeatpad": "repeat", "pad": "zero"}[extractor.padding], pooling="none",
        batch=not fusion)


def text(model, tokenizer):
    def results(ids, mask):
        out = model.text_model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        pooled = normalize(model.text_projection(out.pooler_output), dim=-1)
        return layers(out.hidden_states) | {"encoder": out.pooler_output, "pooled": pooled}

    config = model.config.text_config
    outputs = layer_outputs(config.num_hidden_layers + 1, "tokens")
    outputs += [Output("encoder", "encoder", "vector"), Output("pooled", "pooled", "vector")]
    positions = config.max_position_embeddings - config.pad_token_id - 1
    longest = min(tokenizer.model_max_length, positions)
    return TextTower(model, results, tokenizer, outputs, "pooled", longest, pooling="mean")


def clap(source):
    model = source.model(ClapModel)
    role = "music-text" if "music" in source.name.lower() else "general-audio"
    return Model("clap", role, audio=audio(model, source.feature_extractor()),
                 text=text(model, source.tokenizer()), citation=PAPER)
