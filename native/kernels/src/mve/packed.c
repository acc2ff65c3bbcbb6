/* Fully connected with Helium over weights in NLM_ORDER_MVE: runs of 16 columns, those of a block of four
 * rows one after the other, so that one pointer serves a block. VMLADAVA multiplies 16 pairs of s8 and adds
 * all products to one even register; 8 of them hold 8 rows of one token or 4 rows of two. 8 bits: a vector is
 * a row's. 4 bits: a vector is two rows', byte = 16 q1 + u0 with u0 = q0 + 8. T = sum byte * x and U = sum u0
 * * x give 16 times row 1 as T - U and row 0 as U, which starts at -8 sum x. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <stddef.h>

#include "nlm_mve.h"
#include "nlm_mve_int4.h"
#include "nlm_mve_requantise.h"

enum {
  BLOCK = NLM_MVE_BLOCK_ROWS,
  MOST_SUMS = 416 /* at a time: whole eights of rows of two tokens */
};

/* Some blocks, for one of the kernels below, which read it in assembly. */
typedef struct {
  int32_t init[8]; /* what the sums start at */
  union {
    uint32_t stride;  /* one token: bytes from block to block */
    const int8_t *x2; /* two: inputs of the second */
  };
  const int32_t *sums_end;
  const int8_t *x; /* the inputs */
  const int8_t *w; /* of the first block */
  uint32_t columns;
  int32_t *sums; /* as nlm_mve_groups has them */
} pass;

_Static_assert(offsetof(pass, stride) == 32 && offsetof(pass, sums_end) == 36 && offsetof(pass, x) == 40 &&
                   offsetof(pass, w) == 44 && offsetof(pass, columns) == 48 && offsetof(pass, sums) == 52,
               "the kernels know the layout");

/* A kernel. r9: the middle of pass; r11: sums; r1, r3, r5: pointers that LOAD_X, LOAD_TAIL (for what is left
 * of a row) and STEP_OF use, r5 the inputs, which r7 ends; W: the end of the weights before. Before each
 * block LOAD leaves r5, the stride or r3, and the sums' end in r4; POINTERS turns stride and W into pointers.
 * A row starts in the middle of the unrolled steps, so that it ends at their end. */
#define KERNEL(W, LOAD, POINTERS, LOAD_X, LOAD_TAIL, STEP_OF)                                                \
  __asm__("push {r4-r11, lr}\n"                                                                              \
          "sub sp, #12\n" /* entry, what follows the steps, what follows the last steps */                   \
          "add r9, r0, #32\n"                                                                                \
          "ldrd r7, " W ", [r9, #8]\n"                                                                       \
          "ldrd r2, r11, [r9, #16]\n"                                                                        \
          "adr r4, 4f\n"                                                                                     \
          "ands r0, r2, #15\n"                                                                               \
          "vctp.8 r0\n"                                                                                      \
          "it eq\n"                                                                                          \
          "adreq r4, 5f\n"                                                                                   \
          "add r4, #1\n" /* Thumb */                                                                         \
          "bic r2, r2, #15\n"                                                                                \
          "add r7, r2\n"                                                                                     \
          "mov r6, r4\n"                                                                                     \
          "cmp r2, #128\n" /* more than eight steps? */                                                      \
          "itt hi\n"                                                                                         \
          "adrhi r6, 3f\n"                                                                                   \
          "addhi r6, #1\n"                                                                                   \
          "lsrs r2, r2, #4\n"                                                                                \
          "rsb r0, r2, #0\n"                                                                                 \
          "and r0, r0, #7\n"                                                                                 \
          "mov r8, #(6f - 2f) / 8\n"                                                                         \
          "adr r5, 2f + 1\n"                                                                                 \
          "mla r0, r0, r8, r5\n"                                                                             \
          "it eq\n"                                                                                          \
          "moveq r0, r4\n"                                                                                   \
          "strd r0, r6, [sp]\n"                                                                              \
          "str r4, [sp, #8]\n" LOAD "1:\n" POINTERS "ldmdb r9, {r0, r2, r4, r6, r8, r10, r12, lr}\n"         \
          "ldr pc, [sp]\n"                                                                                   \
          ".balign 4\n"                                                                                      \
          "2:\n"                                                                                             \
          ".rept 8\n" LOAD_X STEP_OF ".endr\n"                                                               \
          "6:\n"                                                                                             \
          "ldr pc, [sp, #4]\n"                                                                               \
          ".balign 4\n"                                                                                      \
          "3:\n"                                                                                             \
          "cmp r5, r7\n"                                                                                     \
          "bne.w 2b\n"                                                                                       \
          "ldr pc, [sp, #8]\n"                                                                               \
          ".balign 4\n"                                                                                      \
          "4:\n" LOAD_TAIL STEP_OF ".balign 4\n"                                                             \
          "5:\n"                                                                                             \
          "stm r11!, {r0, r2, r4, r6, r8, r10, r12, lr}\n" LOAD "cmp r11, r4\n"                              \
          "bne.w 1b\n"                                                                                       \
          "add sp, #12\n"                                                                                    \
          "pop {r4-r11, pc}\n")

/* One token, blocks by twos at r1 and r3. */
#define ONE_W "r3"
#define ONE_BLOCK "ldm r9, {r0, r4, r5}\n"
#define ONE_POINTERS "mov r1, r3\nadd r3, r0\n"
#define ONE_LOAD "vldrb.8 q0, [r5], #16\n"
#define ONE_TAIL "vpst\nvldrbt.8 q0, [r5]\n"

/* Two tokens, the second at r3, one block at r1. */
#define TWO_W "r1"
#define TWO_BLOCK "ldm r9, {r3, r4, r5}\n"
#define TWO_LOAD "vldrb.8 q0, [r5], #16\nvldrb.8 q1, [r3], #16\n"
#define TWO_TAIL "vpstt\nvldrbt.8 q0, [r5]\nvldrbt.8 q1, [r3]\n"

#define ROW_8(LOAD, SUM) LOAD "vmladava.s8 " SUM ", q1, q0\n"
#define BLOCK_8(W, A, B, C, D)                                                                               \
  ROW_8("vldrw.32 q1, [" W ", #16]\n", B)                                                                    \
  ROW_8("vldrw.32 q1, [" W ", #32]\n", C)                                                                    \
  ROW_8("vldrw.32 q1, [" W ", #48]\n", D)                                                                    \
  ROW_8("vldrw.32 q1, [" W "], #64\n", A)
#define ROW_8_TWO(LOAD, A, B) LOAD "vmladava.s8 " A ", q2, q0\nvmladava.s8 " B ", q2, q1\n"

typedef void pass_kernel(pass *p);

__attribute__((naked, noinline)) static void pass_8x1(pass *p) {
  (void)p;
  KERNEL(ONE_W, ONE_BLOCK, ONE_POINTERS, ONE_LOAD, ONE_TAIL,
         BLOCK_8("r1", "r0", "r2", "r4", "r6") BLOCK_8("r3", "r8", "r10", "r12", "lr"));
}

__attribute__((naked, noinline)) static void pass_8x2(pass *p) {
  (void)p;
  KERNEL(TWO_W, TWO_BLOCK, "", TWO_LOAD, TWO_TAIL,
         ROW_8_TWO("vldrw.32 q2, [r1, #16]\n", "r2", "r6") ROW_8_TWO("vldrw.32 q2, [r1, #32]\n", "r8", "r12")
             ROW_8_TWO("vldrw.32 q2, [r1, #48]\n", "r10", "lr")
                 ROW_8_TWO("vldrw.32 q2, [r1], #64\n", "r0", "r4"));
}

__attribute__((naked, noinline)) static void pass_4x1(pass *p) {
  (void)p;
  __asm__("vmov.i8 q3, #15\n");
  KERNEL(ONE_W, ONE_BLOCK, ONE_POINTERS, ONE_LOAD, ONE_TAIL, NLM_MVE_STEP_ONE);
}

__attribute__((naked, noinline)) static void pass_4x2(pass *p) {
  (void)p;
  __asm__("vmov.i8 q3, #15\n");
  KERNEL(TWO_W, TWO_BLOCK, "", TWO_LOAD, TWO_TAIL,
         NLM_MVE_STEP_TWO("r0", "r2", "r8", "r10", "r4", "r6", "r12", "lr"));
}

/* One or two tokens of `bits` bits, at most MOST_SUMS results of them. bytes: of two, from token to token in
 * y */
static inline __attribute__((always_inline)) void run(const nlm_matrix *m, const int8_t *x, uint32_t bits,
                                                      uint32_t tokens, nlm_store store, uint32_t bytes,
                                                      char *y) {
  pass_kernel *const kernel =
      bits == 8u ? (tokens == 1u ? pass_8x1 : pass_8x2) : (tokens == 1u ? pass_4x1 : pass_4x2);
  int32_t sums[MOST_SUMS];
  pass p;
  int32x4_t init = vdupq_n_s32(0);
  if (bits == 4u) {
    init = vdupq_n_s32(-8 * nlm_mve_sum(x, m->columns));
    if (tokens == 2u) {
      const int32_t second = -8 * nlm_mve_sum(x + m->columns, m->columns);
      init = vsetq_lane_s32(second, vsetq_lane_s32(second, init, 2), 3);
    }
  }
  vstrwq_s32(p.init, init);
  vstrwq_s32(p.init + BLOCK, init);
  const uint32_t blocks = (m->rows + BLOCK - 1u) / BLOCK;
  const uint32_t stride = nlm_mve_row_bytes(m->columns, bits) * BLOCK;
  p.x = x;
  p.w = m->weights;
  p.columns = m->columns;
  p.sums = sums;
  if (tokens == 2u) {
    p.x2 = x + m->columns;
    p.sums_end = sums + blocks * 8u;
    kernel(&p);
  } else {
    p.stride = stride;
    p.sums_end = sums + blocks / 2u * 8u;
    if (blocks > 1u) {
      kernel(&p);
    }
    if (blocks % 2u != 0u) { /* the last block with itself */
      p.stride = 0;
      p.w += (blocks - 1u) * stride;
      p.sums += (blocks - 1u) * BLOCK;
      p.sums_end = p.sums + 8;
      kernel(&p);
    }
  }
  nlm_mve_requantise(m, sums, tokens, bits == 4u, store, y, bytes);
}

/* For code of its own, with constants in place of parameters. */
#define RUN(BITS, TOKENS)                                                                                    \
  static __attribute__((noinline)) void run_##BITS##x##TOKENS(const nlm_matrix *m, const int8_t *x,          \
                                                              uint32_t bytes, nlm_store store, void *y) {    \
    run(m, x, BITS, TOKENS, store, bytes, (char *)y);                                                        \
  }
RUN(8, 1)
RUN(8, 2)
RUN(4, 1)
RUN(4, 2)

/* Tokens by twos, rows by as many as fit. */
static __attribute__((noinline)) void run_slices(const nlm_matrix *m, const int8_t *x, uint32_t tokens,
                                                 nlm_store store, void *y) {
  static nlm_mve_run *const runs[3][2] = {
      {run_8x1, run_8x2}, {run_4x1, run_4x2}, {nlm_mve_groups_one, nlm_mve_groups_two}};
  nlm_mve_run *const *by_tokens = runs[m->bits == 8u ? 0 : m->group == 0u ? 1 : 2];
  const uint32_t sums = m->group == 0u ? MOST_SUMS : NLM_MVE_GROUP_SUMS,
                 most = tokens == 1u ? sums : sums / 2u;
  const uint32_t result = store == NLM_STORE_S8 ? 1u : 2u, bytes = m->rows * result;
  nlm_matrix slice = *m;
  for (uint32_t row = 0; row < m->rows; row += most) {
    char *to = (char *)y + row * result;
    uint32_t t = 0;
    slice.rows = m->rows - row < most ? m->rows - row : most;
    for (; t + 2u <= tokens; t += 2u) {
      by_tokens[1](&slice, x + t * m->columns, bytes, store, to + t * bytes);
    }
    if (t < tokens) {
      by_tokens[0](&slice, x + t * m->columns, bytes, store, to + t * bytes);
    }
    slice.weights += most * nlm_mve_row_bytes(m->columns, m->bits);
    slice.bias += most;
    slice.multipliers += most;
    slice.shifts += most;
    slice.scales = m->scales == NULL ? NULL : slice.scales + most * nlm_groups(m->columns, m->group);
  }
}

/* What runs as it is, one token of few rows, is called at once: small matrices feel every instruction. */
void nlm_fully_connected_mve(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store,
                             void *y) {
  if (m->order != NLM_ORDER_MVE || (uintptr_t)m->weights % 4u != 0u) {
    nlm_mve_rows(m, x, tokens, store, y);
  } else if (tokens != 1u || m->rows > NLM_MVE_GROUP_SUMS) {
    run_slices(m, x, tokens, store, y);
  } else if (m->bits == 8u) {
    run_8x1(m, x, 0, store, y);
  } else if (m->group == 0u) {
    run_4x1(m, x, 0, store, y);
  } else {
    nlm_mve_groups_one(m, x, 0, store, y);
  }
}

#endif
