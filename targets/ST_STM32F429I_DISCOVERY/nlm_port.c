/* NanoLm on the STM32F429I Discovery: both slots in bank 2 of the internal flash, while nanoCLR runs from
 * bank 1. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x10000, MEGAHERTZ = 168 };

static const nlm_slot slots[2] = {{(const void *)0x08100000, 0x80000}, {(const void *)0x08180000, 0x80000}};

static uint8_t arena[ARENA_BYTES] __attribute__((aligned(64)));

const void *nlm_port_slot(int32_t slot, size_t *bytes) {
  return nlm_slot_of(slots, slot, bytes);
}

void *nlm_port_arena(size_t *bytes) {
  *bytes = sizeof arena;
  return arena;
}

uint32_t nlm_port_microseconds(void) {
  return nlm_cycles_to_microseconds(MEGAHERTZ);
}
