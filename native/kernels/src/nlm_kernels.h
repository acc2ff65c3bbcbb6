/* The kernels: pure functions over caller-supplied arrays, each in a file of its own. No kernel checks its
 * arguments: nlm_model_open has checked the image and the session checks the rest. Shapes are row-major; s8
 * is int8, s16 is int16. */
#ifndef NLM_KERNELS_H
#define NLM_KERNELS_H

#include <stdint.h>

/* Tokens that run through a layer together: every weight row is fetched once for this many. */
#define NLM_TILE 8u

/* Most n-gram features of one word. */
#define NLM_NGRAM_FEATURES 16u

/* How a matrix's weights lie (docs/image-format.md, "Orders"). */
enum { NLM_ORDER_ROWS = 0, NLM_ORDER_DSP = 1, NLM_ORDER_MVE = 2 };

/* A matrix of 8 or 4 bits with one bias and one requantisation per row (output channel). */
typedef struct {
  const int8_t *weights;      /* [rows][columns] as bits and order say */
  const int32_t *bias;        /* [rows]; bias and sums of products stay below 2^31 (docs/numerics.md) */
  const int32_t *multipliers; /* [rows], [2^30, 2^31) */
  const int8_t *shifts;       /* [rows], [-31, 30]; only [-31, -1] in images and packed orders */
  const uint8_t *scales;      /* [rows][groups] as order says, 1..; NULL without groups */
  uint32_t rows;              /* outputs, 1.. */
  uint32_t columns;           /* inputs, 1..16384; even with 4 bits */
  uint16_t group;             /* with 4 bits, columns that share a scale, a multiple of 16; 0: no groups */
  uint8_t bits;               /* 8 or 4 */
  uint8_t order;              /* NLM_ORDER_* */
} nlm_matrix;

/* An embedding. */
typedef struct {
  const int8_t *rows; /* 8 bits: s8 [any][dim]; 4 bits: two codes to a byte, the even one in the low half */
  const uint8_t *scales; /* 4 bits: [any]; NULL: 8 bits */
} nlm_table;

/* Scale of a norm's output: y = x * gain / sqrt(sum x^2) / 2^k0. */
typedef struct {
  uint32_t gain; /* [2^29, 2^30) */
  uint32_t k0;   /* [16, 25] */
} nlm_norm;

/* Input scale of a softmax. */
typedef struct {
  int32_t mult;     /* [2^30, 2^31) */
  uint32_t shift;   /* 0..30 */
  int32_t diff_min; /* < 0, diff_min * 2^shift >= -2^31: inputs further below the maximum count as zero */
} nlm_softmax_scale;

/* Multipliers that bring embedding rows to the scale of the residual stream. */
typedef struct {
  uint32_t piece;                          /* a_e, 16 bits */
  uint16_t ngram[NLM_NGRAM_FEATURES + 1u]; /* a_g[count of features] */
} nlm_embedding_scale;

/* Shape and scales of one layer's attention. */
typedef struct {
  uint32_t heads;            /* query heads */
  uint32_t kv_heads;         /* divides heads */
  uint32_t head_dim;         /* even, at most 256 */
  nlm_softmax_scale softmax; /* for the scores */
  int32_t mult, shift;       /* requantisation of the values' weighted sum */
} nlm_attention_params;

/* Working memory of nlm_attention. */
typedef struct {
  int32_t *scores;        /* [keys] */
  int16_t *probabilities; /* [keys] */
  int32_t *sum;           /* [head_dim]; may be scores */
} nlm_attention_scratch;

/* Rows of the n-gram table that belong to a word.
 * word:  the word's bytes
 * bytes: their count, 1..65535
 * rows:  rows of the table, 1..65535
 * out:   [NLM_NGRAM_FEATURES], each below rows
 * Returns the number of rows written, 2..16. */
uint32_t nlm_ngram_rows(const uint8_t *word, uint32_t bytes, uint32_t rows, uint16_t *out);

/* Embedding of one token.
 * pieces: [any][dim]
 * piece:  row of pieces
 * ngrams: [any][dim], of the bits of pieces; unused where count is 0
 * rows:   [count], rows of ngrams
 * count:  0..16
 * dim:    a multiple of 4
 * x:      s16 [dim], the token's residual */
void nlm_embed(const nlm_table *pieces, uint32_t piece, const nlm_table *ngrams, const uint16_t *rows,
               uint32_t count, const nlm_embedding_scale *scale, uint32_t dim, int16_t *x);

/* RMS norm of one token; a token of zeros stays zero.
 * x:   s16 [dim]
 * dim: 1..4096
 * y:   s8 [dim] */
void nlm_rmsnorm(const int16_t *x, uint32_t dim, const nlm_norm *norm, int8_t *y);

/* Fully connected, s8 -> s8, saturated.
 * m:      [outputs][inputs]
 * x:      s8 [tokens][m->columns]
 * tokens: 1..; every weight row is fetched once per NLM_TILE tokens
 * y:      s8 [tokens][m->rows] */
void nlm_fully_connected_s8(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int8_t *y);

/* Fully connected, s8 -> s16, saturated.
 * m, x, tokens: as nlm_fully_connected_s8
 * y:            s16 [tokens][m->rows] */
void nlm_fully_connected_s16(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int16_t *y);

/* Fully connected, saturated to s16 and added to the residual stream with saturation.
 * m, x, tokens: as nlm_fully_connected_s8
 * y:            s16 [tokens][m->rows], read and written */
void nlm_fully_connected_add_s16(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int16_t *y);

/* Rotary position embedding of one token.
 * x:        s16 [heads][head_dim], 1/128 of y's step, clamped to [-23000, 23000]
 * rotation: s16 [head_dim / 2][2], cosine and sine of the token's position, Q15
 * y:        s8 [heads][head_dim] */
void nlm_rope(const int16_t *x, uint32_t heads, uint32_t head_dim, const int16_t *rotation, int8_t *y);

/* Softmax of attention scores to Q15.
 * scores: s32 [count], magnitudes below 2^30, overwritten
 * count:  1..4095
 * y:      s16 [count], 32767 is 1 */
void nlm_softmax_q15(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y);

/* Softmax of s16 inputs to Q15.
 * x:     s16 [count]
 * count: 1..4095
 * y:     s16 [count], 32767 is 1; may be x */
void nlm_softmax_s16_q15(const int16_t *x, uint32_t count, const nlm_softmax_scale *scale, int16_t *y);

/* CMSIS-NN's arm_softmax_s8 for one row.
 * x:     s8 [count]
 * count: 1..511
 * y:     s8 [count], 256 * probability - 128 */
void nlm_softmax_s8(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int8_t *y);

/* CMSIS-NN's arm_softmax_s8_s16 for one row.
 * x:     s8 [count]
 * count: 1..4095
 * y:     s16 [count], 65536 * probability - 32768 */
void nlm_softmax_s8_s16(const int8_t *x, uint32_t count, const nlm_softmax_scale *scale, int16_t *y);

/* Attention of one query token over keys 0..count-1; query head h reads key/value head
 * h / (heads / kv_heads).
 * q:            s8 [heads][head_dim]
 * keys, values: s8 [count][kv_heads][head_dim], count 1..1024
 * y:            s8 [heads][head_dim], not overlapping q */
void nlm_attention(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                   const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch, int8_t *y);

/* SwiGLU: h = SiLU(gate) * up.
 * silu: s16 [256], indexed by gate + 128
 * k:    1..31, right shift of the product
 * gate: s8 [count], overwritten with h
 * up:   s8 [count] */
void nlm_swiglu(const int16_t *silu, uint32_t k, int8_t *gate, const int8_t *up, uint32_t count);

/* Mean over tokens, brought to the sentence head's scale.
 * sums:    [dim], per column the sum of the tokens' norm outputs
 * tokens:  1..1024
 * pool_a:  A of docs/numerics.md, below 2^23
 * y:       s8 [dim] */
void nlm_mean_pool(const int32_t *sums, uint32_t dim, uint32_t tokens, uint32_t pool_a, int8_t *y);

#endif
