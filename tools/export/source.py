"""Where a model comes from: a name of the Hugging Face hub or a local folder."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from transformers import AutoConfig, AutoFeatureExtractor, AutoTokenizer
from transformers.utils import cached_file


class ExportError(Exception):
    """What is wrong and what to do about it, for the person at the terminal."""


@dataclass
class Source:
    """`missing` collects the weights that the checkpoint does not have: they are random."""

    name: str
    revision: str | None = None
    trust_remote_code: bool = False
    missing: set = field(default_factory=set)

    def _options(self):
        return {"revision": self.revision, "trust_remote_code": self.trust_remote_code}

    def config(self):
        try:
            return AutoConfig.from_pretrained(self.name, **self._options())
        except (OSError, ValueError, KeyError) as error:
            hint = ("Give a folder made by save_pretrained, or a name of huggingface.co while the "
                    "network is there. Models with code of their own need --trust-remote-code.")
            raise ExportError(f"no configuration of '{self.name}': {error}\n{hint}") from error

    def model(self, kind, **options):
        """The network in evaluation mode, float32. Plain attention: it exports to any runtime."""
        model, loading = kind.from_pretrained(
            self.name, **self._options(), dtype="float32", attn_implementation="eager",
            output_loading_info=True, **options)
        self.missing |= set(loading["missing_keys"])
        return model.eval()

    def lacks(self, prefix):
        return any(key.startswith(prefix) for key in self.missing)

    def feature_extractor(self):
        return AutoFeatureExtractor.from_pretrained(self.name, **self._options())

    def tokenizer(self):
        return AutoTokenizer.from_pretrained(self.name, **self._options())

    def text_of(self, file):
        """Content of a file beside the model, or None where there is none."""
        path = cached_file(self.name, file, revision=self.revision,
                           _raise_exceptions_for_missing_entries=False)
        return Path(path).read_text(encoding="utf-8") if path else None

    def json_of(self, file):
        text = self.text_of(file)
        return json.loads(text) if text else None

    def card(self):
        """The model card's front matter (licence, data sets, ...); empty without a card."""
        parts = (self.text_of("README.md") or "").split("---", 2)
        try:
            card = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else None
        except yaml.YAMLError:
            card = None
        return card if isinstance(card, dict) else {}
