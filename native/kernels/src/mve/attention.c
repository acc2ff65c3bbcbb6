/* Attention with Helium. The products of a query with all keys go 16 dimensions at a time, the sums over
 * values 16 dimensions at a time with the sums in registers. */
#include "../nlm_backend.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

/* scores[j] += q * keys[j] for at most 16 dimensions. keys: s8 [count] rows, `stride` apart */
static void add_products(const int8_t *q, uint32_t dims, const int8_t *keys, uint32_t stride, uint32_t count,
                         int32_t *scores) {
  int32_t score;
  __asm__ volatile("vctp.8 %[dims]\n"
                   "vpst\n"
                   "vldrbt.8 q0, [%[q]]\n"
                   "dls lr, %[count]\n"
                   "1:\n"
                   "ldr %[score], [%[scores]]\n"
                   "vpst\n"
                   "vldrbt.8 q1, [%[keys]]\n"
                   "vmladava.s8 %[score], q0, q1\n"
                   "str %[score], [%[scores]], #4\n"
                   "add %[keys], %[stride]\n"
                   "le lr, 1b\n"
                   : [score] "=&Te"(score), [scores] "+r"(scores), [keys] "+r"(keys)
                   : [q] "r"(q), [dims] "r"(dims), [stride] "r"(stride), [count] "r"(count)
                   : "lr", "q0", "q1", "p0", "memory");
}

/* scores[j] = q * keys[j] */
static void score_keys(const int8_t *q, uint32_t head_dim, const int8_t *keys, uint32_t stride,
                       uint32_t count, int32_t *scores) {
  for (uint32_t j = 0; j < count; j += 4u) {
    vstrwq_p_s32(scores + j, vdupq_n_s32(0), vctp32q(count - j));
  }
  for (uint32_t d = 0; d < head_dim; d += 16u) {
    add_products(q + d, head_dim - d, keys + d, stride, count, scores);
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

/* y = the values' sum, weighted by p, for 16 dimensions. values: s8 [count] rows, `stride` apart */
static void mix_16(const nlm_attention_params *params, const int16_t *p, const int8_t *values,
                   uint32_t stride, uint32_t count, int8_t *y) {
  const mve_pred16_t present = vctp32q(4);
  int32x4_t sum0 = vdupq_n_s32(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  int32_t weight;
  __asm__ volatile("dls lr, %[count]\n"
                   "1:\n"
                   "ldrsh %[weight], [%[p]], #2\n"
                   "vldrb.s32 q4, [%[values]]\n"
                   "vmla.s32 %q[sum0], q4, %[weight]\n"
                   "vldrb.s32 q5, [%[values], #4]\n"
                   "vmla.s32 %q[sum1], q5, %[weight]\n"
                   "vldrb.s32 q4, [%[values], #8]\n"
                   "vmla.s32 %q[sum2], q4, %[weight]\n"
                   "vldrb.s32 q5, [%[values], #12]\n"
                   "vmla.s32 %q[sum3], q5, %[weight]\n"
                   "add %[values], %[stride]\n"
                   "le lr, 1b\n"
                   : [weight] "=&r"(weight), [p] "+r"(p), [values] "+l"(values), [sum0] "+w"(sum0),
                     [sum1] "+w"(sum1), [sum2] "+w"(sum2), [sum3] "+w"(sum3)
                   : [stride] "r"(stride), [count] "r"(count)
                   : "lr", "q4", "q5", "memory");
  put(sum0, params, present, y);
  put(sum1, params, present, y + 4);
  put(sum2, params, present, y + 8);
  put(sum3, params, present, y + 12);
}

/* The same for at most 4 dimensions. */
static void mix_4(const nlm_attention_params *params, const int16_t *p, const int8_t *values, uint32_t stride,
                  uint32_t count, uint32_t dims, int8_t *y) {
  const mve_pred16_t present = vctp32q(dims);
  int32x4_t sum = vdupq_n_s32(0);
  for (uint32_t j = 0; j < count; j++) {
    sum = vmlaq_n_s32(sum, vldrbq_z_s32(values, present), p[j]);
    values += stride;
  }
  put(sum, params, present, y);
}

static void mix_values(const nlm_attention_params *params, const int16_t *p, const int8_t *values,
                       uint32_t stride, uint32_t count, int8_t *y) {
  uint32_t d = 0;
  for (; d + 16u <= params->head_dim; d += 16u) {
    mix_16(params, p, values + d, stride, count, y + d);
  }
  for (; d < params->head_dim; d += 4u) {
    mix_4(params, p, values + d, stride, count, params->head_dim - d, y + d);
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
