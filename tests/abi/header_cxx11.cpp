// abi.h in C++11 with nothing before it.
#include <encore/abi.h>

static_assert(ENCORE_ABI_MAJOR == 1, "the entry symbol names the major version");
