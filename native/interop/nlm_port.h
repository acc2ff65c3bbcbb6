/* NanoLm: what a board gives to nanoCLR's glue. MIT licence.
 *
 * Each board implements these three functions in targets/<board>/nlm_port.c. They are called on the CLR's
 * thread, must not block, and may not call back into the CLR. */
#ifndef NLM_PORT_H
#define NLM_PORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Maps model slot 0 or 1 for reading and says how many bytes it has: all of the slot, whatever is in it.
 * Called each time a model is opened; the same slot is the same address every time, 16-byte aligned, and
 * stays readable until the board is reset. Null: the board has no such slot, or it cannot be mapped. */
const void *nlm_port_slot(int32_t slot, size_t *bytes);

/* Working memory for sessions, 16-byte aligned, the engine's own until the board is reset. The image's plan
 * says how much a model needs (modelpacker pack); at least NLM_SELF_CHECK_BYTES. */
void *nlm_port_arena(size_t *bytes);

/* A wrapping counter of microseconds. */
uint32_t nlm_port_microseconds(void);

#ifdef __cplusplus
}
#endif
#endif
