"""Tiny MuQ and MuQ-MuLan of the package muq (tools/requirements-muq.txt)."""

import json
from functools import partial

from muq import MuQ, MuQConfig, MuQMuLan
from transformers import (
    Wav2Vec2ConformerConfig, XLMRobertaConfig, XLMRobertaModel, XLMRobertaTokenizer)

from . import tokenizers
from .text import LAYERS, MAX_TOKENS

TRANSFORMER = dict(dim=32, tf_depth=1, heads=4, dim_head=8, ff_mult=2)


def muq(folder, depth=2):
    """Blocks at 25 Hz; mean and deviation of the decibels are near those of music."""
    conformer = Wav2Vec2ConformerConfig(
        **LAYERS, position_embeddings_type="rotary", conv_depthwise_kernel_size=7,
        num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)
    config = MuQConfig(conv_dim=8, encoder_dim=32, encoder_depth=depth, codebook_size=16,
                       stat={"melspec_2048_mean": 6.75, "melspec_2048_std": 18.5},
                       w2v2_config=json.loads(conformer.to_json_string(use_diff=False)))
    return (MuQ(config),)


def xlm_roberta(folder):
    """The text tower's base, which the package finds by the folder's name."""
    tokenizers.unigram_roberta(folder)
    tokenizer = XLMRobertaTokenizer(str(folder / "sentencepiece.bpe.model"),
                                    model_max_length=MAX_TOKENS)
    config = XLMRobertaConfig(
        **LAYERS | {"num_hidden_layers": 1}, vocab_size=len(tokenizer), pad_token_id=1,
        bos_token_id=0, eos_token_id=2, max_position_embeddings=MAX_TOKENS + 2)
    return XLMRobertaModel(config), tokenizer


def mulan(folder):
    """Its parts lie beside it, as the public model's are models of their own."""
    for name, make in {"muq": partial(muq, depth=1), "xlm-roberta": xlm_roberta}.items():
        (folder / name).mkdir()
        for part in make(folder / name):
            part.save_pretrained(folder / name)
    model = {"use_layer_idx": -1, "model_dim": 32}
    return (MuQMuLan(config={
        "mulan": {"sr": 24000, "clip_secs": 10, "dim_latent": 24},
        "audio_model": model | {"name": str(folder / "muq")},
        "text_model": model | {"name": str(folder / "xlm-roberta")},
        "audio_transformer": TRANSFORMER, "text_transformer": TRANSFORMER | {"max_seq_len": 64},
    }),)
