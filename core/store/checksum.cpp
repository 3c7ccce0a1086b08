#include "core/store/checksum.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/stop.hpp"

namespace encore::store {

std::string checksum_of(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                              &XXH3_freeState);
  if (!file || !state) throw base::Error(fmt::format("cannot read {}", path.string()));
  XXH3_64bits_reset(state.get());
  std::vector<char> buffer(1 << 20);
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    base::check_stop();
    XXH3_64bits_update(state.get(), buffer.data(), n);
  }
  if (std::ferror(file.get()) != 0) throw base::Error(fmt::format("cannot read {}", path.string()));
  return fmt::format("{:016x}", XXH3_64bits_digest(state.get()));
}

}  // namespace encore::store
