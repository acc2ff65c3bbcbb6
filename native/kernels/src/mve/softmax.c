/* The scores' softmax with Helium, four at a time. VQRDMULH is nlm_dhm, and for values that are not negative
 * VRSHR is nlm_rdp. The portable kernel (softmax.c) explains the arithmetic. */
#include "../nlm_backend.h"
#include "../nlm_softmax.h"

#ifdef __ARM_FEATURE_MVE

#include <arm_mve.h>

/* result * factor where `bits` is negative. In assembly, since the compiler moves every predicate through a
 * general register. */
static inline int32x4_t times_factor_where_negative(int32x4_t result, int32x4_t bits, int32_t factor) {
  __asm__("vpt.s32 lt, %q[bits], zr\n"
          "vqrdmulht.s32 %q[result], %q[result], %[factor]\n"
          : [result] "+w"(result)
          : [bits] "w"(bits), [factor] "r"(factor)
          : "p0");
  return result;
}

/* INT32_MAX where a is 0, else result. */
static inline int32x4_t one_where_zero(int32x4_t result, int32x4_t a) {
  __asm__("vpt.i32 eq, %q[a], zr\n"
          "vdupt.32 %q[result], %[one]\n"
          : [result] "+w"(result)
          : [a] "w"(a), [one] "r"(INT32_MAX)
          : "p0");
  return result;
}

/* 0 where v < limit, else result. */
static inline int32x4_t zero_where_below(int32x4_t result, int32x4_t v, int32_t limit) {
  __asm__("vpt.s32 lt, %q[v], %[limit]\n"
          "vmovt.i32 %q[result], #0\n"
          : [result] "+w"(result)
          : [v] "w"(v), [limit] "r"(limit)
          : "p0");
  return result;
}

/* e^a for a <= 0 in Q5.26; Q0.31, 1 as INT32_MAX. */
static inline int32x4_t exp_on_negative_values(int32x4_t a) {
  const int32_t quarter = 1 << 24;
  const int32x4_t fraction = vsubq_n_s32(vandq_s32(a, vdupq_n_s32(quarter - 1)), quarter);
  const int32x4_t quarters = vshrq_n_s32(vsubq_s32(fraction, a), 24);
  const int32x4_t x = vaddq_n_s32(vshlq_n_s32(fraction, 5), 1 << 28);
  const int32x4_t x2 = vqrdmulhq_s32(x, x), x3 = vqrdmulhq_s32(x2, x), x4 = vqrdmulhq_s32(x2, x2);
  const int32x4_t third = vqrdmulhq_n_s32(vaddq_s32(vrshrq_n_s32(x4, 2), x3), NLM_ONE_THIRD);
  const int32x4_t tail = vrshrq_n_s32(vaddq_s32(third, x2), 1); /* |third| < x2 or both are 0 */
  int32x4_t result = vqrdmulhq_n_s32(vaddq_s32(x, tail), NLM_E_TO_MINUS_EIGHTH);
  result = vaddq_n_s32(result, NLM_E_TO_MINUS_EIGHTH);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 31), nlm_exp_factors[0]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 30), nlm_exp_factors[1]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 29), nlm_exp_factors[2]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 28), nlm_exp_factors[3]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 27), nlm_exp_factors[4]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 26), nlm_exp_factors[5]);
  result = times_factor_where_negative(result, vshlq_n_s32(quarters, 25), nlm_exp_factors[6]);
  return one_where_zero(result, a);
}

void nlm_softmax_q15_mve(int32_t *scores, uint32_t count, const nlm_softmax_scale *scale, int16_t *y) {
  int32_t max = scores[0];
  for (uint32_t j = 0; j < count; j += 4u) {
    const mve_pred16_t present = vctp32q(count - j);
    max = vmaxvq_p_s32(max, vldrwq_z_s32(scores + j, present), present);
  }
  uint32_t sum = 0;
  for (uint32_t j = 0; j < count; j += 4u) {
    const mve_pred16_t present = vctp32q(count - j);
    const int32x4_t diff = vsubq_n_s32(vldrwq_z_s32(scores + j, present), max);
    const int32x4_t a = vqrdmulhq_n_s32(vshlq_r_s32(diff, (int32_t)scale->shift), scale->mult);
    const int32x4_t e = zero_where_below(exp_on_negative_values(a), diff, scale->diff_min);
    vstrwq_p_s32(scores + j, e, present);
    sum = vaddvaq_p_u32(sum, vreinterpretq_u32_s32(vrshrq_n_s32(e, 12)), present);
  }
  const nlm_softmax_normaliser n = nlm_softmax_normaliser_of(sum, 15);
  for (uint32_t j = 0; j < count; j += 4u) {
    const mve_pred16_t present = vctp32q(count - j);
    const int32x4_t e = vldrwq_z_s32(scores + j, present);
    const int32x4_t p = vrshlq_n_s32(vqrdmulhq_n_s32(e, n.scale), -(int32_t)n.shift);
    vstrhq_p_s32(y + j, vreinterpretq_s32_s16(vqmovnbq_s32(vreinterpretq_s16_s32(p), p)), present);
  }
}

#endif
