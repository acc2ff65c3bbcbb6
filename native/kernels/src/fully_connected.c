#include "nlm_backend.h"
#include "nlm_fixed.h"

/* One row against up to NLM_TILE tokens: results[t] = requantised bias + sum_i w[i] * x[t][i]. Four tokens
 * share each loaded weight; the second four find the row in the cache or the flash's line buffer. */
static void row_times_tokens(const nlm_matrix *m, uint32_t row, const int8_t *x, uint32_t tokens,
                             int32_t *results) {
  const uint32_t columns = m->columns;
  const int8_t *w = m->weights + row * columns;
  const int32_t bias = m->bias[row];
  uint32_t t = 0;
  for (; t + 4u <= tokens; t += 4u) {
    const int8_t *x0 = x + t * columns;
    const int8_t *x1 = x0 + columns;
    const int8_t *x2 = x1 + columns;
    const int8_t *x3 = x2 + columns;
    int32_t sum0 = bias, sum1 = bias, sum2 = bias, sum3 = bias;
    for (uint32_t i = 0; i < columns; i++) {
      const int32_t weight = w[i];
      sum0 += weight * x0[i];
      sum1 += weight * x1[i];
      sum2 += weight * x2[i];
      sum3 += weight * x3[i];
    }
    results[t] = sum0;
    results[t + 1u] = sum1;
    results[t + 2u] = sum2;
    results[t + 3u] = sum3;
  }
  for (; t < tokens; t++) {
    const int8_t *xt = x + t * columns;
    int32_t sum = bias;
    for (uint32_t i = 0; i < columns; i++) {
      sum += w[i] * xt[i];
    }
    results[t] = sum;
  }
  for (t = 0; t < tokens; t++) {
    results[t] = nlm_requantise(results[t], m->multipliers[row], m->shifts[row]);
  }
}

/* y[index] = or += result, as `store` says. */
static inline void put(int32_t result, nlm_store store, void *y, uint32_t index) {
  if (store == NLM_STORE_S8) {
    ((int8_t *)y)[index] = nlm_sat8(result);
  } else {
    int16_t *sum = (int16_t *)y + index;
    *sum = store == NLM_STORE_S16 ? nlm_sat16(result) : nlm_sat16(*sum + nlm_sat16(result));
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
        put(results[t], store, y, (first + t) * m->rows + row);
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
