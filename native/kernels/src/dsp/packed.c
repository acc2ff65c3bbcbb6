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
  MOST_PAIRS = 352,   /* words of inputs in the working memory... */
  WORKING = 424       /* ...which accumulators fill up */
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

/* Requantises and stores whole blocks of rows of one token. sums: [blocks][tokens][BLOCK] of that token, up
 * to sums_end. The suffix: result, tokens. */
typedef void put_kernel(const int32_t *sums, const int32_t *multipliers, const int8_t *shifts, void *y,
                        const int32_t *sums_end);

put_kernel nlm_dsp_put_s8_1, nlm_dsp_put_s8_2, nlm_dsp_put_s16_1, nlm_dsp_put_s16_2, nlm_dsp_put_add_s16_1,
    nlm_dsp_put_add_s16_2;

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
    "nlm_kernel nlm_dsp_pass_8x2, 5, nlm_8x2_step, 8, nlm_8x2_finish\n"

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
    "nlm_kernel nlm_dsp_pass_4x2, 5, nlm_4x2_step, 8, nlm_4x2_finish\n"

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

    /* Requantises and stores blocks of one token: r0 sums, r1 multipliers, r2 shifts, r3 results, [sp] end of
     * the sums; `step` bytes of sums between blocks. r4-r7 sums, r8-r11 multipliers, lr shifts of four rows,
     * r12 the result as nlm_dsp_twice_requantised has it. */
    ".macro nlm_put_row v, m, store\n"
    "  lsl    \\m, \\m, #1\n"
    "  add    r12, \\v, \\v, asr #31\n"
    "  smmlar r12, \\v, \\m, r12\n"
    "  asr    r12, r12, lr\n" /* by the lowest byte */
    "  add    r12, r12, #1\n"
    "  \\store\n"
    ".endm\n"
    ".macro nlm_put_s8\n"
    "  ssat   r12, #8, r12, asr #1\n"
    "  strb   r12, [r3], #1\n"
    ".endm\n"
    ".macro nlm_put_s16\n"
    "  ssat   r12, #16, r12, asr #1\n"
    "  strh   r12, [r3], #2\n"
    ".endm\n"
    ".macro nlm_put_add_s16\n" /* the sum's register is free by then */
    "  ssat   r12, #16, r12, asr #1\n"
    "  ldrsh  r4, [r3]\n"
    "  qadd16 r12, r12, r4\n"
    "  strh   r12, [r3], #2\n"
    ".endm\n"
    ".macro nlm_put name, step, store\n"
    ".section .text.\\name, \"ax\", %progbits\n"
    ".p2align 2\n"
    ".global \\name\n"
    ".type \\name, %function\n"
    "\\name:\n"
    "  push   {r4-r11, lr}\n"
    ".L\\name\\()_block:\n"
    "  ldm    r1!, {r8-r11}\n"
    "  ldr    lr, [r2], #4\n"
    "  mvn    lr, lr\n"
    "  ldm    r0!, {r4-r7}\n"
    "  nlm_put_row r4, r8, \\store\n"
    "  lsr    lr, lr, #8\n"
    "  nlm_put_row r5, r9, \\store\n"
    "  lsr    lr, lr, #8\n"
    "  nlm_put_row r6, r10, \\store\n"
    "  lsr    lr, lr, #8\n"
    "  nlm_put_row r7, r11, \\store\n"
    "  .if \\step > 16\n"
    "  add    r0, r0, #\\step - 16\n"
    "  .endif\n"
    "  ldr    r4, [sp, #36]\n"
    "  cmp    r0, r4\n"
    "  bne    .L\\name\\()_block\n"
    "  pop    {r4-r11, pc}\n"
    ".size \\name, . - \\name\n"
    ".endm\n"
    "nlm_put nlm_dsp_put_s8_1, 16, nlm_put_s8\n"
    "nlm_put nlm_dsp_put_s8_2, 32, nlm_put_s8\n"
    "nlm_put nlm_dsp_put_s16_1, 16, nlm_put_s16\n"
    "nlm_put nlm_dsp_put_s16_2, 32, nlm_put_s16\n"
    "nlm_put nlm_dsp_put_add_s16_1, 16, nlm_put_add_s16\n"
    "nlm_put nlm_dsp_put_add_s16_2, 32, nlm_put_add_s16\n"
    ".text\n");

/* sum + both halves of a pair. */
static inline int32_t add_pair(int32_t sum, uint32_t pair) {
  __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(pair), "r"(0x00010001));
  return sum;
}

/* The sum of pairs, `stride` words apart. */
static int32_t sum_of_pairs(const uint32_t *pairs, uint32_t count, uint32_t stride) {
  int32_t sum = 0;
#pragma GCC unroll 4
  for (uint32_t i = 0; i < count; i++) {
    sum = add_pair(sum, pairs[i * stride]);
  }
  return sum;
}

/* Widens inputs of one of `tokens` tokens, as nlm_dsp_expand; up to a whole step, zeros follow. Returns their
 * sum. */
static int32_t expand(const int8_t *x, uint32_t count, uint32_t tokens, uint32_t *pairs) {
  int32_t sum = 0;
  for (uint32_t i = 0; i < count; i += 4u) {
    const uint32_t word = *(const nlm_dsp_word *)(const void *)(x + i);
    pairs[0] = nlm_dsp_even_pair(word);
    pairs[tokens] = nlm_dsp_odd_pair(word);
    sum = add_pair(add_pair(sum, pairs[0]), pairs[tokens]);
    pairs += 2u * tokens;
  }
  if (count % STEP != 0u) {
    pairs[0] = pairs[tokens] = 0;
  }
  return sum;
}

/* Sums the products of the buffer's columns, which are columns `at`..`at + count - 1` of the matrix, for some
 * blocks of rows: at once, or group by group. inputs: the sum of each token's */
static void add_products(const nlm_matrix *m, uint32_t block, uint32_t blocks, uint32_t at, uint32_t count,
                         uint32_t tokens, const uint32_t *pairs, const int32_t *inputs, int32_t *sums) {
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
      const int32_t sum = groups == 0u ? inputs[t] : sum_of_pairs(p.x + t, words, tokens);
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

/* Requantises and stores rows first..first + rows - 1 of one token. sums: [blocks][tokens][BLOCK] of that
 * token; y: of the token */
static void put(const nlm_matrix *m, uint32_t first, uint32_t rows, const int32_t *sums, uint32_t tokens,
                nlm_store store, void *y) {
  static put_kernel *const kernels[3][2] = {{nlm_dsp_put_s8_1, nlm_dsp_put_s8_2},
                                            {nlm_dsp_put_s16_1, nlm_dsp_put_s16_2},
                                            {nlm_dsp_put_add_s16_1, nlm_dsp_put_add_s16_2}};
  const uint32_t whole = rows - rows % BLOCK;
  if (whole > 0u) {
    kernels[store][tokens - 1u](sums, m->multipliers + first, m->shifts + first,
                                (uint8_t *)y + first * (store == NLM_STORE_S8 ? 1u : 2u),
                                sums + whole * tokens);
  }
  for (uint32_t r = whole; r < rows; r++) {
    const int32_t doubled = (int32_t)((uint32_t)m->multipliers[first + r] << 1);
    const uint32_t right = ~(uint32_t)m->shifts[first + r];
    const int32_t sum = sums[whole * tokens + r % BLOCK];
    nlm_dsp_put(nlm_dsp_twice_requantised(sum, doubled, right), store, y, first + r);
  }
}

/* A block's sums of one token. */
typedef struct {
  int32_t rows[BLOCK];
} block_sums;

/* sums = the bias of each row, for every token. */
static void start_sums(const int32_t *bias, uint32_t rows, uint32_t tokens, int32_t *sums) {
  block_sums *to = (block_sums *)(void *)sums;
  uint32_t r = 0;
  for (; r + BLOCK <= rows; r += BLOCK) {
    const block_sums block = *(const block_sums *)(const void *)(bias + r);
    *to++ = block;
    if (tokens > 1u) {
      *to++ = block;
    }
  }
  for (uint32_t i = 0; r + i < rows; i++) {
    for (uint32_t t = 0; t < tokens; t++) {
      to[t].rows[i] = bias[r + i];
    }
  }
}

/* One or two tokens. y_bytes: of a token's results */
static void run(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, uint32_t y_bytes,
                uint8_t *y) {
  uint32_t working[WORKING];
  int32_t inputs[2] = {0, 0};
  const uint32_t columns = m->columns, rows = m->rows;
  const uint32_t room = tokens == 1u ? MOST_COLUMNS : MOST_PAIRS;
  const uint32_t most_columns = columns < room ? columns : room;
  const uint32_t words = (most_columns + STEP - 1u) / STEP * STEP / 2u * tokens;
  const uint32_t most_rows = (WORKING - words) / (BLOCK * tokens) * BLOCK;
  uint32_t *pairs = working;
  int32_t *sums = (int32_t *)working + words;
  for (uint32_t row = 0; row < rows; row += most_rows) {
    const uint32_t now = rows - row < most_rows ? rows - row : most_rows;
    start_sums(m->bias + row, now, tokens, sums);
    for (uint32_t at = 0; at < columns; at += most_columns) {
      const uint32_t count = columns - at < most_columns ? columns - at : most_columns;
      if (row == 0u || columns > room) { /* else what is there is still right */
        for (uint32_t t = 0; t < tokens; t++) {
          inputs[t] = expand(x + t * columns + at, count, tokens, pairs + t);
        }
      }
      add_products(m, row / BLOCK, (now + BLOCK - 1u) / BLOCK, at, count, tokens, pairs, inputs, sums);
    }
    for (uint32_t t = 0; t < tokens; t++) {
      put(m, row, now, sums + t * BLOCK, tokens, store, y + t * y_bytes);
    }
  }
}

void nlm_dsp_packed(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  const uint32_t y_bytes = m->rows * (store == NLM_STORE_S8 ? 1u : 2u);
  for (uint32_t t = 0; t < tokens;) {
    const uint32_t now = tokens - t < 2u ? 1u : 2u;
    run(m, x + t * m->columns, now, store, y_bytes, (uint8_t *)y + t * y_bytes);
    t += now;
  }
}

#endif
