#include "tests/abi/v1.0/abi.h"

#include "tests/abi/layout.hpp"

Layout frozen_v1_0() {
  return {
#include "tests/abi/layout.inc"
  };
}
