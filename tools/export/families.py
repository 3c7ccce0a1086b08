"""Which module exports which kind of model, by transformers' `model_type`."""

from . import clap, encodec, spectrogram, speech, text
from .source import ExportError

FAMILIES = {
    "wav2vec2": speech.waveform, "hubert": speech.waveform, "wavlm": speech.waveform,
    "data2vec-audio": speech.waveform, "mert_model": speech.mert,
    "wav2vec2-bert": speech.w2v_bert, "audio-spectrogram-transformer": spectrogram.ast,
    "whisper": spectrogram.whisper, "clap": clap.clap, "encodec": encodec.encodec,
    "bert": text.transformer, "roberta": text.transformer, "xlm-roberta": text.transformer,
    "camembert": text.transformer, "mpnet": text.transformer, "distilbert": text.transformer,
    "electra": text.transformer, "t5": text.transformer,
}


def build(source):
    kind = source.raw_config()["model_type"]
    family = FAMILIES.get(kind)
    if family is None:
        raise ExportError(f"no exporter for models of type '{kind}'; there are "
                          f"{', '.join(sorted(FAMILIES))}.\nAny model can be a program instead: "
                          "encore.process (docs/process.md).")
    return family(source)
