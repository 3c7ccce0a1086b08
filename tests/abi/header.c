/* abi.h in C11 with nothing before it. */
#include <encore/abi.h>

_Static_assert(sizeof(encore_status) == 4, "a status is 32 bits");
_Static_assert(sizeof(encore_cmatrix) == sizeof(encore_matrix), "views differ in const only");

uint32_t abi_major(void);
uint32_t abi_major(void) { return ENCORE_ABI_MAJOR; }
