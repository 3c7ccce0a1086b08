#include "core/base/hash.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::base {
namespace {
EVP_MD_CTX* md(void* context) { return static_cast<EVP_MD_CTX*>(context); }
}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(md(context_), EVP_sha256(), nullptr) != 1)
    throw Error("SHA-256 is not available in this OpenSSL");
}
Sha256::~Sha256() { EVP_MD_CTX_free(md(context_)); }

void Sha256::add(const void* bytes, std::size_t n) { EVP_DigestUpdate(md(context_), bytes, n); }

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(md(context_), digest, &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string sha256(std::string_view text) {
  Sha256 h;
  h.add(text.data(), text.size());
  return h.hex();
}

std::string sha256_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw Error(fmt::format("cannot read {}", path.string()));
  Sha256 h;
  std::vector<char> buffer(1 << 20);
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    check_stop();
    h.add(buffer.data(), n);
  }
  if (std::ferror(file.get()) != 0) throw Error(fmt::format("cannot read {}", path.string()));
  return h.hex();
}

}  // namespace encore::base
