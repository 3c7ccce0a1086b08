"""Tiny text networks, and CLAP with both its towers."""

from transformers import (
    BertConfig, BertModel, ClapConfig, ClapFeatureExtractor, ClapModel, RobertaConfig, RobertaModel,
    T5Config, T5EncoderModel, T5Tokenizer)

from . import tokenizers

MAX_TOKENS = 48
LAYERS = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
              initializer_range=0.1)  # so that words reach the first token, which is pooled


def bert(folder):
    tokenizer = tokenizers.wordpiece(MAX_TOKENS)
    config = BertConfig(**LAYERS, vocab_size=len(tokenizer), max_position_embeddings=MAX_TOKENS,
                        pad_token_id=tokenizer.pad_token_id)
    return BertModel(config), tokenizer


def roberta(folder):
    tokenizer = tokenizers.byte_bpe(MAX_TOKENS)
    config = RobertaConfig(**LAYERS, vocab_size=len(tokenizer), pad_token_id=1, bos_token_id=0,
                           eos_token_id=2, max_position_embeddings=MAX_TOKENS + 2)
    return RobertaModel(config), tokenizer


def t5(folder):
    tokenizers.unigram(folder)
    tokenizer = T5Tokenizer.from_pretrained(folder, extra_ids=4, model_max_length=MAX_TOKENS)
    config = T5Config(vocab_size=len(tokenizer), d_model=32, d_kv=8, d_ff=48, num_layers=2,
                      num_heads=4)
    return T5EncoderModel(config), tokenizer


def clap(folder, fusion=False):
    """Swin of two stages on 1 s at 48 kHz; the music models have no fusion."""
    tokenizer = tokenizers.byte_bpe(MAX_TOKENS)
    audio = dict(
        num_mel_bins=16, spec_size=64, patch_size=4, patch_stride=[4, 4], window_size=4,
        patch_embeds_hidden_size=16, depths=[1, 1], num_attention_heads=[2, 4], hidden_size=32,
        num_hidden_layers=2, enable_fusion=fusion)
    text = LAYERS | dict(vocab_size=len(tokenizer), max_position_embeddings=MAX_TOKENS + 2,
                         pad_token_id=1, bos_token_id=0, eos_token_id=2)
    model = ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=24))
    return model, tokenizer, ClapFeatureExtractor(
        feature_size=16, max_length_s=1, truncation="fusion" if fusion else "rand_trunc")


def clap_fused(folder):
    """The kind that fuses crops of long sounds: other mel filters, four copies of a short sound."""
    return clap(folder, fusion=True)
