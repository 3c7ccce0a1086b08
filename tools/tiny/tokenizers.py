"""Tokenisers of each kind from a few sentences, the same each time."""

import io
import json
from collections import Counter

import sentencepiece
from tokenizers import ByteLevelBPETokenizer
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from transformers import BertTokenizer, RobertaTokenizer

SENTENCES = [
    "Slow blues with electric guitar and a walking bass.",
    "A quiet piece for piano and violin; the melody is sad and the tempo slow.",
    "Heavy metal with fast drums, distorted guitars and a screaming singer!",
    "Disco of the 1970s: strings, a steady beat and handclaps (120 BPM).",
    "Reggae bass, off-beat chords, and a singer who tells of the sea.",
    "The orchestra plays louder and louder until the brass takes the theme.",
    "Une mélodie naïve, un café, l'été, la façade; Übermut und Fröhlichkeit.",
    "ピアノとバイオリンの静かな曲。日本の音楽。",
    "Piñata, smörgåsbord, jalapeño: words with accents of many kinds.",
    "It's a song that won't stop; #1 in the charts & on the radio...",
]
CONTENT = SENTENCES * 8


def wordpiece(max_tokens):
    """Letters, letters within words, some endings, and words that occur twice; written down here
    since the trainer of the library gives another vocabulary each time."""
    words = Counter()
    for sentence in SENTENCES:
        text = BertNormalizer(lowercase=True).normalize_str(sentence)
        words.update(word for word, _ in BertPreTokenizer().pre_tokenize_str(text))
    letters = sorted(set("".join(words)))
    twice = sorted(word for word, count in words.items() if count > 1 and len(word) > 1)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters,
              *(f"##{letter}" for letter in letters), "##ing", "##er", "##ed", "##es", *twice]
    return BertTokenizer(vocab={piece: i for i, piece in enumerate(pieces)}, do_lower_case=True,
                         model_max_length=max_tokens)


def byte_bpe(max_tokens):
    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(CONTENT, vocab_size=420, min_frequency=2, show_progress=False,
                                special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    merges = [tuple(pair) for pair in json.loads(trained.to_str())["model"]["merges"]]
    return RobertaTokenizer(vocab=trained.get_vocab(), merges=merges, model_max_length=max_tokens)


def unigram(folder):
    """spiece.model as T5 has it: padding 0, end 1, unknown 2, no start."""
    write_unigram(folder / "spiece.model", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)


def unigram_roberta(folder):
    """sentencepiece.bpe.model as XLM-R has it (a unigram model): unknown 0, start 1, end 2. Without
    the table of normal forms, which T5's brings and which is large."""
    write_unigram(folder / "sentencepiece.bpe.model", unk_id=0, bos_id=1, eos_id=2, pad_id=-1,
                  normalization_rule_name="identity")


def write_unigram(path, **special):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CONTENT), model_writer=model, vocab_size=150, model_type="unigram",
        character_coverage=1.0, num_threads=1, minloglevel=2, **special)
    path.write_bytes(model.getvalue())
