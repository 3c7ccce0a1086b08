"""Networks of fixed size that read log-mel spectrograms: AST and Whisper's encoder."""

from transformers import AutoModelForAudioClassification, WhisperModel

from . import front_end
from .tower import AudioTower, Model, Output, layer_outputs, layers, without_batch


def ast(source):
    """Tokens are patches; their mean over frequency gives a sequence of frames. `pooled` is the
    mean of the two class tokens, `logits` the classes where the checkpoint has a classifier."""
    model, extractor = source.model(AutoModelForAudioClassification), source.feature_extractor()
    config = model.config
    rate, front = extractor.sampling_rate, front_end.ast(extractor)
    mel, size, steps = front["log_mel"], config.patch_size, config.time_stride
    across = (config.num_mel_bins - size) // config.frequency_stride + 1
    window = ((config.max_length - 1) * mel["hop_length"] + mel["window_length"]) / rate
    classes = not source.lacks("classifier")

    def frames(tokens):
        return tokens[:, 2:].unflatten(1, (across, -1)).mean(1)

    def results(x):
        out = model.audio_spectrogram_transformer(x, output_hidden_states=True)
        named = layers(out.hidden_states, frames) | {"pooled": out.pooler_output}
        return named | ({"logits": model.classifier(out.pooler_output)} if classes else {})

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt").input_values

    def library(sound):
        out = model(inputs(sound), output_hidden_states=True)
        pooled = model.audio_spectrogram_transformer(inputs(sound)).pooler_output
        named = layers(out.hidden_states, frames) | {"pooled": pooled}
        return without_batch(named | ({"logits": out.logits} if classes else {}))

    offset = (mel["window_length"] + (size - 1) * mel["hop_length"]) / 2 / rate
    outputs = layer_outputs(config.num_hidden_layers + 1, "frames",
                            rate_hz=rate / mel["hop_length"] / steps, offset_s=offset)
    outputs.append(Output("pooled", "pooled", "vector"))
    outputs += [Output("logits", "logits", "vector")] if classes else []
    tower = AudioTower(
        model, results, inputs, library,
        input={"name": "input_values", "kind": "log-mel", "layout": "batch-time-mel"},
        front_end=front, outputs=outputs, default_layer="pooled", sample_rate_hz=rate,
        window_s=window, fixed=True, min_samples=mel["window_length"])
    return Model("ast", "general-audio", audio=tower,
                 citation="Gong et al. 2021, AST, Interspeech, arXiv:2104.01778")


def whisper(source):
    """The encoder alone, on windows padded to the network's size (30 s in the public models)."""
    model, extractor = source.model(WhisperModel), source.feature_extractor()
    config, encoder, rate = model.config, model.encoder, extractor.sampling_rate

    def inputs(sound):
        return extractor(sound, sampling_rate=rate, return_tensors="pt").input_features

    def run(x):
        return layers(encoder(x, output_hidden_states=True).hidden_states)

    tower = AudioTower(
        encoder, run, inputs, lambda sound: without_batch(run(inputs(sound))),
        input={"name": "input_features", "kind": "log-mel", "layout": "batch-mel-time"},
        front_end=front_end.whisper(extractor),
        outputs=layer_outputs(config.encoder_layers + 1, "frames",
                              rate_hz=rate / extractor.hop_length / 2, offset_s=0.0),
        default_layer=config.encoder_layers, sample_rate_hz=rate,
        window_s=float(extractor.chunk_length), fixed=True, padding="zero")
    return Model("whisper", "speech", audio=tower,
                 citation="Radford et al. 2023, Whisper, ICML, arXiv:2212.04356")
