/* Each kernel of this build's backend against the portable one, over numbers that look random: what a wrong
 * compiler, a wrong flag or a damaged flash would break. Whether the backend is exact everywhere is the
 * business of tests/boards. */
#include "nanolm.h"
#include "nlm_kernel_set.h"

#include <string.h>

enum {
  ROWS = 10,    /* not a multiple of the four that packed orders interleave */
  COLUMNS = 84, /* five vectors of 16 and a tail */
  PACKED_COLUMNS = 80,
  WEIGHTS = (ROWS + 2) * COLUMNS,
  GROUP = 32,
  GROUPS = (COLUMNS + GROUP - 1) / GROUP,
  MOST_TOKENS = 9, /* a tile and one more */
  HEADS = 4,
  KV_HEADS = 2,
  HEAD_DIM = 20,
  KEYS = 13,
  RESULTS = MOST_TOKENS * ROWS,
  GUARD = 8
};

/* The caller's working memory. */
typedef struct {
  int8_t weights[WEIGHTS]; /* also tables, keys and values */
  int8_t x[MOST_TOKENS * COLUMNS];
  int16_t wide[2 * COLUMNS];
  int16_t silu[256];
  int32_t bias[ROWS], multipliers[ROWS], scores[COLUMNS];
  int16_t probabilities[COLUMNS];
  int8_t shifts[ROWS + 2];
  uint8_t scales[(ROWS + 2) * GROUPS];
  int16_t results[2]
                 [RESULTS + GUARD]; /* of the portable kernels, of the backend; what lies behind is a guard */
  uint32_t seed;
} vectors;

_Static_assert(sizeof(vectors) + 16u <= NLM_SELF_CHECK_BYTES, "NLM_SELF_CHECK_BYTES is too small");

typedef void check_run(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y);

static uint32_t next(vectors *v) {
  v->seed = v->seed * 1664525u + 1013904223u;
  return v->seed >> 8;
}

static void fill(vectors *v) {
  v->seed = 1;
  for (uint32_t i = 0; i < sizeof v->weights; i++) {
    v->weights[i] = (int8_t)(next(v) & 0xFFu);
  }
  for (uint32_t i = 0; i < sizeof v->x; i++) {
    v->x[i] = (int8_t)(next(v) & 0xFFu);
  }
  for (uint32_t i = 0; i < 2 * COLUMNS; i++) {
    v->wide[i] = (int16_t)((int32_t)(next(v) & 0x7FFFu) - 0x4000);
  }
  for (uint32_t i = 0; i < 256u; i++) {
    v->silu[i] = (int16_t)((int32_t)(next(v) & 0xFFFFu) - 0x8000);
  }
  for (uint32_t i = 0; i < ROWS; i++) {
    v->bias[i] = (int32_t)(next(v) & 0xFFFFu) - 0x8000;
    v->multipliers[i] = (int32_t)((1u << 30) + (next(v) & 0xFFFFFFu) * 32u);
    v->shifts[i] = (int8_t)(-5 - (int32_t)(next(v) % 8u));
  }
  for (uint32_t i = 0; i < sizeof v->scales; i++) {
    v->scales[i] = (uint8_t)(1u + next(v) % 255u);
  }
}

/* Row after row and in the backend's order, of 8 and 4 bits, with and without groups; one token, two and a
 * tile, each with another of the three forms. */
static void run_fully_connected(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  static const struct {
    uint8_t bits, group, packed;
  } formats[] = {{8, 0, 0}, {8, 0, 1}, {4, 0, 0}, {4, GROUP, 0}, {4, 0, 1}, {4, GROUP, 1}};
  static const uint32_t tokens[] = {1, 2, MOST_TOKENS};
  static const nlm_store stores[] = {NLM_STORE_S8, NLM_STORE_S16, NLM_ADD_S16};
  const uint32_t format = variant / 3u, run = variant % 3u;
  const nlm_matrix m = {v->weights,
                        v->bias,
                        v->multipliers,
                        v->shifts,
                        formats[format].group == 0u ? NULL : v->scales,
                        ROWS,
                        formats[format].packed ? PACKED_COLUMNS : COLUMNS,
                        formats[format].group,
                        formats[format].bits,
                        formats[format].packed ? NLM_BACKEND_ORDER : NLM_ORDER_ROWS};
  kernels->fully_connected(&m, v->x, tokens[run], stores[run], y);
}

/* How sums next to zero are rounded, where results are too small to saturate: each row's bias leaves its own
 * of a few sums. Shifts of 1 to 4 and half as multiplier, so that many of them lie between two results. */
static void run_rounding(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  static const int8_t sums[ROWS] = {-23, -7, -4, -3, -1, 1, 3, 4, 9, 24};
  static const nlm_store stores[] = {NLM_STORE_S8, NLM_STORE_S16};
  int32_t bias[ROWS], multipliers[ROWS];
  int8_t shifts[ROWS];
  for (uint32_t row = 0; row < ROWS; row++) {
    int32_t sum = 0;
    for (uint32_t i = 0; i < COLUMNS; i++) {
      sum += v->weights[row * COLUMNS + i] * v->x[i];
    }
    bias[row] = sums[row] - sum;
    multipliers[row] = 1 << 30;
    shifts[row] = (int8_t)(-1 - (int32_t)(variant / 2u));
  }
  const nlm_matrix m = {v->weights, bias, multipliers, shifts, NULL, ROWS, COLUMNS, 0, 8, NLM_ORDER_ROWS};
  kernels->fully_connected(&m, v->x, 1, stores[variant % 2u], y);
}

/* Tables of 8 and 4 bits; a token with n-grams and one without. */
static void run_embed(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  static const uint16_t rows[] = {4, 0, 3, 1, 4};
  nlm_embedding_scale scale = {3500, {0}};
  for (uint32_t i = 1; i <= NLM_NGRAM_FEATURES; i++) {
    scale.ngram[i] = (uint16_t)(4000u / i);
  }
  const uint8_t *scales = variant < 2u ? NULL : v->scales;
  const nlm_table pieces = {v->weights, scales}, ngrams = {v->x, scales};
  kernels->embed(&pieces, 2, &ngrams, rows, variant % 2u == 0u ? 5u : 0u, &scale, COLUMNS, y);
}

static void run_rmsnorm(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  const nlm_norm norm = {0x2F000000u, 20u + variant};
  kernels->rmsnorm(v->wide, COLUMNS, &norm, (int8_t *)y);
}

static void run_rope(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  (void)variant;
  kernels->rope(v->wide, HEADS, HEAD_DIM, v->wide + COLUMNS, (int8_t *)y);
}

static void run_softmax(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  static const nlm_softmax_scale scale = {1 << 30, 14, -120000}; /* 8192 is a nat */
  for (uint32_t i = 0; i < COLUMNS; i++) {
    v->scores[i] = v->wide[i];
  }
  kernels->softmax_q15(v->scores, COLUMNS - variant, &scale, y);
}

static void run_attention(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  static const nlm_attention_params params = {HEADS,   KV_HEADS, HEAD_DIM, {1 << 30, 14, -120000},
                                              1 << 30, -14};
  const nlm_attention_scratch scratch = {v->scores, v->probabilities, v->scores};
  kernels->attention(&params, v->x, v->weights, v->x + HEADS * HEAD_DIM, KEYS - variant, &scratch,
                     (int8_t *)y);
}

static void run_swiglu(vectors *v, uint32_t variant, const nlm_kernel_set *kernels, int16_t *y) {
  memcpy(y, v->x, COLUMNS);
  kernels->swiglu(v->silu, 15u, (int8_t *)y, v->weights, COLUMNS - variant);
}

static const struct {
  check_run *run;
  uint32_t variants;
  int32_t kernel;
} checks[] = {
    {run_fully_connected, 18, NLM_KERNEL_FULLY_CONNECTED},
    {run_rounding, 8, NLM_KERNEL_FULLY_CONNECTED},
    {run_embed, 4, NLM_KERNEL_EMBED},
    {run_rmsnorm, 2, NLM_KERNEL_RMSNORM},
    {run_rope, 1, NLM_KERNEL_ROPE},
    {run_softmax, 2, NLM_KERNEL_SOFTMAX},
    {run_attention, 2, NLM_KERNEL_ATTENTION},
    {run_swiglu, 2, NLM_KERNEL_SWIGLU},
};

/* Whether both sets give the same, and leave the same alone. */
static int agree(vectors *v, check_run *run, uint32_t variant) {
  for (uint32_t i = 0; i < 2u; i++) {
    memset(v->results[i], 0x55, sizeof v->results[i]);
    run(v, variant, i == 0u ? &nlm_portable_kernels : &nlm_backend_kernels, v->results[i]);
  }
  return memcmp(v->results[0], v->results[1], sizeof v->results[0]) == 0;
}

int32_t nlm_self_check(void *work, size_t bytes) {
  if (work == NULL) {
    return NLM_E_ARGUMENT;
  }
  if ((uintptr_t)work % 16u != 0u || bytes < NLM_SELF_CHECK_BYTES) {
    return NLM_E_ARENA;
  }
  vectors *v = (vectors *)work;
  int32_t wrong = 0;
  fill(v);
  for (uint32_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
    for (uint32_t variant = 0; variant < checks[i].variants; variant++) {
      wrong |= agree(v, checks[i].run, variant) ? 0 : checks[i].kernel;
    }
  }
  return wrong;
}
