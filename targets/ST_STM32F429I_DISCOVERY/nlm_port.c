/* NanoLm on the STM32F429I Discovery: both slots in bank 2 of the internal flash, while nanoCLR runs from
 * bank 1. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x10000, MEGAHERTZ = 168 };

static const nlm_slot slots[2] = {{(const void *)0x08100000, 0x80000}, {(const void *)0x08180000, 0x80000}};

#include "../cortex-m/mapped_slots.h"
