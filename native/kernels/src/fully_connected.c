#include "nlm_backend.h"
#include "nlm_fixed.h"

enum { UNPACKED = 64 /* weights that are unpacked at a time; a divisor or a multiple of most groups */ };

/* Some columns of a row, whose products count `scale` times. */
typedef struct {
  const int8_t *weights;
  uint32_t columns;
  int32_t scale;
} segment;

/* The columns of a row from `first` on, as many as have one scale and fit the buffer. */
static segment segment_at(const nlm_matrix *m, uint32_t row, uint32_t first, int8_t *buffer) {
  if (m->bits == 8u && m->order == NLM_ORDER_ROWS) {
    const segment whole = {m->weights + row * m->columns, m->columns, 1};
    return whole;
  }
  const uint32_t left = m->columns - first;
  segment part = {buffer, left < UNPACKED ? left : UNPACKED, m->bits == 8u ? 1 : 16};
  if (m->group != 0u) {
    const uint32_t group = first / m->group, to_end = (group + 1u) * m->group - first;
    part.columns = part.columns < to_end ? part.columns : to_end;
    part.scale = m->scales[nlm_scale_index(m, row, group)];
  }
  nlm_unpack_weights(m, row, first, part.columns, buffer);
  return part;
}

/* A segment against up to NLM_TILE tokens: sums[t] += scale * sum_i w[i] * x[t][i]. Four tokens share each
 * loaded weight; the second four find the row in the cache or the flash's line buffer.
 * x: s8 [tokens][stride], of the segment's first column */
static void add_products(const segment *s, const int8_t *x, uint32_t stride, uint32_t tokens, int32_t *sums) {
  const int8_t *w = s->weights;
  const uint32_t columns = s->columns;
  uint32_t t = 0;
  for (; t + 4u <= tokens; t += 4u) {
    const int8_t *x0 = x + t * stride;
    const int8_t *x1 = x0 + stride;
    const int8_t *x2 = x1 + stride;
    const int8_t *x3 = x2 + stride;
    int32_t sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
    for (uint32_t i = 0; i < columns; i++) {
      const int32_t weight = w[i];
      sum0 += weight * x0[i];
      sum1 += weight * x1[i];
      sum2 += weight * x2[i];
      sum3 += weight * x3[i];
    }
    sums[t] += s->scale * sum0;
    sums[t + 1u] += s->scale * sum1;
    sums[t + 2u] += s->scale * sum2;
    sums[t + 3u] += s->scale * sum3;
  }
  for (; t < tokens; t++) {
    const int8_t *xt = x + t * stride;
    int32_t sum = 0;
    for (uint32_t i = 0; i < columns; i++) {
      sum += w[i] * xt[i];
    }
    sums[t] += s->scale * sum;
  }
}

/* One row against up to NLM_TILE tokens: results[t] = requantised bias + weights * x[t]. */
static void row_times_tokens(const nlm_matrix *m, uint32_t row, const int8_t *x, uint32_t tokens,
                             int32_t *results) {
  int8_t buffer[UNPACKED];
  for (uint32_t t = 0; t < tokens; t++) {
    results[t] = m->bias[row];
  }
  for (uint32_t first = 0; first < m->columns;) {
    const segment s = segment_at(m, row, first, buffer);
    add_products(&s, x + first, m->columns, tokens, results);
    first += s.columns;
  }
  for (uint32_t t = 0; t < tokens; t++) {
    results[t] = nlm_requantise(results[t], m->multipliers[row], m->shifts[row]);
  }
}

void nlm_fully_connected_portable(const nlm_matrix *m, const int8_t *x, uint32_t tokens, nlm_store store,
                                  void *y) {
  int32_t results[NLM_TILE];
  for (uint32_t first = 0; first < tokens; first += NLM_TILE) {
    const uint32_t tile = tokens - first < NLM_TILE ? tokens - first : NLM_TILE;
    for (uint32_t row = 0; row < m->rows; row++) {
      row_times_tokens(m, row, x + first * m->columns, tile, results);
      for (uint32_t t = 0; t < tile; t++) {
        nlm_put(results[t], store, y, (first + t) * m->rows + row);
      }
    }
  }
}

void nlm_fully_connected_s8(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int8_t *y) {
  NLM_FULLY_CONNECTED(m, x, tokens, NLM_STORE_S8, y);
}

void nlm_fully_connected_s16(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int16_t *y) {
  NLM_FULLY_CONNECTED(m, x, tokens, NLM_STORE_S16, y);
}

void nlm_fully_connected_add_s16(const nlm_matrix *m, const int8_t *x, uint32_t tokens, int16_t *y) {
  NLM_FULLY_CONNECTED(m, x, tokens, NLM_ADD_S16, y);
}
