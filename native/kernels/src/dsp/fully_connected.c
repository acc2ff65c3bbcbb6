/* Fully connected for cores with the DSP extension (Cortex-M4, M7, M33): SMLAD multiplies two pairs of 16
 * bits.
 *
 * Inputs are widened to 16 bits once, into a buffer of EXPANDED values; weights are widened in registers,
 * where the bytes of a word w0 w1 w2 w3 come apart as the pairs (w0, w2) and (w1, w3), so inputs lie in that
 * order too. One token meets three rows at a time, four tokens meet one: as many as the core's 14 registers
 * hold. The accumulators wrap like the portable kernel's and, by the range of nlm_matrix, never do. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include "../nlm_fixed.h"
#include "nlm_dsp.h"

enum {
  EXPANDED = 512, /* inputs in the buffer, of one token or of four */
  SUMS = 180      /* accumulators: rows of one token, or a quarter as many of four */
};

/* sums[r] = start[r] + sum_i w[r][i] * x[i] for rows 0..rows-1, three at a time.
 * w:       [rows][columns], each `stride` bytes after the last; aligned to 4
 * x:       [columns / 4][4], each four in the order 0 2 1 3
 * columns: multiple of 4, 4..
 * rows:    multiple of 3, 3..
 * start:   [rows], may be sums */
void nlm_dsp_threes_times_token(const int8_t *w, uint32_t stride, const int16_t *x, uint32_t columns,
                                uint32_t rows, const int32_t *start, int32_t *sums);

/* sums[r][t] = start + sum_i w[r][i] * x[t][i] for four tokens, one row at a time.
 * w, stride, columns: as above
 * x:          [columns / 4][2][4][2]: inputs 0 2 of four tokens, then inputs 1 3
 * rows:       1..
 * start:      [rows] where start_step is 0; [rows][4], maybe sums, where it is 4, the bytes between tokens */
void nlm_dsp_rows_times_tokens(const int8_t *w, uint32_t stride, const int16_t *x, uint32_t columns,
                               uint32_t rows, const int32_t *start, uint32_t start_step, int32_t *sums);

__asm__(
    ".syntax unified\n"
    ".thumb\n"

    /* r0-r2 rows, r3 inputs, r4-r7 eight inputs, r8 r9 eight weights, r10 pair, r11 r12 lr accumulators */
    ".macro nlm_four_weights word, even, odd, sum\n"
    "  sxtb16 r10, \\word\n"
    "  smlad  \\sum, r10, \\even, \\sum\n"
    "  sxtb16 \\word, \\word, ror #8\n"
    "  smlad  \\sum, \\word, \\odd, \\sum\n"
    ".endm\n"
    ".macro nlm_eight_weights row, sum\n"
    "  ldrd   r8, r9, [\\row], #8\n"
    "  nlm_four_weights r8, r4, r5, \\sum\n"
    "  nlm_four_weights r9, r6, r7, \\sum\n"
    ".endm\n"
    ".macro nlm_eight_columns\n"
    "  ldm    r3!, {r4-r7}\n"
    "  nlm_eight_weights r0, r11\n"
    "  nlm_eight_weights r1, r12\n"
    "  nlm_eight_weights r2, lr\n"
    ".endm\n"

    ".section .text.nlm_dsp_threes_times_token, \"ax\", %progbits\n"
    ".p2align 2\n"
    ".global nlm_dsp_threes_times_token\n"
    ".type nlm_dsp_threes_times_token, %function\n"
    "nlm_dsp_threes_times_token:\n"
    "  push   {r4-r11, lr}\n"
    "  sub    sp, #28\n"
    "  ldrd   r4, r5, [sp, #64]\n" /* rows, start */
    "  add    r4, r5, r4, lsl #2\n"
    "  str    r4, [sp, #64]\n" /* 64 end of start, 68 start, 72 sums */
    "  add    r4, r1, r1, lsl #1\n"
    "  sub    r4, r4, r3\n"
    "  strd   r1, r4, [sp]\n" /* 0 stride, 4 from the end of a row to that three rows on */
    "  bic    r4, r3, #7\n"
    "  add    r6, r2, r3, lsl #1\n"
    "  add    r4, r2, r4, lsl #1\n"
    "  strd   r4, r6, [sp, #16]\n" /* 16 end of the whole 8 columns, 20 end of the columns */
    /* A row starts in the middle of the unrolled loop, so that it ends at the loop's end. */
    "  lsrs   r3, r3, #3\n"
    "  ite    ne\n"
    "  adrne  r4, 2f\n"
    "  adreq  r4, 3f\n"
    "  rsb    r3, r3, #0\n"
    "  and    r3, r3, #7\n"
    "  mov    r6, #(3f - 12 - 2f) / 8\n"
    "  mla    r4, r3, r6, r4\n"
    "  orr    r4, r4, #1\n"
    "  strd   r2, r4, [sp, #8]\n" /* 8 inputs, 12 where a row starts */
    "1:\n"
    "  ldm    r5!, {r11, r12, lr}\n"
    "  str    r5, [sp, #68]\n"
    "  ldrd   r1, r4, [sp]\n"
    "  add    r2, r0, r1, lsl #1\n"
    "  add    r1, r0, r1\n"
    "  ldrd   r3, r4, [sp, #8]\n"
    "  bx     r4\n"
    "  .p2align 2\n" /* from 2 to 3: eight times the same, then 12 bytes */
    "2:\n"
    "  .rept 8\n"
    "  nlm_eight_columns\n"
    "  .endr\n"
    "  ldr.w  r10, [sp, #16]\n"
    "  cmp.w  r3, r10\n"
    "  bne.w  2b\n"
    "3:\n"
    "  ldr    r10, [sp, #20]\n"
    "  cmp    r3, r10\n"
    "  bne    5f\n"
    "4:\n"
    "  ldr    r4, [sp, #72]\n"
    "  stm    r4!, {r11, r12, lr}\n"
    "  str    r4, [sp, #72]\n"
    "  ldr    r4, [sp, #4]\n"
    "  add    r0, r4\n"
    "  ldrd   r4, r5, [sp, #64]\n"
    "  cmp    r4, r5\n"
    "  bne    1b\n"
    "  add    sp, #28\n"
    "  pop    {r4-r11, pc}\n"
    "5:\n"
    "  ldm    r3!, {r4, r5}\n"
    "  ldr    r8, [r0], #4\n"
    "  nlm_four_weights r8, r4, r5, r11\n"
    "  ldr    r8, [r1]\n"
    "  nlm_four_weights r8, r4, r5, r12\n"
    "  ldr    r8, [r2]\n"
    "  nlm_four_weights r8, r4, r5, lr\n"
    "  b      4b\n"
    ".size nlm_dsp_threes_times_token, . - nlm_dsp_threes_times_token\n"

    /* r0 row, r1 inputs, r2 r3 eight weights, r4 pair, r5-r8 a pair of four tokens, r9-r12 accumulators,
     * lr end of the inputs */
    ".macro nlm_pair_of_tokens\n"
    "  ldm    r1!, {r5-r8}\n"
    "  smlad  r9, r4, r5, r9\n"
    "  smlad  r10, r4, r6, r10\n"
    "  smlad  r11, r4, r7, r11\n"
    "  smlad  r12, r4, r8, r12\n"
    ".endm\n"
    ".macro nlm_four_weights_of_tokens word\n"
    "  sxtb16 r4, \\word\n"
    "  nlm_pair_of_tokens\n"
    "  sxtb16 r4, \\word, ror #8\n"
    "  nlm_pair_of_tokens\n"
    ".endm\n"

    ".section .text.nlm_dsp_rows_times_tokens, \"ax\", %progbits\n"
    ".p2align 2\n"
    ".global nlm_dsp_rows_times_tokens\n"
    ".type nlm_dsp_rows_times_tokens, %function\n"
    "nlm_dsp_rows_times_tokens:\n"
    "  push   {r4-r11, lr}\n"
    "  sub    sp, #20\n"
    "  sub    r1, r1, r3\n"
    "  strd   r1, r2, [sp]\n" /* 0 from the end of a row to the next, 4 inputs */
    "  bic    r4, r3, #31\n"
    "  add    r4, r2, r4, lsl #3\n"
    "  add    r5, r2, r3, lsl #3\n"
    "  strd   r4, r5, [sp, #8]\n" /* 8 end of the whole 32 columns, 12 end of the columns */
    "1:\n"
    "  ldrd   r4, r5, [sp, #60]\n"
    "  add    r6, r5, r5, lsl #1\n"
    "  ldr    r9, [r4]\n"
    "  ldr    r10, [r4, r5]\n"
    "  ldr    r11, [r4, r5, lsl #1]\n"
    "  ldr    r12, [r4, r6]\n"
    "  add    r4, #4\n"
    "  add    r4, r6\n"
    "  str    r4, [sp, #60]\n"
    "  ldrd   r1, lr, [sp, #4]\n"
    "  cmp    r1, lr\n"
    "  beq    3f\n"
    "2:\n"
    "  .rept 4\n"
    "  ldrd   r2, r3, [r0], #8\n"
    "  nlm_four_weights_of_tokens r2\n"
    "  nlm_four_weights_of_tokens r3\n"
    "  .endr\n"
    "  cmp    r1, lr\n"
    "  bne    2b\n"
    "3:\n"
    "  ldr    lr, [sp, #12]\n"
    "  cmp    r1, lr\n"
    "  beq    5f\n"
    "4:\n"
    "  ldr    r2, [r0], #4\n"
    "  nlm_four_weights_of_tokens r2\n"
    "  cmp    r1, lr\n"
    "  bne    4b\n"
    "5:\n"
    "  ldr    r4, [sp, #68]\n"
    "  stm    r4!, {r9-r12}\n"
    "  str    r4, [sp, #68]\n"
    "  ldr    r2, [sp]\n"
    "  add    r0, r2\n"
    "  ldr    r2, [sp, #56]\n"
    "  subs   r2, #1\n"
    "  str    r2, [sp, #56]\n"
    "  bne    1b\n"
    "  add    sp, #20\n"
    "  pop    {r4-r11, pc}\n"
    ".size nlm_dsp_rows_times_tokens, . - nlm_dsp_rows_times_tokens\n"
    ".text\n");

void nlm_dsp_expand(const int8_t *x, uint32_t columns, uint32_t width, uint32_t *pairs) {
  for (uint32_t i = 0; i < columns; i += 4u) {
    const uint32_t word = *(const nlm_dsp_word *)(const void *)(x + i);
    pairs[0] = nlm_dsp_even_pair(word);
    pairs[width] = nlm_dsp_odd_pair(word);
    pairs += 2u * width;
  }
}

/* Requantises and stores rows first..first + rows - 1 of some tokens.
 * sums: [rows][width]
 * y:    of the first token */
static inline __attribute__((always_inline)) void finish(const nlm_matrix *m, uint32_t first, uint32_t rows,
                                                         const int32_t *sums, uint32_t width, uint32_t tokens,
                                                         nlm_store store, void *y) {
  const int32_t *multipliers = m->multipliers + first;
  const int8_t *shifts = m->shifts + first;
  const uint32_t outputs = m->rows;
  for (uint32_t r = 0; r < rows; r++) {
    const int32_t doubled = nlm_shl(multipliers[r], 1);
    const uint32_t right = ~(uint32_t)shifts[r];
#pragma GCC unroll 4
    for (uint32_t t = 0; t < tokens; t++) {
      const int32_t twice = nlm_dsp_twice_requantised(sums[r * width + t], doubled, right);
      nlm_dsp_put(twice, store, y, t * outputs + first + r);
    }
  }
}

void nlm_dsp_rows_times_token(const int8_t *w, uint32_t stride, const int16_t *x, uint32_t columns,
                              uint32_t rows, const int32_t *start, int32_t *sums) {
  const uint32_t threes = rows - rows % 3u;
  int32_t before[3], after[3];
  if (rows < 3u) { /* each row three times */
    for (uint32_t r = 0; r < rows; r++) {
      before[0] = before[1] = before[2] = start[r];
      nlm_dsp_threes_times_token(w + r * stride, 0, x, columns, 3, before, after);
      sums[r] = after[0];
    }
    return;
  }
  if (rows != threes) { /* the last three rows, before their start is overwritten */
    const uint32_t first = rows - 3u;
    for (uint32_t r = 0; r < 3u; r++) {
      before[r] = start[first + r];
    }
    nlm_dsp_threes_times_token(w + first * stride, stride, x, columns, 3, before, after);
    for (uint32_t r = threes; r < rows; r++) {
      sums[r] = after[r - first];
    }
  }
  nlm_dsp_threes_times_token(w, stride, x, columns, threes, start, sums);
}

/* One token, or up to four. width: 1, or 4 */
static inline __attribute__((always_inline)) void run(const nlm_matrix *m, const int8_t *x, uint32_t width,
                                                      uint32_t tokens, nlm_store store, void *y) {
  uint32_t pairs[EXPANDED / 2];
  int32_t sums[SUMS];
  const int16_t *expanded = (const int16_t *)(const void *)pairs;
  const uint32_t columns = m->columns, most_columns = EXPANDED / width, most_rows = SUMS / width;
  for (uint32_t row = 0; row < m->rows; row += most_rows) {
    const uint32_t rows = m->rows - row < most_rows ? m->rows - row : most_rows;
    for (uint32_t at = 0; at < columns; at += most_columns) {
      const uint32_t count = columns - at < most_columns ? columns - at : most_columns;
      const int8_t *w = m->weights + row * columns + at;
      const int32_t *start = at == 0u ? m->bias + row : sums;
      if (row == 0u || columns > most_columns) { /* else what is there is still right */
        for (uint32_t t = 0; t < width; t++) {   /* a missing token is the last one again */
          nlm_dsp_expand(x + (t < tokens ? t : tokens - 1u) * columns + at, count, width, pairs + t);
        }
      }
      if (width > 1u) {
        nlm_dsp_rows_times_tokens(w, columns, expanded, count, rows, start, at == 0u ? 0 : 4, sums);
      } else {
        nlm_dsp_rows_times_token(w, columns, expanded, count, rows, start, sums);
      }
    }
    if (store == NLM_STORE_S8) {
      finish(m, row, rows, sums, width, tokens, NLM_STORE_S8, y);
    } else if (store == NLM_STORE_S16) {
      finish(m, row, rows, sums, width, tokens, NLM_STORE_S16, y);
    } else {
      finish(m, row, rows, sums, width, tokens, NLM_ADD_S16, y);
    }
  }
}

/* For code of its own, with constants in place of parameters. */
static __attribute__((noinline)) void run_one(const nlm_matrix *m, const int8_t *x, nlm_store store,
                                              void *y) {
  run(m, x, 1, 1, store, y);
}

static __attribute__((noinline)) void run_three(const nlm_matrix *m, const int8_t *x, nlm_store store,
                                                void *y) {
  run(m, x, 4, 3, store, y);
}

static __attribute__((noinline)) void run_four(const nlm_matrix *m, const int8_t *x, nlm_store store,
                                               void *y) {
  run(m, x, 4, 4, store, y);
}

/* Whether every shift is to the right, as in every image. */
static int shifts_are_right(const nlm_matrix *m) {
  const int8_t *shifts = m->shifts;
  const uint32_t fours = m->rows - m->rows % 4u;
  uint32_t all = 0x80808080u;
#pragma GCC unroll 4
  for (uint32_t row = 0; row < fours; row += 4u) {
    uint32_t four;
    __builtin_memcpy(&four, shifts + row, sizeof four);
    all &= four;
  }
  for (uint32_t row = fours; row < m->rows; row++) {
    all = shifts[row] < 0 ? all : 0u;
  }
  return all == 0x80808080u;
}

void nlm_fully_connected_dsp(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store,
                             void *y) {
  const int words = (((uintptr_t)m->weights | (uintptr_t)x | m->columns) & 3u) == 0u;
  if (words && m->order == NLM_ORDER_DSP) {
    nlm_dsp_packed(m, x, tokens, store, y);
    return;
  }
  if (!words || m->order != NLM_ORDER_ROWS || m->bits != 8u || !shifts_are_right(m)) {
    nlm_fully_connected_portable(m, x, tokens, store, y);
    return;
  }
  const uint32_t y_bytes = m->rows * (store == NLM_STORE_S8 ? 1u : 2u);
  for (uint32_t t = 0; t < tokens;) {
    /* One or two tokens one by one: four at once cost less only from three on. */
    const uint32_t left = tokens - t, now = left < 3u ? 1u : left < 4u ? left : 4u;
    const int8_t *xt = x + t * m->columns;
    void *yt = (uint8_t *)y + t * y_bytes;
    (now == 1u ? run_one : now == 3u ? run_three : run_four)(m, xt, store, yt);
    t += now;
  }
}

#endif
