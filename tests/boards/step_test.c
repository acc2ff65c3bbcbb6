/* The kernels beside the matrix product, the build's backend against the portable ones on an emulated board:
 * odd sizes, tails, unaligned s8 arrays, extreme values. Prints the first difference, or exact <backend>
 * <comparisons> of <distinct results> where the second number shows that the results compared were not all
 * the same. */
#include "board.h"
#include "nlm_backend.h"
#include "report.h"

#include <stddef.h>
#include <string.h>

extern uint8_t arena_start[];

enum { MOST = 4096, KEYS = 70, HEADS = 6, HEAD_DIM = 70, WIDTH = HEADS * HEAD_DIM, GUARD = 16 };

typedef struct {
  int8_t s8[3][KEYS * WIDTH + 4];
  int16_t x[MOST + GUARD], y[2][MOST + GUARD], rotation[HEAD_DIM], silu[256], probabilities[KEYS];
  int32_t scores[MOST], sum[HEAD_DIM];
  uint8_t seen[65536];
  uint32_t seed, comparisons;
} test_data;

static int32_t between(test_data *data, int32_t low, int32_t high) {
  return report_random_between(&data->seed, low, high);
}

static uint32_t count_of(test_data *data, uint32_t most) {
  return (uint32_t)between(data, 1, (int32_t)most);
}

/* Values in [-largest, largest], or only the two ends. */
static void fill_s16(test_data *data, int16_t *to, uint32_t count, int32_t largest) {
  const int ends = between(data, 0, 3) == 0;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t v = between(data, -largest, largest);
    to[i] = (int16_t)(ends ? (v < 0 ? -largest - 1 : largest) : v);
  }
}

/* An s8 array that starts at any address, half of them aligned. */
static int8_t *fill_s8(test_data *data, uint32_t array, uint32_t count) {
  const int ends = between(data, 0, 3) == 0;
  int8_t *to = data->s8[array] + (between(data, 0, 1) == 0 ? 0 : between(data, 1, 3));
  for (uint32_t i = 0; i < count; i++) {
    const int32_t v = between(data, -128, 127);
    to[i] = (int8_t)(ends ? (v < 0 ? -128 : 127) : v);
  }
  return to;
}

/* Both outputs alike, so that bytes a kernel must not touch are compared too. */
static void clear_outputs(test_data *data) {
  for (uint32_t i = 0; i < MOST + GUARD; i++) {
    data->y[0][i] = data->y[1][i] = (int16_t)(i * 40503u);
  }
}

/* results: the array's 16-bit words that hold results */
static int compare(test_data *data, const char *kernel, uint32_t size, uint32_t results) {
  for (uint32_t i = 0; i < MOST + GUARD; i++) {
    if (data->y[0][i] != data->y[1][i]) {
      REPORT(REPORT_TEXT("differs:"), REPORT_TEXT(kernel), REPORT_TEXT("size"), REPORT_NUMBER(size),
             REPORT_TEXT("at"), REPORT_NUMBER(i), REPORT_TEXT("expected"),
             REPORT_NUMBER((uint16_t)data->y[0][i]), REPORT_TEXT("got"),
             REPORT_NUMBER((uint16_t)data->y[1][i]));
      return 0;
    }
    if (i < results) {
      data->seen[(uint16_t)data->y[0][i]] = 1;
    }
  }
  data->comparisons += results;
  return 1;
}

static int test_embed(test_data *data) {
  const uint32_t dim = 4u * count_of(data, 75), count = (uint32_t)between(data, 0, NLM_NGRAM_FEATURES);
  const uint8_t *scales = between(data, 0, 1) == 0 ? NULL : (const uint8_t *)fill_s8(data, 2, 23);
  const nlm_table pieces = {fill_s8(data, 0, dim * 3u), scales};
  const nlm_table ngrams = {fill_s8(data, 1, dim * 20u), scales == NULL ? NULL : scales + 3};
  uint16_t rows[NLM_NGRAM_FEATURES];
  nlm_embedding_scale scale;
  scale.piece = (uint32_t)between(data, 0, 65535);
  for (uint32_t i = 0; i < NLM_NGRAM_FEATURES; i++) {
    rows[i] = (uint16_t)between(data, 0, 19);
    scale.ngram[i] = scale.ngram[i + 1u] = (uint16_t)between(data, 0, 61440);
  }
  clear_outputs(data);
  nlm_embed_portable(&pieces, 2, &ngrams, rows, count, &scale, dim, data->y[0]);
  NLM_EMBED(&pieces, 2, &ngrams, rows, count, &scale, dim, data->y[1]);
  return compare(data, "embed", dim, dim);
}

static int test_rmsnorm(test_data *data) {
  const uint32_t dim = count_of(data, between(data, 0, 9) == 0 ? MOST : 150u);
  const nlm_norm norm = {(uint32_t)between(data, 1 << 29, (1 << 30) - 1), (uint32_t)between(data, 16, 25)};
  const int32_t largest = 32767 >> between(data, 0, 14);
  fill_s16(data, data->x, dim, largest);
  if (between(data, 0, 9) == 0) {
    memset(data->x, 0, dim * sizeof data->x[0]);
  }
  const int32_t offset = between(data, 0, 3);
  clear_outputs(data);
  nlm_rmsnorm_portable(data->x, dim, &norm, (int8_t *)data->y[0] + offset);
  NLM_RMSNORM(data->x, dim, &norm, (int8_t *)data->y[1] + offset);
  return compare(data, "rmsnorm", dim, dim / 2u);
}

static int test_rope(test_data *data) {
  const uint32_t heads = count_of(data, HEADS), head_dim = 2u * count_of(data, HEAD_DIM / 2);
  fill_s16(data, data->x, heads * head_dim, 32767);
  fill_s16(data, data->rotation, head_dim, 32767);
  const int32_t offset = between(data, 0, 3);
  clear_outputs(data);
  nlm_rope_portable(data->x, heads, head_dim, data->rotation, (int8_t *)data->y[0] + offset);
  NLM_ROPE(data->x, heads, head_dim, data->rotation, (int8_t *)data->y[1] + offset);
  return compare(data, "rope", heads * head_dim, heads * head_dim / 2u);
}

static nlm_softmax_scale any_softmax(test_data *data) {
  const uint32_t shift = (uint32_t)between(data, 0, 24);
  const nlm_softmax_scale scale = {between(data, 1 << 30, INT32_MAX - 1), shift,
                                   -between(data, 1, (int32_t)(0x7FFFFFFFu >> shift))};
  return scale;
}

static int test_softmax(test_data *data) {
  const uint32_t count = count_of(data, between(data, 0, 9) == 0 ? 1024u : 40u), seed = data->seed;
  const nlm_softmax_scale scale = any_softmax(data);
  const int32_t largest = (1 << between(data, 0, 29)) - 1;
  clear_outputs(data);
  for (uint32_t run = 0; run < 2u; run++) { /* the scores are overwritten */
    uint32_t scores_seed = seed;
    for (uint32_t j = 0; j < count; j++) {
      data->scores[j] = report_random_between(&scores_seed, -largest, largest);
    }
    (run == 0u ? nlm_softmax_q15_portable : NLM_SOFTMAX_Q15)(data->scores, count, &scale, data->y[run]);
  }
  return compare(data, "softmax", count, count);
}

static int test_attention(test_data *data) {
  const uint32_t kv_heads = count_of(data, 3), heads = kv_heads * count_of(data, 2);
  const uint32_t head_dim = 2u * count_of(data, HEAD_DIM / 2), count = count_of(data, KEYS);
  const uint32_t scale = count_of(data, 12);
  const nlm_attention_params params = {heads,
                                       kv_heads,
                                       head_dim,
                                       {between(data, 1 << 30, INT32_MAX - 1), scale, -(0x7FFFFFFF >> scale)},
                                       between(data, 1 << 30, INT32_MAX - 1),
                                       between(data, -20, 5)};
  const nlm_attention_scratch scratch = {data->scores, data->probabilities, data->sum};
  const int8_t *q = fill_s8(data, 0, heads * head_dim);
  const int8_t *keys = fill_s8(data, 1, count * kv_heads * head_dim);
  const int8_t *values = fill_s8(data, 2, count * kv_heads * head_dim);
  const int32_t offset = between(data, 0, 3);
  clear_outputs(data);
  nlm_attention_portable(&params, q, keys, values, count, &scratch, (int8_t *)data->y[0] + offset);
  NLM_ATTENTION(&params, q, keys, values, count, &scratch, (int8_t *)data->y[1] + offset);
  return compare(data, "attention", heads * head_dim, heads * head_dim / 2u);
}

static int test_swiglu(test_data *data) {
  const uint32_t count = count_of(data, 700), k = count_of(data, 31);
  const int32_t offset = between(data, 0, 3);
  fill_s16(data, data->silu, 256, 32767);
  const int8_t *up = fill_s8(data, 1, count), *gate = fill_s8(data, 0, count);
  clear_outputs(data);
  for (uint32_t run = 0; run < 2u; run++) { /* the gate is overwritten */
    int8_t *h = (int8_t *)data->y[run] + offset;
    memcpy(h, gate, count);
    (run == 0u ? nlm_swiglu_portable : NLM_SWIGLU)(data->silu, k, h, up, count);
  }
  return compare(data, "swiglu", count, count / 2u);
}

int main(void) {
  static int (*const tests[])(test_data *) = {test_embed,   test_rmsnorm,   test_rope,
                                              test_softmax, test_attention, test_swiglu};
  enum { CASES = 150 };
  test_data *data = (test_data *)(void *)arena_start;
  board_start();
  memset(data, 0, sizeof *data);
  data->seed = 1;
  for (uint32_t i = 0; i < CASES; i++) {
    for (uint32_t t = 0; t < sizeof tests / sizeof tests[0]; t++) {
      if (!tests[t](data)) {
        board_stop(1);
      }
    }
  }
  uint32_t distinct = 0;
  for (uint32_t i = 0; i < sizeof data->seen; i++) {
    distinct += data->seen[i];
  }
  REPORT(REPORT_TEXT("exact"), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(data->comparisons),
         REPORT_TEXT("of"), REPORT_NUMBER(distinct));
  board_stop(0);
}
