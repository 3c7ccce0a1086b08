"""Text networks: BERT, RoBERTa, MPNet and their like, T5's encoder, and sentence-transformers."""

from transformers import AutoModel, T5EncoderModel

from .source import ExportError
from .tower import Model, Output, TextTower, layer_outputs, layers

PAPERS = {
    "bert": "Devlin et al. 2019, BERT, NAACL, arXiv:1810.04805",
    "roberta": "Liu et al. 2019, RoBERTa, arXiv:1907.11692",
    "xlm-roberta": "Conneau et al. 2020, XLM-R, ACL, arXiv:1911.02116",
    "mpnet": "Song et al. 2020, MPNet, NeurIPS, arXiv:2004.09297",
    "distilbert": "Sanh et al. 2019, DistilBERT, arXiv:1910.01108",
    "t5": "Raffel et al. 2020, T5, JMLR 21, arXiv:1910.10683",
    "sentence-bert": "Reimers & Gurevych 2019, Sentence-BERT, EMNLP, arXiv:1908.10084",
}
SHIFTED = ("roberta", "xlm-roberta", "mpnet", "camembert")  # positions start after the padding id


def transformer(source):
    """All hidden states; `pooled` where the checkpoint has a trained pooler."""
    config = source.config()
    is_t5 = config.model_type == "t5"
    model = source.model(T5EncoderModel if is_t5 else AutoModel)
    tokenizer = source.tokenizer()
    has_pooler = getattr(model, "pooler", None) is not None and not source.lacks("pooler")

    def run(ids, mask):
        out = model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        pooled = {"pooled": out.pooler_output} if has_pooler else {}
        return layers(out.hidden_states) | pooled

    count = config.num_layers if is_t5 else config.num_hidden_layers
    outputs = layer_outputs(count + 1, "tokens")
    outputs += [Output("pooled", "pooled", "vector")] if has_pooler else []
    tower = TextTower(model, run, tokenizer, outputs, count, longest(tokenizer, config))
    family = sentence_transformer(source, tower) or config.model_type
    return Model(family, "text", text=tower, citation=PAPERS.get(family, ""))


def longest(tokenizer, config):
    """Tokens that the library takes, special ones included."""
    positions = getattr(config, "max_position_embeddings", None) or 512
    if config.model_type in SHIFTED:
        positions -= config.pad_token_id + 1
    return min(tokenizer.model_max_length, positions)


def sentence_transformer(source, tower):
    """Sets pooling, norm and length as the sentence-transformers does; its family, or None."""
    modules = source.json_of("modules.json")
    if modules is None:
        return None
    kinds = [module["type"].rsplit(".", 1)[-1] for module in modules]
    if unknown := set(kinds) - {"Transformer", "Pooling", "Normalize"}:
        raise ExportError(f"'{source.name}' has modules that are not exported: "
                          f"{', '.join(unknown)}.\nUse encore.process (docs/process.md).")
    pooling = source.json_of("1_Pooling/config.json") or {}
    tower.pooling = pooling_of(source, pooling)
    tower.normalize = "l2" if "Normalize" in kinds else "none"
    limit = (source.json_of("sentence_bert_config.json") or {}).get("max_seq_length")
    tower.max_tokens = min(tower.max_tokens, limit or tower.max_tokens)
    return "sentence-bert"


def pooling_of(source, config):
    known = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls",
             "pooling_mode_lasttoken": "last"}
    modes = (key for key in config if key.startswith("pooling_mode"))
    chosen = [key for key in modes if config[key] is True]
    if len(chosen) != 1 or chosen[0] not in known:
        raise ExportError(f"'{source.name}' pools by {', '.join(chosen) or 'nothing known'}; mean, "
                          "cls and last are exported. Use encore.process (docs/process.md).")
    return known[chosen[0]]
