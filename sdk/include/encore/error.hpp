// encore/error.hpp: how a plugin says that something is wrong: throw encore::Error.
//
//   throw encore::Error::param("alpha", "must be finite");
//
// The SDK turns exceptions into status codes before they reach the boundary.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "encore/abi.h"

namespace encore {
inline namespace abi1 {

// Carries the status, the place (a parameter's key, a matrix, a path) and a sentence for people.
class Error : public std::runtime_error {
 public:
  Error(encore_status code, std::string where, const std::string& message)
      : std::runtime_error(message), code_(code), where_(std::move(where)) {}

  static Error param(std::string key, const std::string& message) {
    return {ENCORE_E_PARAM, std::move(key), message};
  }
  static Error shape(std::string matrix, const std::string& message) {
    return {ENCORE_E_SHAPE, std::move(matrix), message};
  }
  static Error io(std::string path, const std::string& message) {
    return {ENCORE_E_IO, std::move(path), message};
  }
  static Error numeric(std::string where, const std::string& message) {
    return {ENCORE_E_NUMERIC, std::move(where), message};
  }
  static Error state(std::string where, const std::string& message) {
    return {ENCORE_E_STATE, std::move(where), message};
  }
  static Error unsupported(std::string where, const std::string& message) {
    return {ENCORE_E_UNSUPPORTED, std::move(where), message};
  }

  encore_status code() const noexcept { return code_; }
  const std::string& where() const noexcept { return where_; }

 private:
  encore_status code_;
  std::string where_;
};

// Thrown by Call::progress when the host asks to stop. Let it pass.
struct Cancelled {};

}  // namespace abi1
}  // namespace encore
