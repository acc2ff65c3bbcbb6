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

enum {
  BLOCK = 4,    /* rows that lie together */
  STEP = 16,    /* columns of a run */
  WORKING = 424 /* words of working memory: accumulators, and with groups a table and a spare block's */
};

/* Some columns of some blocks, for one of the kernels below, which read it in assembly. */
typedef struct {
  int32_t init[8]; /* what the sums start at */
  uint32_t stride; /* bytes from block to block */
  uint32_t gap;    /* bytes from the end of a block's columns to the next block's */
  const int32_t *sums_end;
  const int8_t *x;  /* the inputs */
  const int8_t *x2; /* of the second token */
  const int8_t *w;  /* of the first block */
  uint32_t columns;
  int32_t *sums; /* [blocks][tokens][BLOCK] */
} pass;

_Static_assert(offsetof(pass, stride) == 32 && offsetof(pass, gap) == 36 && offsetof(pass, sums_end) == 40 &&
                   offsetof(pass, x) == 44 && offsetof(pass, x2) == 48 && offsetof(pass, w) == 52 &&
                   offsetof(pass, columns) == 56 && offsetof(pass, sums) == 60,
               "the kernels know the layout");

/* A kernel. r9: pass; r11: sums; r1, r3, r5: pointers that LOAD_X, LOAD_TAIL (for what is left of a row) and
 * STEP_OF use; END: the input pointer that r7 ends. Before each block LOAD leaves the block's inputs, the gap
 * in r2, the stride maybe in r0, and the sums' end in r4; POINTERS turns them and W, the end of the weights
 * before, into the pointers. A row starts in the middle of the unrolled steps, so that it ends at their end.
 */
#define KERNEL(W, LOAD, POINTERS, LOAD_X, LOAD_TAIL, STEP_OF, END, DIFFERENCES)                              \
  __asm__("push {r4-r11, lr}\n"                                                                              \
          "sub sp, #12\n" /* entry, what follows the steps, what follows the last steps */                   \
          "mov r9, r0\n"                                                                                     \
          "ldr r11, [r0, #60]\n"                                                                             \
          "ldr r7, [r0, #44]\n"                                                                              \
          "ldr r2, [r0, #56]\n"                                                                              \
          "adr r4, 4f\n"                                                                                     \
          "ands r3, r2, #15\n"                                                                               \
          "vctp.8 r3\n"                                                                                      \
          "it eq\n"                                                                                          \
          "adreq r4, 5f\n"                                                                                   \
          "add r4, #1\n" /* Thumb */                                                                         \
          "bic r2, r2, #15\n"                                                                                \
          "add r7, r2\n"                                                                                     \
          "mov r6, r4\n"                                                                                     \
          "adr r5, 3f\n"                                                                                     \
          "cmp r2, #128\n" /* more than eight steps? */                                                      \
          "it hi\n"                                                                                          \
          "addhi r6, r5, #1\n"                                                                               \
          "lsrs r2, r2, #4\n"                                                                                \
          "rsb r3, r2, #0\n"                                                                                 \
          "and r3, r3, #7\n"                                                                                 \
          "mov r8, #(6f - 2f) / 8\n"                                                                         \
          "mul r3, r3, r8\n"                                                                                 \
          "adr r5, 2f\n"                                                                                     \
          "add r3, r5\n"                                                                                     \
          "add r3, #1\n"                                                                                     \
          "cmp r2, #0\n"                                                                                     \
          "it eq\n"                                                                                          \
          "moveq r3, r4\n"                                                                                   \
          "strd r3, r6, [sp]\n"                                                                              \
          "str r4, [sp, #8]\n" LOAD "ldr " W ", [r9, #52]\n"                                                 \
          "sub " W ", r2\n"                                                                                  \
          "1:\n" POINTERS "ldm r9, {r0, r2, r4, r6, r8, r10, r12, lr}\n"                                     \
          "ldr pc, [sp]\n"                                                                                   \
          ".balign 4\n"                                                                                      \
          "2:\n"                                                                                             \
          ".rept 8\n" LOAD_X STEP_OF ".endr\n"                                                               \
          "6:\n"                                                                                             \
          "ldr pc, [sp, #4]\n"                                                                               \
          ".balign 4\n"                                                                                      \
          "3:\n"                                                                                             \
          "cmp " END ", r7\n"                                                                                \
          "bne.w 2b\n"                                                                                       \
          "ldr pc, [sp, #8]\n"                                                                               \
          ".balign 4\n"                                                                                      \
          "4:\n" LOAD_TAIL STEP_OF ".balign 4\n"                                                             \
          "5:\n" DIFFERENCES "stm r11!, {r0, r2, r4, r6, r8, r10, r12, lr}\n" LOAD "cmp r11, r4\n"           \
          "bne.w 1b\n"                                                                                       \
          "add sp, #12\n"                                                                                    \
          "pop {r4-r11, pc}\n")

/* One token, blocks by twos at r1 and r3, inputs at r5. */
#define ONE_W "r3"
#define ONE_BLOCK "ldrd r0, r2, [r9, #32]\nldrd r4, r5, [r9, #40]\n"
#define ONE_POINTERS "add r1, r3, r2\nadd r3, r1, r0\n"
#define ONE_LOAD "vldrb.8 q0, [r5], #16\n"
#define ONE_TAIL "vpst\nvldrbt.8 q0, [r5]\n"

/* Two tokens at r3 and r5, one block at r1. */
#define TWO_W "r1"
#define TWO_BLOCK "ldrd r2, r4, [r9, #36]\nldrd r3, r5, [r9, #44]\n"
#define TWO_POINTERS "add r1, r2\n"
#define TWO_LOAD "vldrb.8 q0, [r3], #16\nvldrb.8 q1, [r5], #16\n"
#define TWO_TAIL "vpstt\nvldrbt.8 q0, [r3]\nvldrbt.8 q1, [r5]\n"

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
         BLOCK_8("r1", "r0", "r2", "r4", "r6") BLOCK_8("r3", "r8", "r10", "r12", "lr"), "r5", "");
}

__attribute__((naked, noinline)) static void pass_8x2(pass *p) {
  (void)p;
  KERNEL(TWO_W, TWO_BLOCK, TWO_POINTERS, TWO_LOAD, TWO_TAIL,
         ROW_8_TWO("vldrw.32 q2, [r1, #16]\n", "r2", "r10") ROW_8_TWO("vldrw.32 q2, [r1, #32]\n", "r4", "r12")
             ROW_8_TWO("vldrw.32 q2, [r1, #48]\n", "r6", "lr")
                 ROW_8_TWO("vldrw.32 q2, [r1], #64\n", "r0", "r8"),
         "r3", "");
}

__attribute__((naked, noinline)) static void pass_4x1(pass *p) {
  (void)p;
  __asm__("vmov.i8 q3, #15\n");
  KERNEL(ONE_W, ONE_BLOCK, ONE_POINTERS, ONE_LOAD, ONE_TAIL, NLM_MVE_STEP_ONE, "r5", NLM_MVE_DIFFERENCES);
}

__attribute__((naked, noinline)) static void pass_4x2(pass *p) {
  (void)p;
  __asm__("vmov.i8 q3, #15\n");
  KERNEL(TWO_W, TWO_BLOCK, TWO_POINTERS, TWO_LOAD, TWO_TAIL, NLM_MVE_STEP_TWO, "r3", NLM_MVE_DIFFERENCES);
}

/* p->sums = weights * inputs for `blocks` blocks. */
static void run_pass(pass *p, const nlm_matrix *m, uint32_t blocks, uint32_t tokens, int32_t *sums) {
  p->sums = sums;
  const int32_t first = m->bits == 8u ? 0 : -8 * nlm_mve_sum(p->x, p->columns);
  vstrwq_s32(p->init, vdupq_n_s32(first));
  vstrwq_s32(p->init + BLOCK,
             vdupq_n_s32(m->bits == 8u || tokens == 1u ? first : -8 * nlm_mve_sum(p->x2, p->columns)));
  p->gap = p->stride - (p->columns + STEP - 1u) / STEP * STEP * BLOCK * m->bits / 8u;
  if (tokens == 2u) {
    p->sums_end = sums + 8u * blocks;
    (m->bits == 8u ? pass_8x2 : pass_4x2)(p);
    return;
  }
  pass_kernel *kernel = m->bits == 8u ? pass_8x1 : pass_4x1;
  if (blocks > 1u) {
    p->sums_end = sums + 8u * (blocks / 2u);
    kernel(p);
    p->sums += 8u * (blocks / 2u);
    p->w += (blocks - 1u) * p->stride;
  }
  if (blocks % 2u != 0u) { /* the last one with itself */
    p->stride = 0;
    p->sums_end = p->sums + 8;
    kernel(p);
  }
}

/* Loads sums with LOAD, adds the bias, requantises and stores rows of one token as STORE says, which moves y
 * on. A loop with tail predication. */
#define PUT(LOAD, STORE)                                                                                     \
  __asm__ volatile("dlstp.32 lr, %[rows]\n"                                                                  \
                   "1:\n" LOAD "vldrw.s32 q1, [%[bias]], #16\n"                                              \
                   "vldrw.s32 q2, [%[multipliers]], #16\n"                                                   \
                   "vadd.i32 q0, q0, q1\n"                                                                   \
                   "vldrb.s32 q3, [%[shifts]], #4\n" NLM_MVE_REQUANTISE STORE "letp lr, 1b\n"                \
                   : [sums] "+r"(sums), [bias] "+r"(bias), [multipliers] "+r"(multipliers),                  \
                     [shifts] "+l"(shifts), [y] "+l"(y)                                                      \
                   : [rows] "r"(rows), [unit] "w"(unit)                                                      \
                   : "lr", "q0", "q1", "q2", "q3", "memory")
#define PUT_AS(LOAD)                                                                                         \
  do {                                                                                                       \
    if (store == NLM_STORE_S8) {                                                                             \
      PUT(LOAD, "vqmovnb.s16 q0, q0\nvstrb.32 q0, [%[y]], #4\n");                                            \
    } else if (store == NLM_STORE_S16) {                                                                     \
      PUT(LOAD, "vstrh.32 q0, [%[y]], #8\n");                                                                \
    } else {                                                                                                 \
      PUT(LOAD, "vldrh.s32 q1, [%[y]]\nvqadd.s16 q0, q0, q1\nvstrh.32 q0, [%[y]], #8\n");                    \
    }                                                                                                        \
  } while (0)

/* Rows first..first + rows - 1 of one token. sums: of the blocks of `tokens` tokens; y: of the first row */
static void put(const nlm_matrix *m, uint32_t first, uint32_t rows, const int32_t *sums, uint32_t tokens,
                nlm_store store, char *y) {
  const int32_t *bias = m->bias + first, *multipliers = m->multipliers + first;
  const int8_t *shifts = m->shifts + first;
  const int32x4_t unit = {4, 0, 4, 0}; /* of sums of 4 bits per channel */
  const int shifted = m->bits == 4u && m->group == 0u;
  if (tokens == 1u && shifted) {
    PUT_AS("vldrw.s32 q0, [%[sums]], #16\nvshl.s32 q0, q0, %q[unit]\n");
  } else if (tokens == 1u) {
    PUT_AS("vldrw.s32 q0, [%[sums]], #16\n");
  } else if (shifted) {
    PUT_AS("vldrw.s32 q0, [%[sums]], #32\nvshl.s32 q0, q0, %q[unit]\n");
  } else {
    PUT_AS("vldrw.s32 q0, [%[sums]], #32\n");
  }
}

/* Words of working memory that are no accumulators. */
static uint32_t reserved_words(const nlm_matrix *m) {
  const uint32_t groups = nlm_groups(m->columns, m->group);
  const uint32_t lines = groups < NLM_MVE_TABLE ? groups : NLM_MVE_TABLE;
  return groups == 0u ? 0u : BLOCK + lines * (uint32_t)(sizeof(nlm_mve_group) / sizeof(int32_t));
}

/* sums = weights * inputs for `blocks` blocks from `block` on. sums: what reserved_words leaves, and that
 * behind it */
static void sum_blocks(const nlm_matrix *m, const int8_t *x, uint32_t block, uint32_t blocks, uint32_t tokens,
                       int32_t *sums) {
  if (m->group != 0u) {
    for (uint32_t i = 0; i < blocks * tokens; i++) {
      vstrwq_s32(sums + i * BLOCK, vdupq_n_s32(0));
    }
    nlm_mve_groups(m, x, block, blocks, tokens,
                   (nlm_mve_group *)(void *)(sums + WORKING - reserved_words(m) + BLOCK), sums);
    return;
  }
  pass p;
  p.stride = nlm_weight_bytes(BLOCK, m->columns, m->bits, m->order);
  p.w = m->weights + block * p.stride;
  p.x = x;
  p.x2 = x + m->columns;
  p.columns = m->columns;
  run_pass(&p, m, blocks, tokens, sums);
}

/* One or two tokens. bytes: of an output */
static void run(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, uint32_t bytes,
                char *y) {
  int32_t sums[WORKING];
  const uint32_t room = (WORKING - reserved_words(m)) / tokens, most_rows = room - room % BLOCK;
  for (uint32_t row = 0; row < m->rows; row += most_rows) {
    const uint32_t rows = m->rows - row < most_rows ? m->rows - row : most_rows;
    sum_blocks(m, x, row / BLOCK, (rows + BLOCK - 1u) / BLOCK, tokens, sums);
    for (uint32_t t = 0; t < tokens; t++) {
      put(m, row, rows, sums + t * BLOCK, tokens, store, y + (t * m->rows + row) * bytes);
    }
  }
}

void nlm_mve_packed(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  const uint32_t bytes = store == NLM_STORE_S8 ? 1u : 2u;
  for (uint32_t t = 0; t < tokens;) {
    const uint32_t now = tokens - t < 2u ? 1u : 2u;
    run(m, x + t * m->columns, now, store, bytes, (char *)y + t * m->rows * bytes);
    t += now;
  }
}

#endif
