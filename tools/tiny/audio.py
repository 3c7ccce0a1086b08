"""Tiny audio networks: small layers, real structure, real front ends with shorter windows."""

import json

import torch
from transformers import (
    ASTConfig, ASTFeatureExtractor, ASTForAudioClassification, DacConfig, DacFeatureExtractor,
    DacModel, EncodecConfig,
    EncodecFeatureExtractor, EncodecModel, HubertConfig, HubertModel, SeamlessM4TFeatureExtractor,
    Wav2Vec2BertConfig, Wav2Vec2BertModel, Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2Model,
    WhisperConfig, WhisperFeatureExtractor, WhisperModel)

LAYERS = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
CONVOLUTIONS = dict(conv_dim=[16] * 7, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)


def wav2vec2(folder):
    """The large models' kind, MMS too: layer norm after each convolution, standardised sound."""
    config = Wav2Vec2Config(**LAYERS, **CONVOLUTIONS, feat_extract_norm="layer", conv_bias=True,
                            do_stable_layer_norm=True)
    return Wav2Vec2Model(config), Wav2Vec2FeatureExtractor(do_normalize=True)


def hubert(folder):
    """The base models' kind: group norm over time in the first convolution."""
    config = HubertConfig(**LAYERS, **CONVOLUTIONS, feat_extract_norm="group")
    return HubertModel(config), Wav2Vec2FeatureExtractor(do_normalize=False)


class Mert(HubertModel):
    """A HuBERT saved under MERT's name, as the checkpoints of MERT v1 are."""

    def save_pretrained(self, folder):
        super().save_pretrained(folder)
        path = folder / "config.json"
        config = json.loads(path.read_text())
        config |= {"model_type": "mert_model", "architectures": ["MERTModel"], "deepnorm": False,
                   "feature_extractor_cqt": False, "attention_relax": -1.0, "sample_rate": 24000}
        path.write_text(json.dumps(config, indent=2))


def mert(folder):
    config = HubertConfig(**LAYERS, **CONVOLUTIONS, feat_extract_norm="group")
    return Mert(config), Wav2Vec2FeatureExtractor(sampling_rate=24000, do_normalize=False,
                                                  return_attention_mask=True)


def w2v_bert(folder):
    config = Wav2Vec2BertConfig(**LAYERS, feature_projection_input_dim=160,
                                conv_depthwise_kernel_size=7)
    return Wav2Vec2BertModel(config), SeamlessM4TFeatureExtractor(padding_value=1)


def ast(folder):
    config = ASTConfig(**LAYERS, max_length=128, num_mel_bins=64, num_labels=5)
    return ASTForAudioClassification(config), ASTFeatureExtractor(num_mel_bins=64, max_length=128)


def whisper(folder):
    config = WhisperConfig(
        vocab_size=32, num_mel_bins=40, d_model=32, encoder_layers=2, decoder_layers=1,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=48,
        decoder_ffn_dim=48, max_source_positions=100, max_target_positions=8, pad_token_id=0,
        bos_token_id=1, eos_token_id=1, decoder_start_token_id=2)
    return WhisperModel(config), WhisperFeatureExtractor(feature_size=40, chunk_length=2)


def encodec(folder):
    """The 24 kHz model's kind: causal, mono, no chunks."""
    return codec(EncodecFeatureExtractor(sampling_rate=24000), sampling_rate=24000,
                 target_bandwidths=[1.5, 3.0, 6.0])


def encodec_48khz(folder):
    """The 48 kHz model's kind: stereo, chunks of 1 s, each scaled by its level, group norm."""
    chunks = dict(sampling_rate=48000, chunk_length_s=1.0, overlap=0.01)
    return codec(EncodecFeatureExtractor(feature_size=2, **chunks), **chunks, audio_channels=2,
                 normalize=True, norm_type="time_group_norm", use_causal_conv=False,
                 target_bandwidths=[3.0, 6.0])


def codec(extractor, **more):
    config = EncodecConfig(hidden_size=32, num_filters=4, codebook_size=64, codebook_dim=32,
                           num_lstm_layers=1, **more)
    model = EncodecModel(config)
    for layer in model.quantizer.layers:  # the library leaves code books empty until training
        layer.codebook.embed.normal_()
    return model, extractor


def dac(folder):
    """The 16 kHz model's kind, one of whose strides is odd. Convolutions that keep the level of a
    sound: with the library's own start every layer would be near 0."""
    config = DacConfig(encoder_hidden_size=2, downsampling_ratios=[2, 4, 5, 8], n_codebooks=3,
                       decoder_hidden_size=16, codebook_size=64, sampling_rate=16000)
    model = DacModel(config)
    for part in (model.encoder, model.quantizer):
        for weights in part.parameters():
            if weights.ndim > 1 and weights.shape[0] > 1:  # not Snake's, of one row
                torch.nn.init.normal_(weights, std=0.5 / weights[0].numel() ** 0.5)
    return model, DacFeatureExtractor(sampling_rate=16000, hop_length=320)


def base_hubert(folder):
    """hubert-base's own size (95 M weights, random): for timing, never committed."""
    return HubertModel(HubertConfig()), Wav2Vec2FeatureExtractor(do_normalize=False)


def base_ast(folder):
    """The public AST's own size (87 M weights, random): for timing, never committed."""
    return ASTForAudioClassification(ASTConfig(num_labels=527)), ASTFeatureExtractor()
