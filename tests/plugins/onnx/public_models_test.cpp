// What the plugins say of public models, and the tables of docs/models.md: one list.
#include "plugins/onnx/public_models.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace encore::onnx {
namespace {

// A cell without Markdown: links by their text.
std::string plain(std::string cell) {
  cell = std::regex_replace(cell, std::regex(R"(\[([^\]]*)\]\([^)]*\))"), "$1");
  cell = std::regex_replace(cell, std::regex("[`*]"), "");
  return std::regex_replace(cell, std::regex("^ +| +$"), "");
}

std::vector<std::string> cells(const std::string& row) {
  std::vector<std::string> out;
  std::istringstream stream(row.substr(1));
  for (std::string cell; std::getline(stream, cell, '|');) out.push_back(plain(cell));
  return out;
}

// The table under the heading that ends in (`role: <role>`), as lines of a summary.
std::string listed(const std::string& role) {
  std::istringstream page(base::read_text(ENCORE_SOURCE_DIR "/docs/models.md"));
  std::string out = role + "\n", line;
  while (std::getline(page, line))
    if (line.starts_with("### ") && line.find("(`role: " + role + "`)") != std::string::npos) break;
  std::getline(page, line);
  const auto head = cells(line);
  EXPECT_EQ(head.at(1), "licence") << role;
  EXPECT_EQ(head.back(), "to get it") << role;
  std::getline(page, line);
  while (std::getline(page, line) && line.starts_with("|")) {
    const auto row = cells(line);
    EXPECT_EQ(row.size(), head.size()) << line;
    out += "  " + row.at(0) + "\n      " + row.at(1);
    out += (row.back().empty() ? "" : "; " + row.back()) + "\n";
  }
  return out;
}

// The models of a summary: what follows the sentences at its beginning.
std::string models_of(const std::string& summary) {
  const auto at = summary.find("\nmusic-text\n");
  return at == std::string::npos ? "" : summary.substr(at + 1) + "\n";
}

TEST(PublicModels, OfSoundAreThoseOfTheDocumentation) {
  EXPECT_EQ(models_of(audio_summary), listed("music-text") + listed("music") + listed("codec") +
                                          listed("speech") + listed("general-audio"));
}

TEST(PublicModels, OfTextAreThoseOfTheDocumentation) {
  EXPECT_EQ(models_of(text_summary), listed("music-text") + listed("text"));
}

}  // namespace
}  // namespace encore::onnx
