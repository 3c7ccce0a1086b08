#include "tests/abi/layout.hpp"
#include "tests/abi/v1.0/abi.h"

Layout frozen_v1_0() {
  return {
#include "tests/abi/layout.inc"
  };
}
