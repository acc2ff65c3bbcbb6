/* Instructions of the kernels on an emulated board, one line per case (docs/performance.md):
 *   kernel and shape, backend, instructions, units of work, their name
 * The matrix product is in bench_products; the other kernels work on one token of a small model. */
#include "board.h"
#include "dsp/nlm_dsp_block.h"
#include "nlm_backend.h"
#include "packing.h"
#include "report.h"

/* The rest of RAM, from the linker script. */
extern uint8_t arena_start[];

enum { MOST_ROWS = 344, MOST_WEIGHTS = 68 * 1024, MOST_INPUTS = NLM_TILE * 1000, MOST_SCALES = 4096 };

/* One token of the small model, which sees KEYS tokens and has NGRAMS features of a word. */
enum { DIM = 128, HEADS = 4, HEAD_DIM = DIM / HEADS, HIDDEN = 336, KEYS = 12, NGRAMS = 8 };

typedef struct {
  int8_t weights[MOST_WEIGHTS];
  _Alignas(16) uint8_t packed[MOST_WEIGHTS];
  uint8_t scales[MOST_SCALES], packed_scales[MOST_SCALES];
  int32_t bias[MOST_ROWS];
  int32_t multipliers[MOST_ROWS];
  int8_t shifts[MOST_ROWS];
  int8_t x[MOST_INPUTS];
  int8_t y[NLM_TILE * MOST_ROWS];
  int16_t residual[DIM], rotation[HEAD_DIM], silu[256], probabilities[KEYS];
  int32_t scores[KEYS], sum[HEAD_DIM];
} bench_data;

typedef struct {
  uint32_t rows, columns;
} bench_shape;

/* How the weights lie. */
typedef struct {
  const char *name;
  uint8_t bits, order;
  uint16_t group;
} bench_format;

/* The work does not depend on the values, only the saturation of results does in part; they are spread like a
 * trained layer's. */
static void fill(bench_data *data) {
  uint32_t seed = 1;
  for (uint32_t i = 0; i < MOST_WEIGHTS; i++) {
    data->weights[i] = (int8_t)report_random_between(&seed, -127, 127);
  }
  for (uint32_t i = 0; i < MOST_SCALES; i++) {
    data->scales[i] = (uint8_t)report_random_between(&seed, 1, 255);
  }
  for (uint32_t i = 0; i < MOST_ROWS; i++) {
    data->bias[i] = report_random_between(&seed, -5000, 5000);
    data->multipliers[i] = report_random_between(&seed, 1 << 30, INT32_MAX - 1);
    data->shifts[i] = (int8_t)report_random_between(&seed, -11, -9);
  }
  for (uint32_t i = 0; i < MOST_INPUTS; i++) {
    data->x[i] = (int8_t)report_random_between(&seed, -128, 127);
  }
  for (uint32_t i = 0; i < 256u; i++) {
    data->silu[i] = (int16_t)report_random_between(&seed, -2000, 32767);
  }
  for (uint32_t i = 0; i < HEAD_DIM; i++) {
    data->rotation[i] = (int16_t)report_random_between(&seed, -32767, 32767);
  }
}

/* Instructions that `call` takes, of several of which a board's clock counts some tens at a time. */
enum { CALLS = 8 };
#define COST_OF(cost, call)                                                                                  \
  do {                                                                                                       \
    const uint32_t before = board_instructions();                                                            \
    for (uint32_t calls = 0; calls < CALLS; calls++) {                                                       \
      call;                                                                                                  \
    }                                                                                                        \
    cost = (board_instructions() - before) / CALLS;                                                          \
  } while (0)

static void product(bench_data *data, const char *backend, nlm_fully_connected_kernel *kernel,
                    const bench_format *format, const bench_shape *shape, uint32_t tokens) {
  const nlm_matrix m = {(const int8_t *)data->packed,
                        data->bias,
                        data->multipliers,
                        data->shifts,
                        format->group == 0u ? 0 : data->packed_scales,
                        shape->rows,
                        shape->columns,
                        format->group,
                        format->bits,
                        format->order};
  uint32_t taken;
  COST_OF(taken, kernel(&m, data->x, tokens, NLM_STORE_S8, data->y));
  REPORT(REPORT_TEXT("fully_connected_s8"), REPORT_TEXT(format->name), REPORT_NUMBER(tokens),
         REPORT_TEXT("x"), REPORT_NUMBER(shape->columns), REPORT_TEXT("to"), REPORT_NUMBER(shape->rows),
         REPORT_TEXT(backend), REPORT_NUMBER(taken), REPORT_NUMBER(tokens * shape->rows * shape->columns),
         REPORT_TEXT("MAC"));
}

/* Words of 32 bits that the backend's inner loops load, by construction: what stands in src/<set>/. Weights
 * by blocks of rows, with the inputs of the tokens that meet a block at once. */
static uint32_t loaded_words(const bench_format *format, const bench_shape *shape, uint32_t tokens) {
  const int mve = NLM_BACKEND_ORDER == NLM_ORDER_MVE, packed = format->order != NLM_ORDER_ROWS;
  const uint32_t step = mve ? 16u : packed ? 8u : 4u;
  const uint32_t columns = (shape->columns + step - 1u) / step * step;
  const uint32_t inputs = mve ? columns / 4u : columns / 2u; /* s8 there, s16 here */
  uint32_t rows = packed || mve ? 4u : 3u, words = 0;
  for (uint32_t t = 0; t < tokens;) {
    uint32_t now = tokens - t < 2u ? 1u : 2u, weights = columns * format->bits / 32u; /* of a row */
    if (!mve && !packed) {
      now = tokens - t < 4u ? 1u : 4u;
      rows = now == 1u ? 3u : 1u;
    } else if (mve && packed) {
      rows = now == 1u ? 8u : 4u;
    }
#ifdef NLM_DSP_BLOCK_KERNEL
    if (packed) {
      const int four = tokens - t >= 4u && format->bits == 8u && columns <= NLM_DSP_BLOCK_COLUMNS;
      now = four ? 4u : now;
      rows = four ? 2u : 4u;
      weights = four ? columns / 2u : weights; /* those of the block's other two rows come along */
    }
#endif
    const uint32_t blocks = (shape->rows + rows - 1u) / rows;
    words += blocks * (now * inputs + rows * weights);
    t += now;
  }
  return words;
}

static void bench_products(bench_data *data) {
  static const bench_shape shapes[] = {{344, 128}, {128, 128}, {128, 344}, {128, 64},
                                       {128, 100}, {128, 512}, {64, 1000}};
  static const bench_format formats[] = {{"int8", 8, NLM_ORDER_ROWS, 0},
                                         {"int8 packed", 8, NLM_BACKEND_ORDER, 0},
                                         {"int4 packed", 4, NLM_BACKEND_ORDER, 0},
                                         {"int4 packed, groups of 32", 4, NLM_BACKEND_ORDER, 32}};
  static const uint32_t token_counts[] = {1, 4, 8};
  for (uint32_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
    const bench_format *format = &formats[f];
    for (uint32_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
      const bench_shape *shape = &shapes[s];
      pack_weights(data->weights, shape->rows, shape->columns, format->bits, format->order, data->packed);
      pack_scales(data->scales, shape->rows, nlm_groups(shape->columns, format->group), format->order,
                  data->packed_scales);
      for (uint32_t t = 0; t < sizeof token_counts / sizeof token_counts[0]; t++) {
        if (format->order == NLM_ORDER_ROWS) {
          product(data, "portable", nlm_fully_connected_portable, format, shape, token_counts[t]);
        }
        if (NLM_FULLY_CONNECTED != nlm_fully_connected_portable) {
          product(data, NLM_BACKEND_NAME, NLM_FULLY_CONNECTED, format, shape, token_counts[t]);
          REPORT(REPORT_TEXT("loaded words of the same"),
                 REPORT_NUMBER(loaded_words(format, shape, token_counts[t])),
                 REPORT_NUMBER(token_counts[t] * shape->rows * shape->columns), REPORT_TEXT("words/MAC"));
        }
      }
    }
  }
}

/* The build's kernels beside the matrix product. */
static void bench_step(bench_data *data) {
  static const nlm_norm norm = {1u << 29, 20};
  static const nlm_embedding_scale scale = {300, {0, 256, 128, 85, 64, 51, 43, 37, 32}};
  static const uint16_t rows[NGRAMS] = {5, 90, 17, 33, 250, 61, 148, 302};
  static const nlm_attention_params params = {HEADS, HEADS, HEAD_DIM, {1 << 30, 10, -200000}, 1 << 30, -8};
  const nlm_attention_scratch scratch = {data->scores, data->probabilities, data->sum};
  const int8_t *keys = data->weights, *values = data->weights + KEYS * DIM;
  const nlm_table pieces = {data->x, 0}, ngrams = {data->weights, 0};
  const nlm_table pieces4 = {data->x, data->scales}, ngrams4 = {data->weights, data->scales};
  uint32_t taken[6];
  COST_OF(taken[0], nlm_embed(&pieces, 0, &ngrams, rows, NGRAMS, &scale, DIM, data->residual));
  COST_OF(taken[1], nlm_rmsnorm(data->residual, DIM, &norm, data->y));
  COST_OF(taken[2], nlm_rope(data->residual, HEADS, HEAD_DIM, data->rotation, data->y));
  COST_OF(taken[3], nlm_attention(&params, data->x, keys, values, KEYS, &scratch, data->y));
  COST_OF(taken[4], nlm_swiglu(data->silu, 8, data->y, data->x, HIDDEN));
  COST_OF(taken[5], nlm_embed(&pieces4, 0, &ngrams4, rows, NGRAMS, &scale, DIM, data->residual));
  static const char *const names[] = {"embed", "rmsnorm", "rope", "attention", "swiglu", "embed int4"};
  for (uint32_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
    REPORT(REPORT_TEXT(names[i]), REPORT_TEXT(NLM_BACKEND_NAME), REPORT_NUMBER(taken[i]), REPORT_NUMBER(1),
           REPORT_TEXT("token"));
  }
}

int main(void) {
  bench_data *data = (bench_data *)(void *)arena_start;
  board_start();
  fill(data);
  bench_products(data);
  bench_step(data);
  board_stop(0);
}
