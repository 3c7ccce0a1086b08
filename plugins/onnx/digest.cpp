#include "plugins/onnx/digest.hpp"

#include <openssl/evp.h>

#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "encore/error.hpp"

namespace encore::onnx {
namespace {

std::string computed(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw Error::io(path.string(), "cannot be read");
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
    throw Error::unsupported(path.string(), "SHA-256 is not available in this OpenSSL");
  std::vector<unsigned char> buffer(1 << 20);
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    EVP_DigestUpdate(context.get(), buffer.data(), n);
  if (std::ferror(file.get()) != 0) throw Error::io(path.string(), "cannot be read");
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest, &size);
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

}  // namespace

std::string sha256_of(const std::filesystem::path& file) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  std::error_code ec;
  const auto size = std::filesystem::file_size(file, ec);
  if (ec) throw Error::io(file.string(), "is missing");
  const auto time = std::filesystem::last_write_time(file, ec).time_since_epoch().count();
  const std::string key = std::to_string(size) + " " + std::to_string(time) + " " +
                          std::filesystem::absolute(file).string();
  const std::scoped_lock lock(mutex);
  auto& digest = known[key];
  if (digest.empty()) digest = computed(file);
  return digest;
}

}  // namespace encore::onnx
