/* NanoLm on the Raspberry Pi Pico 2: both slots in the flash that nanoCLR runs from, read through the same
 * cache. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x10000, MEGAHERTZ = 150 };

static const nlm_slot slots[2] = {{(const void *)0x101E0000, 0x100000}, {(const void *)0x102E0000, 0x100000}};

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
