/* NanoLm on a Cortex-M55 with 256 MiB of mapped flash: a profile to plan with, and a port to start from; no
 * board. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x200000, MEGAHERTZ = 400 };

static const nlm_slot slots[2] = {{(const void *)0x72000000, 0x7000000},
                                  {(const void *)0x79000000, 0x7000000}};

#include "../cortex-m/mapped_slots.h"
