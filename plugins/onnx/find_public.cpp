#include "plugins/onnx/find_public.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <vector>

#include "plugins/onnx/public_models.hpp"

namespace encore::onnx {
namespace {

struct PublicModel {
  std::string role, name, how;  // how: licence; command
};

void read(const char* summary, std::vector<PublicModel>& out) {
  std::istringstream lines(summary);
  std::string role, name;
  for (std::string line; std::getline(lines, line);) {
    const auto indent = line.find_first_not_of(' ');
    if (indent == 0) role = line;
    if (indent == 2) name = line.substr(2);
    if (indent != 6 || line.ends_with("no public weights")) continue;
    const PublicModel model{role, name, line.substr(6)};
    const bool known = std::any_of(out.begin(), out.end(), [&](const PublicModel& other) {
      return other.name == model.name && other.role == model.role;
    });
    if (!known) out.push_back(model);
  }
}

// Small letters and digits; every other run of signs is one '-'.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) out += static_cast<char>(std::tolower(byte));
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  return out;
}

bool holds_all_words(const std::string& name, const std::string& words) {
  std::istringstream list(words);
  bool any = false;
  for (std::string word; std::getline(list, word, '-'); any = true)
    if (name.find(word) == std::string::npos) return false;
  return any;
}

}  // namespace

std::string public_models_called(const std::string& folder_name) {
  std::vector<PublicModel> models;
  read(audio_summary, models);
  read(text_summary, models);
  const std::string wanted = plain(folder_name);
  std::string out;
  for (const auto& model : models)
    if (model.role == wanted || holds_all_words(plain(model.name), wanted))
      out += "\n  " + model.name + ": " + model.how;
  return out;
}

}  // namespace encore::onnx
