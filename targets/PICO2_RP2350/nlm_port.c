/* NanoLm on the Raspberry Pi Pico 2: both slots in the flash that nanoCLR runs from, read through the same
 * cache. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x10000, MEGAHERTZ = 150 };

static const nlm_slot slots[2] = {{(const void *)0x101E0000, 0x100000}, {(const void *)0x102E0000, 0x100000}};

#include "../cortex-m/mapped_slots.h"
