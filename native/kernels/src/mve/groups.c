/* Weights of 4 bits in groups of columns that share a scale, for fully connected with Helium: as packed.c,
 * but at a group's end the sums go through the stack into vectors, are scaled and added to totals that stay
 * in registers. What changes from group to group lies in a table that is read as the groups pass. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <stddef.h>

#include "nlm_mve.h"
#include "nlm_mve_int4.h"

/* Some groups of some blocks, for one of the kernels below, which read it in assembly. */
typedef struct {
  uint32_t stride; /* bytes of weights from block to block */
  uint32_t gap;    /* bytes of weights from the end of the groups to the next block's */
  const int8_t *x, *x2;
  nlm_mve_group *table, *table_end;
  int32_t *sums, *sums_end; /* [blocks][tokens][4] */
  const int8_t *w;
  const uint8_t *scales;
  uint32_t scale_stride; /* bytes of scales from block to block */
  uint32_t scale_skip;   /* bytes of scales from the end of the groups to the next block's */
} pass;

_Static_assert(offsetof(pass, x) == 8 && offsetof(pass, table) == 16 && offsetof(pass, sums) == 24 &&
                   offsetof(pass, w) == 32 && offsetof(pass, scale_stride) == 40 &&
                   sizeof(nlm_mve_group) == 40,
               "the kernels know the layout");

/* r1, r3, r5: pointers as LOAD_X, LOAD_TAIL and STEP_OF use them; r7: scales; r11: table. q4, q5: totals; q6:
 * shifts that bring sums to the rows'; [sp]: room for the sums, [sp, 32]: pass. START sets the pointers of
 * the first block, but for W, the end of the weights before; POINTERS moves them on to a block, with the gap
 * in r2 and the stride in r0. SCALE leaves the scales of q1 and q2 in q0 and q7. */
#define KERNEL(W, POINTERS, LOAD_X, LOAD_TAIL, STEP_OF, SCALE, LAST)                                         \
  __asm__("push {r4-r11, lr}\n"                                                                              \
          "vpush {d8-d15}\n"                                                                                 \
          "sub sp, #36\n"                                                                                    \
          "str r0, [sp, #32]\n"                                                                              \
          "ldrd r11, r7, [r0, #16]\n"                                                                        \
          "1:\n" /* where a group starts in the unrolled steps, and what follows them */                     \
          "ldr r2, [r11, #32]\n"                                                                             \
          "ands r3, r2, #15\n"                                                                               \
          "ite eq\n"                                                                                         \
          "adreq r4, 6f\n"                                                                                   \
          "adrne r4, 5f\n"                                                                                   \
          "add r4, #1\n" /* Thumb */                                                                         \
          "mov r6, r4\n"                                                                                     \
          "mov r5, #(4f - 3f) / 8\n"                                                                         \
          "adr r8, 4f\n"                                                                                     \
          "add r8, #1\n"                                                                                     \
          "lsrs r2, r2, #4\n"                                                                                \
          "it ne\n"                                                                                          \
          "mlsne r6, r2, r5, r8\n"                                                                           \
          "strd r6, r4, [r11, #32]\n"                                                                        \
          "add r11, #40\n"                                                                                   \
          "cmp r11, r7\n"                                                                                    \
          "bne 1b\n"                                                                                         \
          "vctp.8 r3\n"                                                                                      \
          "vmov.i8 q3, #15\n"                                                                                \
          "vmov.i32 q6, #0\n"                                                                                \
          "mvn r3, #3\n" /* -4 */                                                                            \
          "vmov.32 q6[1], r3\n"                                                                              \
          "vmov.32 q6[3], r3\n"                                                                              \
          "ldrd " W ", r7, [r0, #32]\n"                                                                      \
          "ldr r2, [r0, #4]\n"                                                                               \
          "sub " W ", r2\n"                                                                                  \
          "2:\n" /* a block, or two */                                                                       \
          "ldr r6, [sp, #32]\n"                                                                              \
          "ldrd r0, r2, [r6]\n"                                                                              \
          "ldrd r11, r8, [r6, #16]\n"                                                                        \
          "ldr r4, [r6, #24]\n"                                                                              \
          "ldr r9, [r6, #40]\n" POINTERS "vldrw.32 q4, [r4]\n"                                               \
          "vldrw.32 q5, [r4, #16]\n"                                                                         \
          "7:\n" /* a group */                                                                               \
          "ldm r11!, {r0, r2, r4, r6, r8, r10, r12, lr}\n"                                                   \
          "ldr pc, [r11], #4\n"                                                                              \
          ".balign 4\n"                                                                                      \
          "3:\n"                                                                                             \
          ".rept 8\n" LOAD_X STEP_OF ".endr\n"                                                               \
          "4:\n"                                                                                             \
          "ldr pc, [r11]\n"                                                                                  \
          ".balign 4\n"                                                                                      \
          "5:\n" LOAD_TAIL STEP_OF ".balign 4\n"                                                             \
          "6:\n" NLM_MVE_DIFFERENCES "stm sp, {r0, r2, r4, r6, r8, r10, r12, lr}\n" SCALE                    \
          "vldrw.32 q1, [sp]\n"                                                                              \
          "vldrw.32 q2, [sp, #16]\n"                                                                         \
          "vshl.s32 q1, q1, q6\n"                                                                            \
          "vshl.s32 q2, q2, q6\n"                                                                            \
          "vmul.i32 q1, q1, q0\n"                                                                            \
          "vmul.i32 q2, q2, " LAST "\n"                                                                      \
          "vadd.i32 q4, q4, q1\n"                                                                            \
          "vadd.i32 q5, q5, q2\n"                                                                            \
          "ldr r6, [sp, #32]\n"                                                                              \
          "ldr r0, [r6, #20]\n"                                                                              \
          "add r11, #4\n"                                                                                    \
          "cmp r11, r0\n"                                                                                    \
          "bne.w 7b\n"                                                                                       \
          "ldrd r4, r8, [r6, #24]\n"                                                                         \
          "vstrw.32 q4, [r4], #16\n"                                                                         \
          "vstrw.32 q5, [r4], #16\n"                                                                         \
          "str r4, [r6, #24]\n"                                                                              \
          "ldr r0, [r6, #44]\n"                                                                              \
          "add r7, r0\n"                                                                                     \
          "cmp r4, r8\n"                                                                                     \
          "bne.w 2b\n"                                                                                       \
          "add sp, #36\n"                                                                                    \
          "vpop {d8-d15}\n"                                                                                  \
          "pop {r4-r11, pc}\n")

/* 8 rows of one token, blocks at r1 and r3. */
__attribute__((naked, noinline)) static void groups_one(pass *p) {
  (void)p;
  KERNEL("r3", "add r1, r3, r2\nadd r3, r1, r0\nldr r5, [r6, #8]\n", "vldrb.8 q0, [r5], #16\n",
         "vpst\nvldrbt.8 q0, [r5]\n", NLM_MVE_STEP_ONE,
         "add r0, r7, r9\nvldrb.u32 q7, [r0]\nvldrb.u32 q0, [r7], #4\n", "q7");
}

/* 4 rows of two tokens, a block at r1. */
__attribute__((naked, noinline)) static void groups_two(pass *p) {
  (void)p;
  KERNEL("r1", "add r1, r2\nldrd r3, r5, [r6, #8]\n", "vldrb.8 q0, [r3], #16\nvldrb.8 q1, [r5], #16\n",
         "vpstt\nvldrbt.8 q0, [r3]\nvldrbt.8 q1, [r5]\n", NLM_MVE_STEP_TWO, "vldrb.u32 q0, [r7], #4\n", "q0");
}

void nlm_mve_groups(const nlm_matrix *m, const int8_t *x, uint32_t block, uint32_t blocks, uint32_t tokens,
                    nlm_mve_group *table, int32_t *totals) {
  const uint32_t groups = nlm_groups(m->columns, m->group);
  const uint32_t block_bytes = nlm_weight_bytes(NLM_MVE_BLOCK_ROWS, m->columns, m->bits, m->order);
  for (uint32_t first = 0; first < groups; first += NLM_MVE_TABLE) {
    const uint32_t now = groups - first < NLM_MVE_TABLE ? groups - first : NLM_MVE_TABLE;
    const uint32_t at = first * m->group, end = (first + now) * m->group;
    const uint32_t columns = ((end < m->columns ? end : m->columns) - at + 15u) / 16u * 16u;
    for (uint32_t g = 0; g < now; g++) {
      const uint32_t start = at + g * m->group, left = m->columns - start;
      table[g].columns = left < m->group ? left : m->group;
      const int32_t sum = -8 * nlm_mve_sum(x + start, table[g].columns);
      vstrwq_s32(table[g].init, vdupq_n_s32(sum));
      vstrwq_s32(
          table[g].init + 4,
          vdupq_n_s32(tokens == 1u ? sum : -8 * nlm_mve_sum(x + m->columns + start, table[g].columns)));
    }
    pass p;
    p.stride = block_bytes;
    p.gap = block_bytes - columns * NLM_MVE_BLOCK_ROWS / 2u;
    p.x = x + at;
    p.x2 = p.x + m->columns;
    p.table = table;
    p.table_end = table + now;
    p.sums = totals;
    p.w = m->weights + block * block_bytes + at * NLM_MVE_BLOCK_ROWS / 2u;
    p.scales = m->scales + (block * groups + first) * NLM_MVE_BLOCK_ROWS;
    p.scale_stride = groups * NLM_MVE_BLOCK_ROWS;
    p.scale_skip = (tokens == 1u ? 2u : 1u) * p.scale_stride - now * NLM_MVE_BLOCK_ROWS;
    if (tokens == 2u) {
      p.sums_end = totals + 8u * blocks;
      groups_two(&p);
    } else {
      const uint32_t even = blocks - blocks % 2u;
      if (even > 0u) {
        p.sums_end = totals + NLM_MVE_BLOCK_ROWS * even;
        groups_one(&p);
      }
      if (even < blocks) { /* the last one with itself */
        for (uint32_t g = 0; g < now; g++) {
          table[g].columns =
              m->columns - (at + g * m->group) < m->group ? m->columns - (at + g * m->group) : m->group;
        }
        p.w += even * block_bytes;
        p.scales += even * p.scale_stride;
        p.stride = p.scale_stride = 0;
        p.sums = totals + NLM_MVE_BLOCK_ROWS * even;
        p.sums_end = p.sums + 8;
        groups_one(&p);
      }
    }
  }
}

#endif
