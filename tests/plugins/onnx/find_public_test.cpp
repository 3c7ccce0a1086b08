// The public models that the name of a folder means.
#include "plugins/onnx/find_public.hpp"

#include <gtest/gtest.h>

namespace encore::onnx {
namespace {

TEST(FindPublic, ByTheWordsOfTheFolder) {
  EXPECT_EQ(public_models_called("hubert"),
            "\n  HuBERT, facebook/hubert-base-ls960: Apache-2.0 (m); export_onnx.py "
            "facebook/hubert-base-ls960 DIR");
  EXPECT_EQ(public_models_called("Encodec_32kHz"),
            "\n  EnCodec of MusicGen, facebook/encodec_32khz: the card names none (c); "
            "export_onnx.py facebook/encodec_32khz DIR");
}

// Every folder that the shipped recipes name finds a model.
TEST(FindPublic, FoldersOfTheRecipes) {
  for (const char* name : {"ast", "clap-music", "encodec-24khz", "encodec-32khz", "hubert", "mert",
                           "minilm", "mms", "w2v-bert", "whisper", "muq-mulan"})
    EXPECT_NE(public_models_called(name), "") << name;
  const auto both = public_models_called("clap-music");
  EXPECT_NE(both.find("larger_clap_music DIR"), std::string::npos);
  EXPECT_EQ(both.find("htsat"), std::string::npos) << both;
}

TEST(FindPublic, ByRoleAndNotAtAll) {
  const auto speech = public_models_called("speech");
  for (const char* name : {"w2v-BERT", "wav2vec 2.0", "HuBERT", "MMS", "Whisper"})
    EXPECT_NE(speech.find(name), std::string::npos) << name;
  EXPECT_EQ(public_models_called("my-own-network"), "");
  EXPECT_EQ(public_models_called("soundstream"), "") << "there are no public weights";
  EXPECT_EQ(public_models_called("---"), "");
}

}  // namespace
}  // namespace encore::onnx
