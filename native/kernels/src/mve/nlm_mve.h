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

enum {
  NLM_MVE_BLOCK_ROWS = 4,  /* rows that lie together in NLM_ORDER_MVE */
  NLM_MVE_GROUP_SUMS = 352 /* a multiple of 16 */
};

/* Bytes of a row of weights in NLM_ORDER_MVE. */
static inline uint32_t nlm_mve_row_bytes(uint32_t columns, uint32_t bits) {
  return (columns + 15u) / 16u * 16u * bits / 8u;
}

/* Fully connected over matrices in NLM_ORDER_MVE, for shifts below 0; one token or two tokens. bytes: from
 * token to token in y */
typedef void nlm_mve_run(const nlm_matrix *m, const int8_t *x, uint32_t bytes, nlm_store store, void *y);

/* Weights of 4 bits in groups; at most NLM_MVE_GROUP_SUMS results. */
nlm_mve_run nlm_mve_groups_one, nlm_mve_groups_two;

/* The sum of inputs. */
static inline int32_t nlm_mve_sum(const int8_t *x, uint32_t count) {
  int32_t sum = 0;
  __asm__ volatile("dlstp.8 lr, %[count]\n"
                   "1:\n"
                   "vldrb.8 q0, [%[x]], #16\n"
                   "vaddva.s8 %[sum], q0\n"
                   "letp lr, 1b\n"
                   : [x] "+r"(x), [sum] "+Te"(sum)
                   : [count] "r"(count)
                   : "lr", "q0", "memory");
  return sum;
}

/* Fully connected over weights row after row, and over those of other backends. */
nlm_fully_connected_kernel nlm_mve_rows;

#endif
