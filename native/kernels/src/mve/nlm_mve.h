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
  NLM_MVE_BLOCK_ROWS = 4, /* rows that lie together in NLM_ORDER_MVE */
  NLM_MVE_TABLE = 16,     /* groups of a table */
  NLM_MVE_GROUP = 128     /* most columns of a group */
};

/* A group's line in the table of nlm_mve_groups, whose affair it is. */
typedef struct {
  int32_t init[8];  /* what the sums start at */
  uint32_t columns; /* and then an address */
  uint32_t exit;
} nlm_mve_group;

/* totals += weights * inputs of blocks block..block + blocks - 1 for matrices of groups of at most
 * NLM_MVE_GROUP columns in NLM_ORDER_MVE; one or two tokens. table:  [NLM_MVE_TABLE], working memory totals:
 * [blocks][tokens][4], and room for one more block */
void nlm_mve_groups(const nlm_matrix *m, const int8_t *x, uint32_t block, uint32_t blocks, uint32_t tokens,
                    nlm_mve_group *table, int32_t *totals);

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

/* Fully connected over weights in NLM_ORDER_MVE, for shifts below 0, as nlm_fully_connected_kernel. */
nlm_fully_connected_kernel nlm_mve_packed;

#endif
