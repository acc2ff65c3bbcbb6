/* Weights of 4 bits in groups of columns that share a scale, for fully connected with Helium: as packed.c,
 * but at a group's end the sums go through the stack into vectors, are scaled and added to totals that stay
 * in registers. What changes from group to group lies in a table that is read as the groups pass. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <stddef.h>

#include "nlm_mve.h"
#include "nlm_mve_int4.h"
#include "nlm_mve_requantise.h"

enum {
  BLOCK = NLM_MVE_BLOCK_ROWS,
  TABLE = 11, /* lines of the table */
  LINE = 128  /* most columns of a line */
};

/* A line of the table: a group, or a part of a long one. */
typedef struct {
  int32_t init[8];  /* what the sums start at */
  uint32_t columns; /* and then an address, */
  uint32_t more;    /* like whether the group goes on in the next line */
} line;

/* Some groups of some blocks, for one of the kernels below, which read it in assembly. */
typedef struct {
  uint32_t stride; /* bytes of weights from block to block */
  uint32_t gap;    /* bytes of weights from the end of the groups to the next block's */
  const int8_t *x, *x2;
  line *table, *table_end;
  int32_t *sums, *sums_end; /* [blocks][4], two tokens by twos of rows */
  const int8_t *w;
  const uint8_t *scales;
  uint32_t scale_stride; /* bytes of scales from block to block */
  uint32_t scale_skip;   /* bytes of scales from the end of the groups to the next block's */
} pass;

_Static_assert(offsetof(pass, x) == 8 && offsetof(pass, table) == 16 && offsetof(pass, sums) == 24 &&
                   offsetof(pass, w) == 32 && offsetof(pass, scale_stride) == 40 && sizeof(line) == 40,
               "the kernels know the layout");

/* T - U, 16 times the second row of each two. */
#define DIFFERENCES                                                                                          \
  "sub r2, r2, r0\n"                                                                                         \
  "sub r6, r6, r4\n"                                                                                         \
  "sub r10, r10, r8\n"                                                                                       \
  "sub lr, lr, r12\n"

/* r1, r3, r5: pointers as LOAD_X, LOAD_TAIL and STEP_OF use them; r7: scales; r11: table. q4, q5: totals; q6:
 * shifts that bring sums to the rows'; [sp]: room for the sums, [sp, 32]: pass. START sets the pointers of
 * the first block, but for W, the end of the weights before; POINTERS moves them on to a block, with the gap
 * in r2 and the stride in r0. SCALE leaves the scales of q1 and q2 in q0 and q7. */
#define KERNEL(W, POINTERS, LOAD_X, LOAD_TAIL, STEP_OF, SCALE, LAST, LOAD_TOTALS, STORE_TOTALS)              \
  __asm__("push {r4-r11, lr}\n"                                                                              \
          "vpush {d8-d15}\n"                                                                                 \
          "sub sp, #36\n"                                                                                    \
          "str r0, [sp, #32]\n"                                                                              \
          "ldrd r11, r7, [r0, #16]\n"                                                                        \
          "1:\n" /* where a group starts in the unrolled steps, and what follows them */                     \
          "ldrd r2, r10, [r11, #32]\n"                                                                       \
          "ands r3, r2, #15\n"                                                                               \
          "ite eq\n"                                                                                         \
          "adreq r4, 6f\n"                                                                                   \
          "adrne r4, 5f\n"                                                                                   \
          "cmp r10, #0\n"                                                                                    \
          "it ne\n"                                                                                          \
          "adrne r4, 8f\n"                                                                                   \
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
          "ldr r9, [r6, #40]\n" POINTERS LOAD_TOTALS "7:\n" /* a group */                                    \
          "ldm r11!, {r0, r2, r4, r6, r8, r10, r12, lr}\n"                                                   \
          "ldr pc, [r11], #4\n"                                                                              \
          ".balign 4\n"                                                                                      \
          "3:\n"                                                                                             \
          ".rept 8\n" LOAD_X STEP_OF ".endr\n"                                                               \
          "4:\n"                                                                                             \
          "ldr pc, [r11]\n"                                                                                  \
          ".balign 4\n"                                                                                      \
          "8:\n" /* the group goes on in the next line */                                                    \
          "add r11, #36\n"                                                                                   \
          "ldr pc, [r11], #4\n"                                                                              \
          ".balign 4\n"                                                                                      \
          "5:\n" LOAD_TAIL STEP_OF ".balign 4\n"                                                             \
          "6:\n" DIFFERENCES "stm sp, {r0, r2, r4, r6, r8, r10, r12, lr}\n" SCALE "vldrw.32 q1, [sp]\n"      \
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
          "ldrd r4, r8, [r6, #24]\n" STORE_TOTALS "add r4, #32\n"                                            \
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
         "add r0, r7, r9\nvldrb.u32 q7, [r0]\nvldrb.u32 q0, [r7], #4\n", "q7",
         "vldrw.32 q4, [r4]\nvldrw.32 q5, [r4, #16]\n", "vstrw.32 q4, [r4]\nvstrw.32 q5, [r4, #16]\n");
}

/* 4 rows of two tokens, a block at r1. The totals lie by twos of rows: q7 has where those of the first token
 * are. */
__attribute__((naked, noinline)) static void groups_two(pass *p) {
  (void)p;
  KERNEL("r1", "add r1, r2\nldrd r3, r5, [r6, #8]\n", "vldrb.8 q0, [r3], #16\nvldrb.8 q1, [r5], #16\n",
         "vpstt\nvldrbt.8 q0, [r3]\nvldrbt.8 q1, [r5]\n",
         NLM_MVE_STEP_TWO("r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr"), "vldrb.u32 q0, [r7], #4\n", "q0",
         "vmov.i32 q7, #0\nmovs r0, #16\nvmov.32 q7[2], r0\n"
         "vldrd.u64 q4, [r4, q7]\nadd r4, #8\nvldrd.u64 q5, [r4, q7]\n",
         "vstrd.64 q4, [r4, q7]\nadd r0, r4, #8\nvstrd.64 q5, [r0, q7]\n");
}

/* What a table has. */
typedef struct {
  uint32_t lines;
  uint32_t groups; /* one that goes on in the next table counts, too */
  uint32_t end;    /* column after the last */
} filled;

/* Fills the table with the groups from a column on that fit: a line for each LINE columns, of which the first
 * has what all of a group start at. */
static filled fill(const nlm_matrix *m, const int8_t *x, uint32_t tokens, uint32_t from, line *table) {
  const uint32_t columns = m->columns;
  uint32_t group_end = (from / m->group + 1u) * m->group, groups = 0;
  int32_t first = 0, second = 0;
  line *l = table, *start = table;
  while (l < table + TABLE && from < columns) {
    const uint32_t left = (group_end < columns ? group_end : columns) - from, now = left < LINE ? left : LINE;
    first -= 8 * nlm_mve_sum(x + from, now);
    second = tokens == 1u ? first : second - 8 * nlm_mve_sum(x + columns + from, now);
    from += now;
    l->columns = now;
    l->more = now < left && l + 1 < table + TABLE;
    if (!l++->more) {
      vstrwq_s32(start->init, vdupq_n_s32(first));
      vstrwq_s32(start->init + BLOCK, vdupq_n_s32(second));
      first = second = 0;
      start = l;
      group_end += m->group;
      groups++;
    }
  }
  return (filled){(uint32_t)(l - table), groups, from};
}

/* totals = weights * inputs, and room for one more block. */
static void sum_groups(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int32_t *totals) {
  const uint32_t groups = nlm_groups(m->columns, m->group), blocks = (m->rows + BLOCK - 1u) / BLOCK;
  const uint32_t block_bytes = nlm_mve_row_bytes(m->columns, 4) * BLOCK;
  const uint32_t pairs = tokens == 2u ? blocks : blocks / 2u; /* of four totals */
  line table[TABLE];
  for (uint32_t i = 0; i < blocks * tokens; i++) {
    vstrwq_s32(totals + i * BLOCK, vdupq_n_s32(0));
  }
  for (uint32_t first = 0; first < m->columns;) {
    const filled f = fill(m, x, tokens, first, table);
    pass p;
    p.stride = block_bytes;
    p.gap = block_bytes - nlm_mve_row_bytes(f.end - first, 4) * BLOCK;
    p.x = x + first;
    p.x2 = p.x + m->columns;
    p.table = table;
    p.table_end = table + f.lines;
    p.sums = totals;
    p.sums_end = totals + 8u * pairs;
    p.w = m->weights + first * BLOCK / 2u;
    p.scales = m->scales + first / m->group * BLOCK;
    p.scale_stride = groups * BLOCK;
    p.scale_skip = (tokens == 1u ? 2u : 1u) * p.scale_stride - f.groups * BLOCK;
    if (pairs > 0u) {
      (tokens == 2u ? groups_two : groups_one)(&p);
    }
    if (tokens == 1u && blocks % 2u != 0u) { /* the last one with itself */
      fill(m, x, tokens, first, table);
      p.w = m->weights + (blocks - 1u) * block_bytes + first * BLOCK / 2u;
      p.scales = m->scales + ((blocks - 1u) * groups + first / m->group) * BLOCK;
      p.stride = p.scale_stride = 0;
      p.sums = totals + BLOCK * (blocks - 1u);
      p.sums_end = p.sums + 8;
      groups_one(&p);
    }
    first = f.end;
  }
}

void nlm_mve_groups_one(const nlm_matrix *m, const int8_t *x, uint32_t bytes, nlm_store store, void *y) {
  int32_t totals[NLM_MVE_GROUP_SUMS];
  sum_groups(m, x, 1, totals);
  nlm_mve_requantise(m, totals, 1, 0, store, (char *)y, bytes);
}

void nlm_mve_groups_two(const nlm_matrix *m, const int8_t *x, uint32_t bytes, nlm_store store, void *y) {
  int32_t totals[NLM_MVE_GROUP_SUMS];
  sum_groups(m, x, 2, totals);
  nlm_mve_requantise(m, totals, 2, 0, store, (char *)y, bytes);
}

#endif
