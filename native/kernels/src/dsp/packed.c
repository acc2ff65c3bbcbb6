/* Fully connected over weights in NLM_ORDER_DSP, for cores with the DSP extension: two rows of 8 bits, or
 * four of 4 bits, share a 16-bit lane of SMLAD, so that a product of one lane holds all their sums:
 *   8 bits: lane = 256 w1 + u0, u0 = w0 + 128. T = sum lane * x and S = sum u0 * x give
 *           row 1 = (T - S) / 256 and row 0 = S - 128 sum x.
 *   4 bits: lane = 4096 q3 + 256 u2 + 16 u1 + u0, u = q + 8; the sums over the lane, its lower 12, 8 and 4
 * bits differ by the rows' sums times 4096, 256 and 16. The sums start at what cancels the offsets. They
 * wrap, but their differences do not as long as no more than MOST_COLUMNS columns are summed at a time. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include "nlm_dsp.h"
#include "nlm_dsp_block.h"
#include "nlm_dsp_packed.h"

enum {
  BLOCK = NLM_DSP_BLOCK,
  STEP = 8,           /* columns of a step of the kernels; rows are rounded up to it */
  MOST_COLUMNS = 496, /* that 128 * 128 * columns < 2^23; a multiple of every group's unit, 16 */
  MOST_PAIRS = 352,   /* words of inputs in the working memory... */
  WORKING = 424       /* ...which accumulators fill up */
};

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
 * blocks of rows: at once, or group by group. inputs: the sum of each token's; source: biases, or sums */
static void add_products(const nlm_matrix *m, uint32_t block, uint32_t blocks, uint32_t at, uint32_t count,
                         uint32_t tokens, const uint32_t *pairs, const int32_t *inputs, const int32_t *source,
                         int32_t *sums) {
  static nlm_dsp_pass_kernel *const kernels[2][2] = {{nlm_dsp_pass_4x1, nlm_dsp_pass_4x2},
                                                     {nlm_dsp_pass_4x1g, nlm_dsp_pass_4x2g}};
  const uint32_t groups = nlm_groups(m->columns, m->group);
  const uint32_t block_bytes = nlm_weight_bytes(BLOCK, m->columns, m->bits, m->order);
  nlm_dsp_pass_kernel *kernel = kernels[groups != 0u][tokens - 1u];
  if (m->bits == 8u) {
    kernel = tokens == 1u ? nlm_dsp_pass_8x1 : nlm_dsp_pass_8x2;
  }
  nlm_dsp_pass p;
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
    p.source = source;
    p.source_step = source == sums ? BLOCK * sizeof *sums : 0u;
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
  static nlm_dsp_put_kernel *const kernels[3][2] = {{nlm_dsp_put_s8_1, nlm_dsp_put_s8_2},
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
    const int32_t *source = m->bias + row;
    if (m->group != 0u || now % BLOCK != 0u) { /* not to read past the biases */
      start_sums(source, now, tokens, sums);
      source = sums;
    }
    for (uint32_t at = 0; at < columns; at += most_columns) {
      const uint32_t count = columns - at < most_columns ? columns - at : most_columns;
      if (row == 0u || columns > room) { /* else what is there is still right */
        for (uint32_t t = 0; t < tokens; t++) {
          inputs[t] = expand(x + t * columns + at, count, tokens, pairs + t);
        }
      }
      add_products(m, row / BLOCK, (now + BLOCK - 1u) / BLOCK, at, count, tokens, pairs, inputs, source,
                   sums);
      source = sums;
    }
    for (uint32_t t = 0; t < tokens; t++) {
      put(m, row, now, sums + t * BLOCK, tokens, store, y + t * y_bytes);
    }
  }
}

#ifdef NLM_DSP_BLOCK_KERNEL
/* Whether four tokens of this matrix run together. */
static int runs_blocks(const nlm_matrix *m) {
  return m->bits == 8u && m->rows >= BLOCK && m->columns <= NLM_DSP_BLOCK_COLUMNS;
}

/* Four tokens, whole blocks of rows. */
static void run_blocks(const nlm_matrix *m, const int8_t *x, nlm_store store, uint32_t y_bytes, uint8_t *y) {
  static nlm_dsp_block_put *const puts[3] = {nlm_dsp_block_s8, nlm_dsp_block_s16, nlm_dsp_block_add_s16};
  const uint32_t columns = (m->columns + STEP - 1u) / STEP * STEP;
  uint32_t pairs[NLM_DSP_BLOCK_COLUMNS * 2];
  nlm_dsp_block_pass p;
  for (uint32_t t = 0; t < 4u; t++) {
    p.init[2u * t] = p.init[2u * t + 1u] = -128 * expand(x + t * m->columns, m->columns, 4, pairs + t);
  }
  p.x = pairs;
  p.x_end = pairs + columns * 2u;
  p.bias = m->bias;
  p.bias_end = m->bias + m->rows / BLOCK * BLOCK;
  p.multipliers = m->multipliers;
  p.shifts = m->shifts;
  p.y = y;
  p.stride = y_bytes;
  p.three_strides = 3u * y_bytes;
  p.w = m->weights;
  p.to_next = 4;
  p.block_bytes = columns * BLOCK;
  p.put = puts[store];
  nlm_dsp_block(&p);
}
#endif

/* Some tokens by twos. y_bytes: from token to token in y */
static void run_tokens(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store,
                       uint32_t y_bytes, uint8_t *y) {
  for (uint32_t t = 0; t < tokens;) {
    const uint32_t now = tokens - t < 2u ? 1u : 2u;
    run(m, x + t * m->columns, now, store, y_bytes, y + t * y_bytes);
    t += now;
  }
}

void nlm_dsp_packed(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store, void *y) {
  const uint32_t result = store == NLM_STORE_S8 ? 1u : 2u, y_bytes = m->rows * result;
  uint8_t *to = (uint8_t *)y;
#ifdef NLM_DSP_BLOCK_KERNEL
  if (tokens >= 4u && runs_blocks(m)) {
    const uint32_t fours = tokens / 4u * 4u, whole = m->rows / BLOCK * BLOCK;
    for (uint32_t t = 0; t < fours; t += 4u) {
      run_blocks(m, x + t * m->columns, store, y_bytes, to + t * y_bytes);
    }
    if (whole < m->rows) {
      nlm_matrix rest = *m;
      rest.rows -= whole;
      rest.weights += nlm_weight_bytes(whole, m->columns, m->bits, m->order);
      rest.bias += whole;
      rest.multipliers += whole;
      rest.shifts += whole;
      run_tokens(&rest, x, fours, store, y_bytes, to + whole * result);
    }
    x += fours * m->columns;
    to += fours * y_bytes;
    tokens -= fours;
  }
#endif
  run_tokens(m, x, tokens, store, y_bytes, to);
}

#endif
