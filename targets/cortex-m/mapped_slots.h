/* A whole port for a Cortex-M that reads both slots in place: included by an nlm_port.c behind its ARENA_BYTES,
 * its MEGAHERTZ and its slots. */
#ifndef NLM_MAPPED_SLOTS_H
#define NLM_MAPPED_SLOTS_H

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

#endif
