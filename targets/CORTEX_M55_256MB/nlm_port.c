/* NanoLm on a Cortex-M55 with 256 MiB of mapped flash: a profile to plan with, and a port to start from; no
 * board. */
#include "../cortex-m/cortex_m.h"

enum { ARENA_BYTES = 0x200000, MEGAHERTZ = 400 };

static const nlm_slot slots[2] = {{(const void *)0x72000000, 0x7000000},
                                  {(const void *)0x79000000, 0x7000000}};

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
