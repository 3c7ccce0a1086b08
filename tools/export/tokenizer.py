"""Tokenisers: to OpenVINO's form, and captions to ids as the library does it."""

import numpy as np
import openvino
import torch
from openvino_tokenizers import convert_tokenizer

from .source import ExportError


def library_ids(tower, captions):
    """The library's ids and mask, padded at the end to the longest; int64, [captions, tokens]."""
    tower.tokenizer.padding_side = "right"
    batch = tower.tokenizer([text for _, text in captions], padding=True, truncation=True,
                            max_length=tower.max_tokens, return_tensors="pt")
    return batch["input_ids"], batch["attention_mask"]


def write(tower, path):
    """tokenizer.xml and .bin, cutting long captions where the library cuts them."""
    converted = convert_tokenizer(tower.tokenizer, truncation=True, max_length=tower.max_tokens)
    openvino.save_model(converted, path, compress_to_fp16=False)


def check(path, captions, ids, mask):
    """Every caption's ids in OpenVINO are the library's."""
    ours = openvino.compile_model(openvino.Core().read_model(path), "CPU")
    for (name, text), row, real in zip(captions, ids.numpy(), mask.numpy().astype(bool)):
        result = ours([text])
        found = result["input_ids"][0][result["attention_mask"][0].astype(bool)]
        if not np.array_equal(found, row[real]):
            raise ExportError(
                f"the converted tokeniser differs from the library's on the caption '{name}':\n"
                f"  library  {row[real][:40]}\n  OpenVINO {found[:40]}\n"
                "Use the model through encore.process (docs/process.md).")


def pooled(tower, values, mask):
    """One row a caption from tokens [captions, tokens, dims], as `pooling` and `normalize` say;
    vectors [captions, dims] are only normalised."""
    if values.ndim == 3:
        values = pool(tower.pooling, values, mask)
    return torch.nn.functional.normalize(values, dim=-1) if tower.normalize == "l2" else values


def pool(pooling, tokens, mask):
    if pooling == "mean":
        weights = mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * weights).sum(1) / weights.sum(1)
    if pooling == "cls":
        return tokens[:, 0]
    return tokens[torch.arange(len(tokens)), mask.sum(1) - 1]
