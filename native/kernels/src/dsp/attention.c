/* Attention for cores with the DSP extension: scores are the matrix product of keys and one token; values are
 * summed four columns at a time, in registers. */
#include "../nlm_backend.h"

#if defined(__ARM_FEATURE_DSP) && !defined(__ARM_FEATURE_MVE)

#include "../nlm_fixed.h"
#include "nlm_dsp.h"

enum { MOST_HEAD_DIM = 256 };

/* y[d] = sum_j p[j] * values[j][d] for four columns, saturated to s8 after requantisation. |sum| < 2^23
 * (nlm_attention_portable). */
static void mix_four(const nlm_attention_params *params, const int16_t *p, const int8_t *values,
                     uint32_t stride, uint32_t count, int8_t *y) {
  int32_t sums[4] = {0, 0, 0, 0};
  for (uint32_t j = 0; j < count; j++) {
    const uint32_t word = *(const nlm_dsp_word *)(const void *)(values + j * stride);
    const uint32_t even = nlm_dsp_even_pair(word), odd = nlm_dsp_odd_pair(word);
    sums[0] += p[j] * (int16_t)even;
    sums[1] += p[j] * (int16_t)odd;
    sums[2] += p[j] * (int16_t)(even >> 16);
    sums[3] += p[j] * (int16_t)(odd >> 16);
  }
  for (uint32_t d = 0; d < 4u; d++) {
    y[d] = nlm_sat8(nlm_requantise(sums[d], params->mult, params->shift));
  }
}

void nlm_attention_dsp(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                       const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch,
                       int8_t *y) {
  const uint32_t head_dim = params->head_dim;
  if ((((uintptr_t)q | (uintptr_t)keys | (uintptr_t)values | head_dim) & 3u) != 0u) {
    nlm_attention_portable(params, q, keys, values, count, scratch, y);
    return;
  }
  uint32_t pairs[MOST_HEAD_DIM / 2];
  const uint32_t stride = params->kv_heads * head_dim;
  const uint32_t heads_per_kv = params->heads / params->kv_heads;
  for (uint32_t head = 0; head < params->heads; head++) {
    const uint32_t kv = head / heads_per_kv * head_dim;
    nlm_dsp_expand(q + head * head_dim, head_dim, 1, pairs);
    for (uint32_t j = 0; j < count; j++) {
      scratch->scores[j] = 0;
    }
    nlm_dsp_rows_times_token(keys + kv, stride, (const int16_t *)(const void *)pairs, head_dim, count,
                             scratch->scores, scratch->scores);
    nlm_softmax_q15(scratch->scores, count, &params->softmax, scratch->probabilities);
    for (uint32_t d = 0; d < head_dim; d += 4u) {
      mix_four(params, scratch->probabilities, values + kv + d, stride, count, y + head * head_dim + d);
    }
  }
}

#endif
