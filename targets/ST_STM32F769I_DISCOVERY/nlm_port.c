/* NanoLm on the STM32F769I Discovery: both slots in the QSPI flash, which nanoFramework leaves alone. */
#include "../cortex-m/cortex_m.h"
#include "qspi_flash.h"

enum { ARENA_BYTES = 0x10000, MEGAHERTZ = 216 };

static const nlm_slot slots[2] = {{(const void *)0x90000000, 0x400000}, {(const void *)0x90400000, 0x400000}};

/* SRAM1: nanoFramework puts zeroed data into the tightly coupled memory, which is too small. */
__attribute__((section(".ram0"))) static uint8_t arena[ARENA_BYTES] __attribute__((aligned(64)));

const void *nlm_port_slot(int32_t slot, size_t *bytes) {
  static int mapped;
  if (!mapped)
    mapped = qspi_flash_map();
  return mapped ? nlm_slot_of(slots, slot, bytes) : NULL;
}

void *nlm_port_arena(size_t *bytes) {
  *bytes = sizeof arena;
  return arena;
}

uint32_t nlm_port_microseconds(void) {
  return nlm_cycles_to_microseconds(MEGAHERTZ);
}
