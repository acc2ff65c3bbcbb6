/* What the ports of Cortex-M chips share: slots at fixed addresses, and a clock from the core's cycle
 * counter. */
#ifndef NLM_CORTEX_M_H
#define NLM_CORTEX_M_H

#include "nlm_port.h"

/* A model slot that the core reads in place. The numbers are those of board.json. */
typedef struct {
  const void *base;
  size_t bytes;
} nlm_slot;

/* nlm_port_slot over two such slots. */
static inline const void *nlm_slot_of(const nlm_slot slots[2], int32_t slot, size_t *bytes) {
  if (slot < 0 || slot > 1)
    return NULL;
  *bytes = slots[slot].bytes;
  return slots[slot].base;
}

/* Microseconds by the cycle counter of the data watchpoint unit (Armv7-M and Armv8-M architecture reference
 * manuals, "DWT"), which wraps after some seconds: what lies between two calls is right as long as they are
 * less than 2^32 cycles apart, and a command's are. */
static inline uint32_t nlm_cycles_to_microseconds(uint32_t cycles_per_microsecond) {
  volatile uint32_t *const demcr = (volatile uint32_t *)0xE000EDFC;    /* bit 24, TRCENA */
  volatile uint32_t *const dwt_ctrl = (volatile uint32_t *)0xE0001000; /* bit 0, CYCCNTENA */
  volatile uint32_t *const dwt_cyccnt = (volatile uint32_t *)0xE0001004;
  volatile uint32_t *const dwt_lar = (volatile uint32_t *)0xE0001FB0; /* Cortex-M7: locked after reset */
  static uint32_t last, rest, microseconds;

  if (!(*dwt_ctrl & 1u)) {
    *demcr |= 1u << 24;
    *dwt_lar = 0xC5ACCE55u;
    *dwt_ctrl |= 1u;
    last = *dwt_cyccnt;
  }
  uint32_t now = *dwt_cyccnt;
  uint64_t cycles = (uint64_t)(now - last) + rest;
  last = now;
  rest = (uint32_t)(cycles % cycles_per_microsecond);
  microseconds += (uint32_t)(cycles / cycles_per_microsecond);
  return microseconds;
}

#endif
