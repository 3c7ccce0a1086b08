#include "plugins/process/scratch.hpp"

#include <cstdlib>
#include <string>

#include "encore/error.hpp"

namespace process {

Scratch::Scratch() {
  const char* place = std::getenv("TMPDIR");
  std::string name = (place != nullptr && *place != '\0' ? place : "/tmp");
  name += "/encore-process-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw encore::Error::io(name, "cannot be made");
  folder_ = name;
}

Scratch::~Scratch() {
  std::error_code ec;
  std::filesystem::remove_all(folder_, ec);
}

}  // namespace process
