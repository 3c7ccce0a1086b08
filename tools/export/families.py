"""Which module exports which kind of model, by transformers' `model_type` where there is one."""

from . import clap, dac, encodec, muq, spectrogram, speech, text
from .source import ExportError

FAMILIES = {
    "wav2vec2": speech.waveform, "hubert": speech.waveform, "wavlm": speech.waveform,
    "data2vec-audio": speech.waveform, "mert_model": speech.mert,
    "wav2vec2-bert": speech.w2v_bert, "audio-spectrogram-transformer": spectrogram.ast,
    "whisper": spectrogram.whisper, "clap": clap.clap, "encodec": encodec.encodec,
    "dac": dac.dac, "muq": muq.muq, "muq-mulan": muq.mulan,
    "bert": text.transformer, "roberta": text.transformer, "xlm-roberta": text.transformer,
    "camembert": text.transformer, "mpnet": text.transformer, "distilbert": text.transformer,
    "electra": text.transformer, "t5": text.transformer,
}


def kind_of(config):
    """Checkpoints of the package muq name no type, but its own parts."""
    if "mulan" in config and "audio_model" in config:
        return "muq-mulan"
    if "encoder_depth" in config and "label_rate" in config:
        return "muq"
    return config.get("model_type", "unknown")


def build(source):
    kind = kind_of(source.raw_config())
    family = FAMILIES.get(kind)
    if family is None:
        raise ExportError(f"no exporter for models of type '{kind}'; there are "
                          f"{', '.join(sorted(FAMILIES))}.\nAny model can be a program instead: "
                          "encore.process (docs/process.md).")
    return family(source)
