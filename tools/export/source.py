"""Where a model comes from: a name of the Hugging Face hub or a local folder."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from transformers import AutoConfig, AutoFeatureExtractor, AutoTokenizer
from transformers.utils import cached_file


# Heads that are left out then, a vector for training only, and numbers that are no weights.
MAY_BE_MISSING = re.compile(r"^pooler|^classifier|masked_spec_embed|position_ids|token_type_ids")


class ExportError(Exception):
    """What is wrong and what to do about it, for the person at the terminal."""


@dataclass
class Source:
    """`missing` collects the weights that the checkpoint does not have: they are random."""

    name: str
    revision: str | None = None
    missing: set = field(default_factory=set)

    def raw_config(self):
        """config.json as it stands."""
        try:
            config = self.json_of("config.json")
        except (OSError, ValueError) as error:
            config, why = None, error
        else:
            why = "there is no config.json"
        if config is None:
            raise ExportError(f"no configuration of '{self.name}': {why}\nGive a folder made by "
                              "save_pretrained, or a name of huggingface.co that can be reached.")
        return config

    def config(self):
        return self.load(AutoConfig, "configuration")

    def model(self, kind, **options):
        """The network in evaluation mode, float32. Plain attention: it exports to any runtime."""
        model, loading = self.load(kind, "weights", dtype="float32", attn_implementation="eager",
                                    output_loading_info=True, **options)
        self.missing |= set(loading["missing_keys"])
        if random := [key for key in sorted(self.missing) if not MAY_BE_MISSING.search(key)]:
            raise ExportError(f"the checkpoint of '{self.name}' lacks {len(random)} weights of the "
                              f"network, {random[0]} for one; they would be random.\n"
                              "Is it a checkpoint of another architecture, or an adapter?")
        return model.eval()

    def load(self, kind, what, **options):
        try:
            return kind.from_pretrained(self.name, revision=self.revision, **options)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ExportError(f"no {what} of '{self.name}': {error}\n"
                              "Wanted: weights, and a front end (preprocessor_config.json) or a "
                              "tokeniser, as save_pretrained writes them.") from error

    def lacks(self, prefix):
        return any(key.startswith(prefix) for key in self.missing)

    def feature_extractor(self):
        return self.load(AutoFeatureExtractor, "front end")

    def tokenizer(self):
        return self.load(AutoTokenizer, "tokeniser")

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
