/* Fully connected over weights in NLM_ORDER_DSP, for cores with the DSP extension: two rows of 8 bits, or
 * four of 4 bits, share a 16-bit lane of SMLAD, so that a product of one lane holds all their sums:
 *   8 bits: lane = 256 w1 + u0, u0 = w0 + 128. T = sum lane * x and S = sum u0 * x give
 *           row 1 = (T - S) / 256 and row 0 = S - 128 sum x.
 *   4 bits: lane = 4096 q3 + 256 u2 + 16 u1 + u0, u = q + 8; the sums over the lane, its lower 12, 8 and 4
 * bits differ by the rows' sums times 4096, 256 and 16. The sums start at what cancels the offsets. They
 * wrap, but their differences do not as long as no more than MOST_COLUMNS columns are summed at a time. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include <stddef.h>
#include <string.h>

#include "nlm_dsp.h"

enum {
  BLOCK = 4,          /* rows that lie together */
  STEP = 8,           /* columns of a step of the kernels; rows are rounded up to it */
  MOST_COLUMNS = 496, /* that 128 * 128 * columns < 2^23; a multiple of every group's unit, 16 */
  EXPANDED = 704,     /* inputs in the buffer, of one token or of two */
  SUMS = 96           /* accumulators: rows of one token, or half as many of two */
};

/* Some columns of some blocks of rows, for one of the kernels below, which read it in assembly. */
typedef struct {
  int32_t init[2][BLOCK]; /* [token]: what the four sums start at */
  const uint32_t *x;      /* pairs of inputs, [columns / 2] or [columns / 2][2] */
  const void *entry;      /* the kernel's own */
  const uint32_t *x_end;
  int32_t *sums; /* [blocks][tokens][BLOCK], added to; moves on */
  uint32_t skip; /* bytes of weights from the end of a block's columns to the next block's */
  int32_t *sums_end;
  const uint8_t *scales; /* of the block; moves on */
  uint32_t scale_stride; /* bytes from block to block */
} pass;

_Static_assert(offsetof(pass, x) == 32 && offsetof(pass, x_end) == 40 && offsetof(pass, sums) == 44 &&
                   offsetof(pass, skip) == 48 && offsetof(pass, scales) == 56,
               "the kernels know the layout");

typedef void pass_kernel(const int8_t *w, pass *p);

/* p->sums += weights * inputs for columns in whole steps. The suffix: bits, tokens; g: with scales of groups,
 * else the unit of the accumulator, which is 16 for 4 bits. */
pass_kernel nlm_dsp_pass_8x1, nlm_dsp_pass_8x2, nlm_dsp_pass_4x1, nlm_dsp_pass_4x2, nlm_dsp_pass_4x1g,
    nlm_dsp_pass_4x2g;

__asm__(
    ".syntax unified\n"
    ".thumb\n"

    /* A kernel: r0 weights, r1 inputs; [sp] pass, [sp, 4] end of the inputs. A block starts in the middle of
     * the loop, which is unrolled `count` times, so that it ends at the loop's end. */
    ".macro nlm_kernel name, shift, body, count, finish\n"
    ".section .text.\\name, \"ax\", %progbits\n"
    ".p2align 2\n"
    ".global \\name\n"
    ".type \\name, %function\n"
    "\\name:\n"
    "  push   {r4-r11, lr}\n"
    "  ldrd   r2, r4, [r1, #32]\n"
    "  ldr    r3, [r1, #40]\n"
    "  sub    sp, #12\n"
    "  strd   r1, r3, [sp]\n"
    "  sub    r3, r3, r2\n"
    "  lsr    r3, r3, #\\shift\n" /* steps, of 16 bytes for one token, 32 for two */
    "  rsb    r3, r3, #0\n"
    "  and    r3, r3, #\\count - 1\n"
    "  mov    r4, #(.L\\name\\()_end - .L\\name\\()_loop) / \\count\n"
    "  adr    r5, .L\\name\\()_loop\n"
    "  mla    r3, r3, r4, r5\n"
    "  orr    r3, r3, #1\n" /* Thumb */
    "  str    r3, [r1, #36]\n"
    ".L\\name\\()_block:\n"
    "  ldr    r2, [sp]\n"
    "  ldrd   r1, r3, [r2, #32]\n"
    "  .if \\shift == 4\n"
    "  ldm    r2, {r10, r11, r12, lr}\n"
    "  .else\n"
    "  ldm    r2, {r4-r11}\n"
    "  .endif\n"
    "  bx     r3\n"
    "  .p2align 2\n"
    ".L\\name\\()_loop:\n"
    "  .rept \\count\n"
    "  \\body\n"
    "  .endr\n"
    ".L\\name\\()_end:\n"
    "  ldr    r2, [sp, #4]\n"
    "  cmp    r1, r2\n"
    "  bne.w  .L\\name\\()_loop\n"
    "  ldr    r2, [sp]\n"
    "  ldr    r3, [r2, #44]\n"
    "  \\finish\n"
    "  str    r3, [r2, #44]\n"
    "  ldrd   r4, r5, [r2, #48]\n"
    "  add    r0, r4\n"
    "  cmp    r3, r5\n"
    "  bne.w  .L\\name\\()_block\n"
    "  add    sp, #12\n"
    "  pop    {r4-r11, pc}\n"
    ".size \\name, . - \\name\n"
    ".endm\n"

    /* 8 bits. One token: r2-r5 inputs, r6-r9 weights; r10 r11 and r12 lr: S and T of the two pairs of rows.
     */
    ".macro nlm_8x1_pair w, x, s, t\n"
    "  smlad  \\t, \\w, \\x, \\t\n"
    "  uxtb16 \\w, \\w\n"
    "  smlad  \\s, \\w, \\x, \\s\n"
    ".endm\n"
    ".macro nlm_8x1_four_columns x0, x1\n"
    "  ldmia.w r0!, {r6-r9}\n"
    "  nlm_8x1_pair r6, \\x0, r10, r11\n"
    "  nlm_8x1_pair r7, \\x0, r12, lr\n"
    "  nlm_8x1_pair r8, \\x1, r10, r11\n"
    "  nlm_8x1_pair r9, \\x1, r12, lr\n"
    ".endm\n"
    ".macro nlm_8x1_step\n"
    "  ldmia.w r1!, {r2-r5}\n"
    "  nlm_8x1_four_columns r2, r3\n"
    "  nlm_8x1_four_columns r4, r5\n"
    ".endm\n"
    ".macro nlm_8x1_finish\n"
    "  ldm    r3, {r4-r7}\n"
    "  sub    r11, r11, r10\n"
    "  sub    lr, lr, r12\n"
    "  add    r4, r4, r10\n"
    "  add    r5, r5, r11, asr #8\n"
    "  add    r6, r6, r12\n"
    "  add    r7, r7, lr, asr #8\n"
    "  stm    r3!, {r4-r7}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_8x1, 4, nlm_8x1_step, 8, nlm_8x1_finish\n"

    /* Two tokens: r2 r3 weights of the pairs, r12 lr inputs; r4-r7 and r8-r11: S T S T of a token. */
    ".macro nlm_8x2_columns\n"
    "  ldrd   r2, r3, [r0], #8\n"
    "  ldrd   r12, lr, [r1], #8\n"
    "  smlad  r5, r2, r12, r5\n"
    "  smlad  r9, r2, lr, r9\n"
    "  uxtb16 r2, r2\n"
    "  smlad  r7, r3, r12, r7\n"
    "  smlad  r11, r3, lr, r11\n"
    "  uxtb16 r3, r3\n"
    "  smlad  r4, r2, r12, r4\n"
    "  smlad  r8, r2, lr, r8\n"
    "  smlad  r6, r3, r12, r6\n"
    "  smlad  r10, r3, lr, r10\n"
    ".endm\n"
    ".macro nlm_8x2_step\n"
    "  .rept 4\n"
    "  nlm_8x2_columns\n"
    "  .endr\n"
    ".endm\n"
    ".macro nlm_8x2_token s0, t0, s1, t1, at\n"
    "  ldrd   r1, r12, [r3, #\\at]\n"
    "  sub    \\t0, \\t0, \\s0\n"
    "  sub    \\t1, \\t1, \\s1\n"
    "  add    \\s0, \\s0, r1\n"
    "  add    \\t0, r12, \\t0, asr #8\n"
    "  ldrd   r1, r12, [r3, #\\at + 8]\n"
    "  add    \\s1, \\s1, r1\n"
    "  add    \\t1, r12, \\t1, asr #8\n"
    ".endm\n"
    ".macro nlm_8x2_finish\n"
    "  nlm_8x2_token r4, r5, r6, r7, 0\n"
    "  nlm_8x2_token r8, r9, r10, r11, 16\n"
    "  stm    r3!, {r4-r11}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_8x2, 5, nlm_8x2_step, 4, nlm_8x2_finish\n"

    /* 4 bits. One token: r2-r5 inputs, r6-r9 weights; r10 r11 r12 lr: sums over 4, 8, 12, 16 bits. */
    ".macro nlm_4x1_columns w, x\n"
    "  smlad  lr, \\w, \\x, lr\n"
    "  bic    \\w, \\w, #0xF000F000\n"
    "  smlad  r12, \\w, \\x, r12\n"
    "  uxtb16 \\w, \\w\n"
    "  smlad  r11, \\w, \\x, r11\n"
    "  and    \\w, \\w, #0x000F000F\n"
    "  smlad  r10, \\w, \\x, r10\n"
    ".endm\n"
    ".macro nlm_4x1_step\n"
    "  ldmia.w r1!, {r2-r5}\n"
    "  ldmia.w r0!, {r6-r9}\n"
    "  nlm_4x1_columns r6, r2\n"
    "  nlm_4x1_columns r7, r3\n"
    "  nlm_4x1_columns r8, r4\n"
    "  nlm_4x1_columns r9, r5\n"
    ".endm\n"
    ".macro nlm_4x1_finish\n"
    "  ldm    r3, {r4-r7}\n"
    "  sub    lr, lr, r12\n"
    "  sub    r12, r12, r11\n"
    "  sub    r11, r11, r10\n"
    "  add    r4, r4, r10, lsl #4\n"
    "  add    r5, r5, r11\n"
    "  add    r6, r6, r12, asr #4\n"
    "  add    r7, r7, lr, asr #8\n"
    "  stm    r3!, {r4-r7}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_4x1, 4, nlm_4x1_step, 8, nlm_4x1_finish\n"

    /* The block's four scales into r8; pass in r2. */
    ".macro nlm_next_scales\n"
    "  ldrd   r1, r9, [r2, #56]\n"
    "  ldr    r8, [r1]\n"
    "  add    r1, r9\n"
    "  str    r1, [r2, #56]\n"
    ".endm\n"
    ".macro nlm_4x1g_finish\n"
    "  ldm    r3, {r4-r7}\n"
    "  nlm_next_scales\n"
    "  sub    lr, lr, r12\n"
    "  sub    r12, r12, r11\n"
    "  sub    r11, r11, r10\n"
    "  uxtb   r9, r8\n"
    "  mla    r4, r10, r9, r4\n"
    "  ubfx   r9, r8, #8, #8\n"
    "  asr    r11, r11, #4\n"
    "  mla    r5, r11, r9, r5\n"
    "  ubfx   r9, r8, #16, #8\n"
    "  asr    r12, r12, #8\n"
    "  mla    r6, r12, r9, r6\n"
    "  lsr    r9, r8, #24\n"
    "  asr    lr, lr, #12\n"
    "  mla    r7, lr, r9, r7\n"
    "  stm    r3!, {r4-r7}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_4x1g, 4, nlm_4x1_step, 8, nlm_4x1g_finish\n"

    /* Two tokens: r2 r3 weights of four columns, r12 lr inputs of two; r4-r7 and r8-r11: a token's sums. */
    ".macro nlm_4x2_columns w\n"
    "  ldrd   r12, lr, [r1], #8\n"
    "  smlad  r7, \\w, r12, r7\n"
    "  smlad  r11, \\w, lr, r11\n"
    "  bic    \\w, \\w, #0xF000F000\n"
    "  smlad  r6, \\w, r12, r6\n"
    "  smlad  r10, \\w, lr, r10\n"
    "  uxtb16 \\w, \\w\n"
    "  smlad  r5, \\w, r12, r5\n"
    "  smlad  r9, \\w, lr, r9\n"
    "  and    \\w, \\w, #0x000F000F\n"
    "  smlad  r4, \\w, r12, r4\n"
    "  smlad  r8, \\w, lr, r8\n"
    ".endm\n"
    ".macro nlm_4x2_step\n"
    "  .rept 2\n"
    "  ldrd   r2, r3, [r0], #8\n"
    "  nlm_4x2_columns r2\n"
    "  nlm_4x2_columns r3\n"
    "  .endr\n"
    ".endm\n"
    ".macro nlm_4x2_token s0, s1, s2, s3, at\n"
    "  ldrd   r1, r12, [r3, #\\at]\n"
    "  sub    \\s3, \\s3, \\s2\n"
    "  sub    \\s2, \\s2, \\s1\n"
    "  sub    \\s1, \\s1, \\s0\n"
    "  add    \\s0, r1, \\s0, lsl #4\n"
    "  add    \\s1, \\s1, r12\n"
    "  ldrd   r1, r12, [r3, #\\at + 8]\n"
    "  add    \\s2, r1, \\s2, asr #4\n"
    "  add    \\s3, r12, \\s3, asr #8\n"
    ".endm\n"
    ".macro nlm_4x2_finish\n"
    "  nlm_4x2_token r4, r5, r6, r7, 0\n"
    "  nlm_4x2_token r8, r9, r10, r11, 16\n"
    "  stm    r3!, {r4-r11}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_4x2, 5, nlm_4x2_step, 4, nlm_4x2_finish\n"

    /* A row of both tokens: a and b its sums times 2^shift, scale in lr, added to [r3, at] and [r3, at + 16].
     */
    ".macro nlm_4x2g_row a, b, shift, at\n"
    "  ldr    r1, [r3, #\\at]\n"
    "  ldr    r12, [r3, #\\at + 16]\n"
    "  .if \\shift\n"
    "  asr    \\a, \\a, #\\shift\n"
    "  asr    \\b, \\b, #\\shift\n"
    "  .endif\n"
    "  mla    \\a, \\a, lr, r1\n"
    "  mla    \\b, \\b, lr, r12\n"
    ".endm\n"
    ".macro nlm_4x2g_finish\n"
    "  sub    r7, r7, r6\n"
    "  sub    r6, r6, r5\n"
    "  sub    r5, r5, r4\n"
    "  sub    r11, r11, r10\n"
    "  sub    r10, r10, r9\n"
    "  sub    r9, r9, r8\n"
    "  ldrd   r1, r12, [r2, #56]\n"
    "  add    r12, r1\n"
    "  str    r12, [r2, #56]\n"
    "  ldrb   lr, [r1]\n"
    "  str    r1, [sp, #8]\n"
    "  nlm_4x2g_row r4, r8, 0, 0\n"
    "  ldr    r1, [sp, #8]\n"
    "  ldrb   lr, [r1, #1]\n"
    "  nlm_4x2g_row r5, r9, 4, 4\n"
    "  ldr    r1, [sp, #8]\n"
    "  ldrb   lr, [r1, #2]\n"
    "  nlm_4x2g_row r6, r10, 8, 8\n"
    "  ldr    r1, [sp, #8]\n"
    "  ldrb   lr, [r1, #3]\n"
    "  nlm_4x2g_row r7, r11, 12, 12\n"
    "  stm    r3!, {r4-r11}\n"
    ".endm\n"
    "nlm_kernel nlm_dsp_pass_4x2g, 5, nlm_4x2_step, 4, nlm_4x2g_finish\n"
    ".text\n");

/* The sum of both halves of pairs, `stride` words apart. */
static int32_t sum_of_pairs(const uint32_t *pairs, uint32_t count, uint32_t stride) {
  int32_t sum = 0;
  for (uint32_t i = 0; i < count; i++) {
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(pairs[i * stride]), "r"(0x00010001));
  }
  return sum;
}

/* Widens columns `at`..`at + count - 1` of each token; up to a whole step, zeros follow. */
static void expand(const int8_t *x, uint32_t columns, uint32_t at, uint32_t count, uint32_t tokens,
                   uint32_t *pairs) {
  for (uint32_t t = 0; t < tokens; t++) {
    nlm_dsp_expand(x + t * columns + at, count, tokens, pairs + t);
  }
  if (count % STEP != 0u) {
    memset(pairs + count / 2u * tokens, 0, tokens * 2u * sizeof *pairs);
  }
}

/* Sums the products of the buffer's columns, which are columns `at`..`at + count - 1` of the matrix, for some
 * blocks of rows: at once, or group by group. */
static void add_products(const nlm_matrix *m, uint32_t block, uint32_t blocks, uint32_t at, uint32_t count,
                         uint32_t tokens, const uint32_t *pairs, int32_t *sums) {
  static pass_kernel *const kernels[2][2] = {{nlm_dsp_pass_4x1, nlm_dsp_pass_4x2},
                                             {nlm_dsp_pass_4x1g, nlm_dsp_pass_4x2g}};
  const uint32_t groups = nlm_groups(m->columns, m->group);
  const uint32_t block_bytes = nlm_weight_bytes(BLOCK, m->columns, m->bits, m->order);
  pass_kernel *kernel = kernels[groups != 0u][tokens - 1u];
  if (m->bits == 8u) {
    kernel = tokens == 1u ? nlm_dsp_pass_8x1 : nlm_dsp_pass_8x2;
  }
  pass p;
  p.scale_stride = groups * BLOCK;
  for (uint32_t first = 0; first < count;) {
    uint32_t length = count - first;
    if (groups != 0u) {
      const uint32_t group = (at + first) / m->group, to_end = (group + 1u) * m->group - (at + first);
      length = length < to_end ? length : to_end;
      p.scales = m->scales + (block * groups + group) * BLOCK;
    }
    const uint32_t steps = (length + STEP - 1u) / STEP, words = steps * STEP / 2u;
    p.x = pairs + first / 2u * tokens;
    p.x_end = p.x + words * tokens;
    for (uint32_t t = 0; t < tokens; t++) {
      const int32_t sum = sum_of_pairs(p.x + t, words, tokens);
      p.init[t][0] = (m->bits == 8u ? -128 : -8) * sum;
      p.init[t][1] = (m->bits == 8u ? -128 : -8 * 0x11) * sum;
      p.init[t][2] = p.init[t][3] = (m->bits == 8u ? -128 : -8 * 0x111) * sum;
    }
    p.sums = sums;
    p.sums_end = sums + blocks * BLOCK * tokens;
    p.skip = block_bytes - steps * STEP * BLOCK * m->bits / 8u;
    kernel(m->weights + block * block_bytes + (at + first) * BLOCK * m->bits / 8u, &p);
    first += length;
  }
}

/* Requantises and stores one row. sums: of each token, BLOCK apart; y: the first token's result */
static inline __attribute__((always_inline)) void
put_row(const nlm_matrix *m, uint32_t row, const int32_t *sums, uint32_t tokens, nlm_store store, void *y) {
  const int32_t doubled = (int32_t)((uint32_t)m->multipliers[row] << 1);
  const uint32_t right = ~(uint32_t)m->shifts[row];
  for (uint32_t t = 0; t < tokens; t++) {
    const int32_t twice = nlm_dsp_twice_requantised(sums[t * BLOCK], doubled, right);
    nlm_dsp_put(twice, store, y, t * m->rows + row);
  }
}

/* Requantises and stores rows first..first + rows - 1. sums: [blocks][tokens][BLOCK] */
static inline __attribute__((always_inline)) void put(const nlm_matrix *m, uint32_t first, uint32_t rows,
                                                      const int32_t *sums, uint32_t tokens, nlm_store store,
                                                      void *y) {
  uint32_t r = 0;
  for (; r + BLOCK <= rows; r += BLOCK) {
#pragma GCC unroll 4
    for (uint32_t i = 0; i < BLOCK; i++) {
      put_row(m, first + r + i, sums + r * tokens + i, tokens, store, y);
    }
  }
  for (uint32_t i = 0; r + i < rows; i++) {
    put_row(m, first + r + i, sums + r * tokens + i, tokens, store, y);
  }
}

/* One or two tokens. */
static inline __attribute__((always_inline)) void run(const nlm_matrix *m, const int8_t *x, uint32_t tokens,
                                                      nlm_store store, void *y) {
  uint32_t pairs[EXPANDED / 2];
  int32_t sums[SUMS];
  const uint32_t columns = m->columns, rows = m->rows;
  const uint32_t most_columns = tokens == 1u ? MOST_COLUMNS : EXPANDED / 2, most_rows = SUMS / tokens;
  for (uint32_t row = 0; row < rows; row += most_rows) {
    const uint32_t now = rows - row < most_rows ? rows - row : most_rows;
    for (uint32_t r = 0; r < now; r++) {
      for (uint32_t t = 0; t < tokens; t++) {
        sums[(r / BLOCK * tokens + t) * BLOCK + r % BLOCK] = m->bias[row + r];
      }
    }
    for (uint32_t at = 0; at < columns; at += most_columns) {
      const uint32_t count = columns - at < most_columns ? columns - at : most_columns;
      if (row == 0u || columns > most_columns) { /* else what is there is still right */
        expand(x, columns, at, count, tokens, pairs);
      }
      add_products(m, row / BLOCK, (now + BLOCK - 1u) / BLOCK, at, count, tokens, pairs, sums);
    }
    if (store == NLM_STORE_S8) {
      put(m, row, now, sums, tokens, NLM_STORE_S8, y);
    } else if (store == NLM_STORE_S16) {
      put(m, row, now, sums, tokens, NLM_STORE_S16, y);
    } else {
      put(m, row, now, sums, tokens, NLM_ADD_S16, y);
    }
  }
}

static __attribute__((noinline)) void run_one(const nlm_matrix *m, const int8_t *x, nlm_store store,
                                              void *y) {
  run(m, x, 1, store, y);
}

static __attribute__((noinline)) void run_two(const nlm_matrix *m, const int8_t *x, nlm_store store,
                                              void *y) {
  run(m, x, 2, store, y);
}

void nlm_dsp_packed(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  const uint32_t y_bytes = m->rows * (store == NLM_STORE_S8 ? 1u : 2u);
  for (uint32_t t = 0; t < tokens;) {
    const uint32_t now = tokens - t < 2u ? 1u : 2u;
    (now == 1u ? run_one : run_two)(m, x + t * m->columns, store, (uint8_t *)y + t * y_bytes);
    t += now;
  }
}

#endif
