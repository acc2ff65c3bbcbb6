/* What the kernels for Helium share. */
#ifndef NLM_MVE_H
#define NLM_MVE_H

#include <arm_mve.h>

#include "../nlm_backend.h"

/* nlm_requantise for negative shifts and sat16: the sums in q0 with multipliers in q2 and shifts in q3. VRSHL
 * rounds halves upward, so that negative values first go down by one. */
#define NLM_MVE_REQUANTISE                                                                                   \
  "vqrdmulh.s32 q0, q0, q2\n"                                                                                \
  "vshr.s32 q1, q0, #31\n"                                                                                   \
  "vadd.i32 q0, q0, q1\n"                                                                                    \
  "vrshl.s32 q0, q0, q3\n"                                                                                   \
  "vqmovnb.s32 q0, q0\n"

/* Fully connected over weights in NLM_ORDER_MVE, for shifts below 0, as nlm_fully_connected_kernel. */
nlm_fully_connected_kernel nlm_mve_packed;

#endif
