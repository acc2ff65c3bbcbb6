/* Attention with Helium. The products of a query with all keys go 16 dimensions at a time, the sums over
 * values 16 dimensions at a time with the sums in registers. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

/* scores[j] = q * keys[j]. keys: s8 [count] rows, `stride` apart */
static void score_keys(const int8_t *q, uint32_t head_dim, const int8_t *keys, uint32_t stride,
                       uint32_t count, int32_t *scores) {
  for (uint32_t d = 0; d < head_dim; d += 16u) {
    const mve_pred16_t present = vctp8q(head_dim - d);
    const int8x16_t part = vldrbq_z_s8(q + d, present);
    const int8_t *key = keys + d;
    for (uint32_t j = 0; j < count; j++) {
      scores[j] = vmladavaq_s8(d == 0u ? 0 : scores[j], part, vldrbq_z_s8(key, present));
      key += stride;
    }
  }
}

/* Requantises 4 sums to s8, any shift. y: s8 [4], of which `present` are stored */
static inline void put(int32x4_t sum, const nlm_attention_params *params, mve_pred16_t present, int8_t *y) {
  const int32_t left = params->shift > 0 ? params->shift : 0;
  const int32_t right = params->shift < 0 ? params->shift : 0;
  int32x4_t v = vqrdmulhq_n_s32(vshlq_r_s32(sum, left), params->mult);
  /* VRSHL rounds halves upward, so that negative values first go down by one. */
  if (right < 0) {
    v = vaddq_s32(v, vshrq_n_s32(v, 31));
  }
  v = vrshlq_n_s32(v, right);
  const int16x8_t halves = vqmovnbq_s32(vreinterpretq_s16_s32(v), v);
  const int8x16_t bytes = vqmovnbq_s16(vreinterpretq_s8_s16(halves), halves);
  vstrbq_p_s32(y, vreinterpretq_s32_s8(bytes), present);
}

/* y = the values' sum, weighted by p. values: s8 [count] rows, `stride` apart */
static void mix_values(const nlm_attention_params *params, const int16_t *p, const int8_t *values,
                       uint32_t stride, uint32_t count, int8_t *y) {
  const uint32_t head_dim = params->head_dim;
  for (uint32_t d = 0; d < head_dim; d += 16u) {
    const uint32_t left = head_dim - d;
    const mve_pred16_t present0 = vctp32q(left), present1 = vctp32q(left > 4u ? left - 4u : 0u),
                       present2 = vctp32q(left > 8u ? left - 8u : 0u),
                       present3 = vctp32q(left > 12u ? left - 12u : 0u);
    int32x4_t sum0 = vdupq_n_s32(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    const int8_t *value = values + d;
    for (uint32_t j = 0; j < count; j++) {
      const int32_t weight = p[j];
      sum0 = vmlaq_n_s32(sum0, vldrbq_z_s32(value, present0), weight);
      sum1 = vmlaq_n_s32(sum1, vldrbq_z_s32(value + 4, present1), weight);
      sum2 = vmlaq_n_s32(sum2, vldrbq_z_s32(value + 8, present2), weight);
      sum3 = vmlaq_n_s32(sum3, vldrbq_z_s32(value + 12, present3), weight);
      value += stride;
    }
    put(sum0, params, present0, y + d);
    put(sum1, params, present1, y + d + 4);
    put(sum2, params, present2, y + d + 8);
    put(sum3, params, present3, y + d + 12);
  }
}

void nlm_attention_mve(const nlm_attention_params *params, const int8_t *q, const int8_t *keys,
                       const int8_t *values, uint32_t count, const nlm_attention_scratch *scratch,
                       int8_t *y) {
  const uint32_t head_dim = params->head_dim, stride = params->kv_heads * head_dim;
  const uint32_t heads_per_kv = params->heads / params->kv_heads;
  for (uint32_t head = 0; head < params->heads; head++) {
    const uint32_t kv = head / heads_per_kv * head_dim;
    score_keys(q + head * head_dim, head_dim, keys + kv, stride, count, scratch->scores);
    nlm_softmax_q15(scratch->scores, count, &params->softmax, scratch->probabilities);
    mix_values(params, scratch->probabilities, values + kv, stride, count, y + head * head_dim);
  }
}

#endif
