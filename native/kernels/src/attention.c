#include "nlm_backend.h"

#include <string.h>

#include "nlm_fixed.h"

void nlm_attention_portable(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                            const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch,
                            int8_t *y) {
  const uint32_t head_dim = params->head_dim;
  const uint32_t stride = params->kv_heads * head_dim;
  const uint32_t heads_per_kv = params->heads / params->kv_heads;
  for (uint32_t head = 0; head < params->heads; head++) {
    const int8_t *head_q = q + head * head_dim;
    const int8_t *head_keys = keys + head / heads_per_kv * head_dim;
    const int8_t *head_values = values + head / heads_per_kv * head_dim;
    for (uint32_t j = 0; j < count; j++) {
      const int8_t *key = head_keys + j * stride;
      int32_t score = 0; /* at most 256 * 2^14 */
      for (uint32_t d = 0; d < head_dim; d++) {
        score += head_q[d] * key[d];
      }
      scratch->scores[j] = score;
    }
    nlm_softmax_q15_portable(scratch->scores, count, &params->softmax, scratch->probabilities);
    /* The probabilities' sum is about 2^15 and at most 2^15 + 1024, so that the weighted sum stays below
     * 2^23. */
    int32_t *sum = scratch->sum;
    memset(sum, 0, head_dim * sizeof *sum);
    for (uint32_t j = 0; j < count; j++) {
      const int32_t p = scratch->probabilities[j];
      const int8_t *value = head_values + j * stride;
      for (uint32_t d = 0; d < head_dim; d++) {
        sum[d] += p * value[d];
      }
    }
    for (uint32_t d = 0; d < head_dim; d++) {
      y[head * head_dim + d] = nlm_sat8(nlm_requantise(sum[d], params->mult, params->shift));
    }
  }
}

void nlm_attention(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                   const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch, int8_t *y) {
  NLM_ATTENTION(params, q, keys, values, count, scratch, y);
}
